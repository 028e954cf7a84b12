// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Governance

/// The page `/metrics`.
enum MetricsPage {
    static func text(_ database: DatabaseWatch.Finding, _ metrics: DaemonMetrics) -> String {
        var text = PrometheusText()
        text.add(
            "countersign_build_info", .gauge, "The release of this daemon.",
            [.init(labels: [("version", ProgramVersion.current)], value: 1)])
        addTrail(database, metrics, to: &text)
        addFeeds(metrics.feeds, to: &text)
        addSources(metrics.statuses, to: &text)
        if let bytes = ProcessMemory.residentBytes() {
            text.add("process_resident_memory_bytes", .gauge, "Resident memory of this daemon.", Double(bytes))
        }
        return text.description
    }

    private static func addTrail(
        _ database: DatabaseWatch.Finding, _ metrics: DaemonMetrics, to text: inout PrometheusText
    ) {
        var sealing: SealingState?
        if case .answering(let state) = database { sealing = state }
        text.add("countersign_database_up", .gauge, "1 while PostgreSQL answers.", sealing == nil ? 0 : 1)
        text.add(
            "countersign_sealed_events_total", .counter, "Events that this daemon gave their place in the trail.",
            Double(metrics.sealedEvents))
        guard let sealing else { return }
        text.add(
            "countersign_seal_head", .gauge, "The last number of the trail, whoever gave it.", Double(sealing.head))
        text.add(
            "countersign_pending_events", .gauge, "Events without a number yet, counted up to 10001.",
            Double(sealing.pending))
    }

    private static func addFeeds(_ feeds: [String: DaemonMetrics.Feed], to text: inout PrometheusText) {
        func samples(_ value: (DaemonMetrics.Feed) -> Double?) -> [PrometheusText.Sample] {
            feeds.sorted { $0.key < $1.key }.compactMap { source, feed in
                value(feed).map { PrometheusText.Sample(labels: [("source", source)], value: $0) }
            }
        }
        text.add(
            "countersign_feed_records_taken_total", .counter, "Records of a feed that are new in the trail.",
            samples { Double($0.taken) })
        text.add(
            "countersign_feed_records_duplicate_total", .counter, "Records of a feed that are known already.",
            samples { Double($0.duplicates) })
        text.add(
            "countersign_feed_records_poison_total", .counter, "Lines of a feed that were set aside.",
            samples { Double($0.poison) })
        text.add(
            "countersign_feed_bytes_total", .counter, "Bytes read from a feed.", samples { Double($0.bytes) })
        text.add(
            "countersign_feed_last_success_timestamp_seconds", .gauge, "When a feed was last read in order.",
            samples { $0.lastSuccess })
        text.add(
            "countersign_feed_consecutive_failures", .gauge, "Failures of a feed since it was last read in order.",
            samples { Double($0.consecutiveFailures) })
    }

    private static func addSources(_ statuses: [SourceStatus], to text: inout PrometheusText) {
        text.add(
            "countersign_source_state", .gauge, "1 for the state that the last probe found.",
            statuses.flatMap { status in
                SourceStatus.State.allCases.map { state in
                    PrometheusText.Sample(
                        labels: [("source", status.source.name), ("state", state.rawValue)],
                        value: status.state == state ? 1 : 0)
                }
            })
    }
}
