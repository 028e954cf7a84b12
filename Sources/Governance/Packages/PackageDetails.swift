// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What a person states when drafting or revising a package; nil leaves a detail as it is.
public struct PackageDetails: Sendable, Hashable {
    public var release: String?
    public var artifact: String?
    public var lease: String?
    public var apiServices: String?
    public var theme: String?
    public var node: String?
    public var fallback: String?
    /// The IANA zone in which the approval time is shown.
    public var zone: String?
    public var domain: String?
    public var dns: String?
    public var ssl: String?

    public init() {}

    /// The details that are stated, by the names that PostgreSQL takes.
    public var stated: [String: JSONValue] {
        let all: [(String, String?)] = [
            ("release", release), ("artifact", artifact), ("lease", lease), ("api_services", apiServices),
            ("theme", theme), ("node", node), ("fallback", fallback), ("zone", zone), ("domain", domain),
            ("dns", dns), ("ssl", ssl),
        ]
        return all.reduce(into: [:]) { stated, detail in stated[detail.0] = detail.1.map(JSONValue.string) }
    }
}
