// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One of the local services whose health the trail's confidence depends on.
public struct SourceDefinition: Sendable, Hashable, Identifiable {
    public var name: String
    /// Without a trailing slash, e.g. `http://127.0.0.1:8080`.
    public var url: String
    public var healthPath: String
    /// The deadline over the whole exchange.
    public var timeout: Duration

    public var id: String { name }

    public init(name: String, url: String, healthPath: String = "/healthz", timeout: Duration = .seconds(2)) {
        self.name = name
        self.url = url
        self.healthPath = healthPath
        self.timeout = timeout
    }

    /// The five sources of the seed document.
    public static let standard: [SourceDefinition] = [
        SourceDefinition(name: "Governance", url: "http://127.0.0.1:8080"),
        SourceDefinition(name: "Platform Services", url: "http://127.0.0.1:8090"),
        SourceDefinition(name: "Node Runtime", url: "http://127.0.0.1:8082"),
        SourceDefinition(name: "Engine Runtime", url: "http://127.0.0.1:8083"),
        SourceDefinition(name: "Integration Control", url: "http://127.0.0.1:8084"),
    ]
}
