// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension EventFilter {
    /// Whether counts by stream and severity can tell how many events pass in any hour: every term is about one of
    /// the two. Times of the filter then bound the hours.
    public var isAnsweredByActivity: Bool {
        phrases.isEmpty && terms.allSatisfy { $0.field == .stream || $0.field == .severity }
    }

    /// Whether the counted events pass the terms about streams and severities.
    public func matches(_ count: ActivityCount) -> Bool {
        let event = AuditEvent(
            id: "", occurredAt: count.start, recordedAt: count.start, stream: count.stream, category: "",
            severity: count.severity, action: "", title: "")
        return terms.filter { $0.field == .stream || $0.field == .severity }.allSatisfy { $0.matches(event) }
    }
}
