// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

/// Where to ask, taken apart for a socket.
struct HTTPTarget: Sendable, Hashable {
    var host: String
    var port: UInt16
    /// The bytes of the request.
    var request: [UInt8]

    /// A GET of a path below a source's URL; nil where the texts make no HTTP URL.
    ///
    /// - Parameters:
    ///   - url: The source's URL.
    ///   - path: Begins with a slash; a query may follow.
    ///   - accept: What the answer should be, as the field `Accept` says it.
    init?(url: String, path: String, accept: String = "application/json, */*;q=0.5") {
        guard let parts = URLComponents(string: url + path), parts.scheme == "http",
            let host = parts.host, !host.isEmpty, let port = UInt16(exactly: parts.port ?? 80), port > 0
        else { return nil }
        // URLComponents keeps the brackets of an IPv6 address; the resolver does not take them.
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        self.port = port
        let target = parts.percentEncodedPath + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
        let request =
            "GET \(target) HTTP/1.1\r\nHost: \(host):\(port)\r\nUser-Agent: countersign\r\n"
            + "Accept: \(accept)\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
        self.request = Array(request.utf8)
    }
}
