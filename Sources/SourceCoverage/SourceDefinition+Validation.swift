// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
public import Governance

extension SourceDefinition {
    /// Checks what a configuration file or variable may have got wrong.
    ///
    /// The URL is plain `http` (these are local services) with a host, and without user, password, query, fragment or
    /// trailing slash (user and password would be shown with the source); the health path and the feed path, which has
    /// no query, begin with a slash; the timeout is 50 ms to 60 s.
    public func validate() throws(SourceCoverageError) {
        func fault(_ code: SourceCoverageError.Code, _ message: String) -> SourceCoverageError {
            SourceCoverageError(code, source: name, message)
        }
        guard !name.isEmpty, name.count <= 60 else {
            throw fault(.invalidName, "a name has 1 to 60 characters")
        }
        guard let parts = URLComponents(string: url), parts.scheme == "http",
            let host = parts.host, !host.isEmpty, parts.query == nil, parts.fragment == nil
        else { throw fault(.invalidURL, "the url must look like http://127.0.0.1:8080") }
        guard parts.user == nil, parts.password == nil else {
            throw fault(.invalidURL, "the url must not hold a user or a password, since it is shown")
        }
        guard !url.hasSuffix("/") else { throw fault(.invalidURL, "the url must not end in a slash") }
        guard (1...65_535).contains(parts.port ?? 80) else {
            throw fault(.invalidURL, "the port must be 1 to 65535")
        }
        guard healthPath.hasPrefix("/"), HTTPTarget(url: url, path: healthPath) != nil else {
            throw fault(.invalidHealthPath, "the health path must begin with a slash, e.g. /healthz")
        }
        if let feedPath {
            guard feedPath.hasPrefix("/"), !feedPath.contains("?"), HTTPTarget(url: url, path: feedPath) != nil else {
                throw fault(
                    .invalidFeedPath, "the feed path must begin with a slash and have no query, e.g. /v1/audit/events")
            }
        }
        guard timeout >= .milliseconds(50), timeout <= .seconds(60) else {
            throw fault(.invalidTimeout, "the timeout must be 50 to 60000 milliseconds")
        }
    }

    /// Checks every source, and that no name is used twice.
    public static func validate(_ sources: [SourceDefinition]) throws(SourceCoverageError) {
        var names: Set<String> = []
        for source in sources {
            try source.validate()
            guard names.insert(source.name).inserted else {
                throw SourceCoverageError(.duplicateName, source: source.name, "the name is used twice")
            }
        }
    }
}
