// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

extension Overview.State {
    /// Takes live events in among the latest ones, newest first.
    ///
    /// While the latest are being asked for, arrivals are kept for the answer too: it may have been read before them.
    mutating func takeArrivals(_ events: [AuditEvent]) {
        arrivals = Self.newest(arrivals + events.filter { $0.stream != .auth })
        defer { if !latest.isLoading { arrivals = [] } }
        guard let page = latest.value, !arrivals.isEmpty else { return }
        let known = Set(page.events.map(\.id))
        latest.value?.events = Self.newest(page.events + arrivals.filter { !known.contains($0.id) })
    }

    private static func newest(_ events: [AuditEvent]) -> [AuditEvent] {
        Array(events.sorted { $0.id > $1.id }.prefix(Overview.eventLimit))
    }
}
