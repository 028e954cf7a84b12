// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import CountersignProgram
import Governance

extension EventsCommand.List {
    func check() throws(CommandFailure) {
        guard (1...1_000_000).contains(limit ?? 1) else {
            throw CommandFailure(.usage, "--limit must be 1 to 1000000.")
        }
        _ = try selection.parsed(now: .system())
        if let after { _ = try EventIdentifier.shown(after) }
        if file != nil { _ = try exportRequest() }
        guard file != nil || !overwrite else { throw CommandFailure(.usage, "--overwrite belongs to --output.") }
    }

    /// What `--output` asks for.
    private func exportRequest() throws(CommandFailure) -> ExportRequest {
        let path = file ?? ""
        guard let format = ExportFormat(path: path) else {
            throw CommandFailure(.usage, "--output: the file's name ends in .jsonl or .csv.")
        }
        guard after == nil else { throw CommandFailure(.usage, "--after goes on a list; an export has no part two.") }
        guard output.format == .table || output.format == format.outputFormat else {
            throw CommandFailure(.usage, "--format \(output.format.rawValue) is not what .\(format.rawValue) means.")
        }
        return ExportRequest(
            filter: try selection.parsed(now: .system()), path: path, format: format, overwrites: overwrite,
            limit: limit)
    }

    private func export(in session: Session, _ output: Output) async throws -> CommandStatus {
        let context = try await session.actionContext(output)
        let receipt = try await EventExport(session: session).run(try exportRequest(), context) { _ in }
        output.say("\(receipt.summary.count) events in \(receipt.path), SHA-256 \(receipt.summary.sha256).")
        output.say("Where they come from: \(receipt.provenancePath); the export is event \(receipt.eventID ?? "?").")
        return .done
    }

    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        if file != nil { return try await export(in: session, output) }
        var query = EventQuery(filter: try selection.parsed(now: .system()))
        query.cursor = try after.map { EventCursor(id: try EventIdentifier.shown($0)) }
        var writer = RecordWriter(AuditEvent.listShape, format: self.output.format, output: output)
        var left = limit ?? 100
        var last: AuditEvent?
        while left > 0 {
            query.limit = min(left, 1_000)
            let page = try await session.clients.audit.page(query)
            try writer.write(page.events)
            left -= page.events.count
            last = page.events.last ?? last
            if page.reachedEnd { break }
            if let searchedTo = page.searchedTo, output.terminal.isInteractive {
                output.say("Searched back to \(searchedTo.shown) …")
            }
            guard let next = page.resume ?? page.events.last.map({ EventCursor(id: $0.id) }) else { break }
            query.cursor = next
            if left == 0 { output.say("There may be more: --after \(last?.id ?? next.id)") }
        }
        try writer.end(ifEmpty: "No event passes.")
        return .done
    }
}

extension EventsCommand.Show {
    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        guard let identifier = try? EventIdentifier.shown(id),
            let event = try await session.clients.audit.event(identifier)
        else {
            return output.writeNotFound(
                "There is no event \(id) that you may read.", format: self.output.format)
        }
        try output.write(event, AuditEvent.listShape, format: self.output.format)
        return .done
    }
}

extension EventsCommand.Tail {
    static var sealing: Session.Sealing { .throughout }

    /// Only the service seals a team's trail, and this program never logs in as the service there.
    static var sealingNotice: DisplayText {
        """
        A team's trail is sealed by the service countersignd, which this release does not have yet: events that are not \
        sealed do not come here. See them with: countersign events list
        """
    }

    func check() throws(CommandFailure) {
        guard limit ?? 1 >= 1 else { throw CommandFailure(.usage, "--limit must be at least 1.") }
        guard after ?? 0 >= 0 else { throw CommandFailure(.usage, "--after must not be negative.") }
        guard output.format != .json else {
            throw CommandFailure(.usage, "A tail has no end, so it is no JSON array: use --format jsonl.")
        }
        _ = try selection.parsed(now: .system())
    }

    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        let filter = try selection.parsed(now: .system())
        var writer = RecordWriter(AuditEvent.tailShape, format: self.output.format, output: output)
        try writer.begin()
        if session.location.kind == .team { output.say(Self.sealingNotice) }
        var head = after
        var left = limit ?? .max
        defer {
            if let head { output.say("To go on from here: --after \(String(head))") }
        }
        for try await batch in session.clients.audit.tail(after) {
            for event in batch.events where left > 0 {
                if filter.matches(event) {
                    try writer.write([event])
                    left -= 1
                }
                head = event.sequence ?? head
            }
            guard left > 0 else { return .done }
            head = batch.head
        }
        try Task.checkCancellation()
        return .done
    }
}

/// Ids of events, as shown or as bare UUIDs.
enum EventIdentifier {
    /// `audit_<uuid>`, lower-case.
    static func shown(_ text: String) throws(CommandFailure) -> String {
        let parsed: EventFilter
        do {
            parsed = try EventFilter(parsing: "id:\"\(text.filter { $0 != "\"" && $0 != "\\" })\"", now: .system())
        } catch {
            throw CommandFailure(.usage, "'\(text)' is not an event's id; it looks like audit_0198c2e4-….")
        }
        return parsed.terms.first?.values.first ?? text
    }
}

extension Output {
    /// Answers a question about something that is not there, in the shape of a refusal.
    func writeNotFound(_ words: DisplayText, format: OutputFormat) -> CommandStatus {
        if format == .table {
            say(words)
            return .refused
        }
        let result = ActionResult(outcome: .denied, code: RefusalCode.notFound.rawValue, message: words.description)
        return answer(result, format: format)
    }
}
