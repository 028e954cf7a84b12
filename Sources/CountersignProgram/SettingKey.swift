// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// The keys of the configuration file; as variables they are `COUNTERSIGN_` and the key in capitals with underscores.
enum SettingKey {
    static let database = "database.url"
    static let person = "as"
    static let theme = "theme"
    static let readOnly = "read-only"
    static let environment = "environment"
    static let plain = "plain"
    static let mouse = "mouse"
    static let sources = "sources.names"
    static let logLevel = "log-level"

    /// The settings of one source, below its key.
    enum Source: String, CaseIterable {
        case name
        case url
        case healthPath = "health-path"
        case feedPath = "feed-path"
        case timeout = "timeout-ms"

        func key(_ source: String) -> String { "sources.\(source).\(rawValue)" }
    }

    private static let fixed = [
        database, person, theme, readOnly, environment, plain, mouse, sources, logLevel,
    ]

    static func isKnown(_ key: String) -> Bool {
        if fixed.contains(key) { return true }
        let parts = key.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0] == "sources" && Source(rawValue: String(parts[2])) != nil
    }

    static func nearest(to key: String) -> String? {
        let parts = key.split(separator: ".")
        let sourceKeys = parts.count == 3 ? Source.allCases.map { $0.key(String(parts[1])) } : []
        return Spelling.nearest(to: key, in: fixed + sourceKeys)
    }
}
