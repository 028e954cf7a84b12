// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What the probes of one source found over the last hour, in this session alone.
public struct SourceHistory: Sendable, Hashable {
    /// How long an observation counts.
    public static let span = Duration.seconds(3_600)
    /// The most observations that are kept: an hour at one in ten seconds.
    public static let limit = 360

    private struct Observation: Sendable, Hashable {
        var at: Timestamp
        var state: SourceStatus.State
        var latency: Duration?
    }

    /// Oldest first.
    private var observations: [Observation] = []
    /// When the source was last live in this session, however long ago.
    public private(set) var lastSuccess: Timestamp?
    /// Probes in a row, up to the last one, that did not find it live.
    public private(set) var consecutiveFailures = 0

    public init() {}

    /// Takes a probe's finding in; what is older than ``span`` is forgotten.
    public mutating func record(_ status: SourceStatus) {
        if status.state == .live {
            lastSuccess = status.checkedAt
            consecutiveFailures = 0
        } else {
            consecutiveFailures += 1
        }
        observations.append(
            Observation(at: status.checkedAt, state: status.state, latency: status.latency))
        let oldest = status.checkedAt.advanced(by: .zero - Self.span)
        observations.removeAll { $0.at < oldest }
        observations.removeFirst(max(0, observations.count - Self.limit))
    }

    /// How many probes the hour holds.
    public var count: Int { observations.count }

    /// The latency that this part of the answered probes (above 0, 1 at most) did not exceed, by the nearest-rank method;
    /// nil where none was answered.
    public func latency(percentile part: Double) -> Duration? {
        let latencies = observations.compactMap(\.latency).sorted()
        guard !latencies.isEmpty else { return nil }
        let rank = Int((part * Double(latencies.count)).rounded(.up))
        return latencies[min(max(rank, 1), latencies.count) - 1]
    }

    /// The latencies of the last probes, oldest first; nil for one that was not answered.
    public func recentLatencies(_ count: Int) -> [Duration?] {
        observations.suffix(count).map(\.latency)
    }
}
