// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@Suite("B16 B23: an hour of a source's probes")
struct SourceHistoryTests {
    private static let start = Timestamp(microseconds: 1_773_247_212_000_000)

    private static func status(_ state: SourceStatus.State, _ latency: Int?, after seconds: Int) -> SourceStatus {
        SourceStatus(
            source: SourceDefinition.standard[0], state: state, message: "",
            latency: latency.map { .milliseconds($0) }, checkedAt: start.advanced(by: .seconds(seconds)))
    }

    @Test("Percentiles are of the answered probes, by nearest rank")
    func percentiles() {
        var history = SourceHistory()
        #expect(history.latency(percentile: 0.5) == nil)
        for number in 1...20 { history.record(Self.status(.live, number, after: number)) }
        history.record(Self.status(.offline, nil, after: 21))
        #expect(history.latency(percentile: 0.5) == .milliseconds(10))
        #expect(history.latency(percentile: 0.95) == .milliseconds(19))
        #expect(history.latency(percentile: 1) == .milliseconds(20))
        #expect(history.recentLatencies(2) == [.milliseconds(20), nil])
    }

    @Test("Failures are counted in a row, and the last success is kept longer than the hour")
    func failures() {
        var history = SourceHistory()
        history.record(Self.status(.live, 5, after: 0))
        for number in 1...3 { history.record(Self.status(number == 2 ? .degraded : .offline, nil, after: number)) }
        #expect(history.consecutiveFailures == 3)
        history.record(Self.status(.offline, nil, after: 4_000))
        #expect(history.count == 1)
        #expect(history.lastSuccess == Self.start)
        #expect(history.latency(percentile: 0.5) == nil)
        history.record(Self.status(.live, 7, after: 4_001))
        #expect(history.consecutiveFailures == 0)
    }

    @Test("Memory is bounded, however often the source is asked")
    func bounded() {
        var history = SourceHistory()
        for number in 0..<5_000 { history.record(Self.status(.live, 1, after: number / 100)) }
        #expect(history.count == SourceHistory.limit)
    }
}
