// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What one probe of a source found.
public struct SourceStatus: Sendable, Hashable, Identifiable {
    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case live
        case degraded
        case offline
    }

    public var source: SourceDefinition
    public var state: State
    /// Words for a person; untrusted where the service wrote them.
    public var message: String
    /// From sending to the end of the answer; nil when there was none.
    public var latency: Duration?
    public var checkedAt: Timestamp
    /// The version that the service names; untrusted.
    public var version: String?

    public var id: String { source.name }

    public init(
        source: SourceDefinition, state: State, message: String, latency: Duration? = nil, checkedAt: Timestamp,
        version: String? = nil
    ) {
        self.source = source
        self.state = state
        self.message = message
        self.latency = latency
        self.checkedAt = checkedAt
        self.version = version
    }

    /// What the seed shows for a source that does not answer.
    public static let awaitingMessage = "Awaiting local service response."
}
