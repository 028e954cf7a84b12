// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance

/// Where a probe asks, taken apart for a socket.
struct HealthTarget: Sendable, Hashable {
    var host: String
    var port: UInt16
    /// The bytes of the request.
    var request: [UInt8]

    /// Nil where the configured texts make no HTTP URL.
    init?(_ source: SourceDefinition) {
        guard let parts = URLComponents(string: source.url + source.healthPath), parts.scheme == "http",
            let host = parts.host, !host.isEmpty, let port = UInt16(exactly: parts.port ?? 80), port > 0
        else { return nil }
        // URLComponents keeps the brackets of an IPv6 address; the resolver does not take them.
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        self.port = port
        let path = parts.percentEncodedPath + (parts.percentEncodedQuery.map { "?" + $0 } ?? "")
        let request =
            "GET \(path) HTTP/1.1\r\nHost: \(host):\(port)\r\nUser-Agent: countersign\r\n"
            + "Accept: application/json, */*;q=0.5\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
        self.request = Array(request.utf8)
    }
}
