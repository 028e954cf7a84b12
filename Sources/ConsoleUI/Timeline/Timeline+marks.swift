// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Timeline {
    /// Events that a person has picked out. They are kept whole, so paging away from them loses none.
    struct Marks: Sendable, Equatable {
        /// The most marks; what wants more is an export.
        static let limit = 1_000

        private(set) var events: [String: AuditEvent] = [:]
        /// Where a range was begun.
        var anchor: String?

        var count: Int { events.count }
        var isEmpty: Bool { events.isEmpty }

        func contains(_ id: String) -> Bool { events[id] != nil }

        /// Newest first.
        var newestFirst: [AuditEvent] { events.values.sorted { $0.id > $1.id } }

        mutating func toggle(_ event: AuditEvent) -> Bool {
            if events.removeValue(forKey: event.id) != nil { return true }
            return add([event])
        }

        /// - Returns: Whether there was room for all.
        mutating func add(_ more: some Sequence<AuditEvent>) -> Bool {
            for event in more where events[event.id] == nil {
                guard events.count < Self.limit else { return false }
                events[event.id] = event
            }
            return true
        }

        mutating func clear() { self = Marks() }
    }

    /// What of an event is copied.
    enum CopyForm: String, Sendable, Hashable, CaseIterable {
        /// Ids, one a line.
        case ids
        /// JSON, one event a line.
        case jsonl
    }
}

extension Console.State {
    mutating func toggleMark() -> [Console.Effect] {
        guard let event = timeline.selected else { return [] }
        if !timeline.marks.toggle(event) { inform(Words.Marks.full, .warning) }
        return moveTimeline(.down)
    }

    /// Begins a range at the event in focus, or marks all from where it was begun to here.
    mutating func markRange() {
        guard let event = timeline.selected else { return }
        guard let anchor = timeline.marks.anchor else {
            timeline.marks.anchor = event.id
            inform(Words.Marks.rangeBegins)
            return
        }
        timeline.marks.anchor = nil
        let ids = timeline.window.ids
        guard let start = ids.firstIndex(of: anchor) else {
            inform(Words.Marks.rangeLost, .warning)
            return
        }
        let end = timeline.reader.selectedIndex(in: ids)
        let range = timeline.window.events[min(start, end)...max(start, end)]
        noteMarks(timeline.marks.add(range))
    }

    /// Marks every event that was read under the present filter and is in memory.
    mutating func markAll() {
        noteMarks(timeline.marks.add(timeline.window.events))
    }

    mutating func clearMarks() {
        let count = timeline.marks.count
        timeline.marks.clear()
        inform(Words.Marks.cleared(count))
    }

    private mutating func noteMarks(_ hadRoom: Bool) {
        hadRoom ? inform(Words.Marks.marked(timeline.marks.count)) : inform(Words.Marks.full, .warning)
    }

    // MARK: Copying

    /// Copies what is marked, or else the event in focus.
    mutating func copyMarks(_ form: Timeline.CopyForm) -> [Console.Effect] {
        let marked = timeline.marks.newestFirst
        let events = marked.isEmpty ? focusedEvent.map { [$0] } ?? [] : marked
        guard !events.isEmpty else {
            inform(Words.Marks.nothingToCopy)
            return []
        }
        let text = events.map { form == .ids ? $0.id : $0.jsonText }.joined(separator: "\n")
        return copy(text, as: Words.Marks.copied(events.map(\.id), form))
    }

    /// Copies one field of the event in focus, by the name of its column; `json` is all of them.
    mutating func copyField(_ name: String) -> [Console.Effect] {
        if let form = Timeline.CopyForm(rawValue: name) { return copyMarks(form) }
        guard let event = focusedEvent else {
            inform(Words.Marks.nothingToCopy)
            return []
        }
        if name == "json" { return copy(event.jsonText, as: Words.Marks.copiedJSON(event.id)) }
        guard let value = event.columns.first(where: { $0.name == name })?.value else {
            inform(Words.Marks.noField(name), .warning)
            return []
        }
        switch value {
        case .null: inform(Words.Marks.emptyField(name))
        case .string(let text): return copy(text, as: Words.Marks.copiedField(name))
        default: return copy(value.jsonText, as: Words.Marks.copiedField(name))
        }
        return []
    }

    /// The event that lies open, or has the focus.
    var focusedEvent: AuditEvent? {
        for dialog in dialogs.reversed() {
            if case .event(let detail) = dialog { return detail.event }
        }
        switch tab {
        case .timeline: return timeline.selected
        case .overview: return overviewEvent
        default: return nil
        }
    }

    /// The most bytes that go through a terminal to the clipboard: 74,994 of base64.
    static let copyLimit = 74_994 / 4 * 3

    mutating func copy(_ text: String, as words: DisplayText) -> [Console.Effect] {
        guard text.utf8.count <= Self.copyLimit else {
            inform(Words.Marks.tooLarge(text.utf8.count), .warning)
            return []
        }
        timeline.copying = words
        return [.copy(text)]
    }
}
