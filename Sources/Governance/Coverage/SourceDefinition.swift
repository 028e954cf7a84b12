// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One of the local services whose health the trail's confidence depends on.
public struct SourceDefinition: Sendable, Hashable, Identifiable {
    public var name: String
    /// Without a trailing slash, e.g. `http://127.0.0.1:8080`.
    public var url: String
    public var healthPath: String
    /// Where its runtime events are to be had; nil where it has none that the daemon could collect.
    public var feedPath: String?
    /// The deadline over the whole exchange of a probe.
    public var timeout: Duration

    public var id: String { name }

    public init(
        name: String, url: String, healthPath: String = "/healthz", feedPath: String? = nil,
        timeout: Duration = .seconds(2)
    ) {
        self.name = name
        self.url = url
        self.healthPath = healthPath
        self.feedPath = feedPath
        self.timeout = timeout
    }

    /// Where a service that speaks the contract of runtime events has them.
    public static let standardFeedPath = "/v1/audit/events"

    /// The five sources of the seed document. The first is this product's own daemon, whose events are the trail itself.
    public static let standard: [SourceDefinition] = [
        SourceDefinition(name: "Governance", url: "http://127.0.0.1:8080"),
        SourceDefinition(name: "Platform Services", url: "http://127.0.0.1:8090", feedPath: standardFeedPath),
        SourceDefinition(name: "Node Runtime", url: "http://127.0.0.1:8082", feedPath: standardFeedPath),
        SourceDefinition(name: "Engine Runtime", url: "http://127.0.0.1:8083", feedPath: standardFeedPath),
        SourceDefinition(name: "Integration Control", url: "http://127.0.0.1:8084", feedPath: standardFeedPath),
    ]
}
