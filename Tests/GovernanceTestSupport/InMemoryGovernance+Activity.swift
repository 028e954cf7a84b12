// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Synchronization

extension InMemoryGovernance {
    func activity(_ query: ActivityQuery, _ login: String) -> [ActivityCount] {
        struct Key: Hashable {
            var start: Timestamp
            var stream: EventStream
            var severity: Severity
        }
        var counts: [Key: Int64] = [:]
        for event in readable(login) {
            let hour = ActivityUnit.hour.start(of: event.recordedAt)
            if let since = query.since, hour < ActivityUnit.hour.start(of: since) { continue }
            if let until = query.until, hour >= until { continue }
            let key = Key(start: query.unit.start(of: hour), stream: event.stream, severity: event.severity)
            counts[key, default: 0] += 1
        }
        let all = counts.map { key, events in
            ActivityCount(start: key.start, stream: key.stream, severity: key.severity, events: events)
        }
        let sorted = all.sorted {
            ($0.start, $0.stream.rawValue, $0.severity.rawValue) < ($1.start, $1.stream.rawValue, $1.severity.rawValue)
        }
        return Array(sorted.suffix(query.limit))
    }

    func recordExport(_ summary: ExportSummary, by login: String, _ context: ActionContext) -> ActionResult {
        state.withLock { state in
            var event = newEvent("EXPORT_EVENTS", "integrity", .medium, by: login, context, state)
            event.resourceType = "export"
            guard state.people.contains(where: { $0.login == login }) else {
                return refuse(event, "Export refused", .roleRequired, "The login \(login) is not registered.", &state)
            }
            event.resourceID = summary.sha256
            event.detail =
                summary.filter.isEmpty
                ? "The whole trail that the person may read." : "Filter: \(summary.filter)"
            return accept(event, "\(summary.count) events exported", "The export is recorded.", &state)
        }
    }
}
