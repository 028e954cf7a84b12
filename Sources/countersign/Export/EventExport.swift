// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Synchronization

/// Writes the events of a filter to a file, newest first: exactly what the timeline shows under that filter at the
/// moment when it begins.
///
/// The file gets its name after the export is in the trail: no audit, no file. Beside it lies `FILE.provenance.json`,
/// which says who took it, when, from where and by which filter; the rows stay as they are, for whatever reads them.
struct EventExport: Sendable {
    let session: Session
    /// Events read at a time: an event has 60,000 bytes at most, and a few hundred as a rule.
    private static let pageLength = 500

    /// Where the words about a file's rows are.
    static func provenancePath(of path: String) -> String { path + ".provenance.json" }

    func run(
        _ request: ExportRequest, _ context: ActionContext, _ advanced: @Sendable (_ count: Int) -> Void
    ) async throws -> ExportReceipt {
        var request = request
        request.path = Self.expanded(request.path)
        try ExportFile.check(request.path, overwrites: request.overwrites)
        let provenancePath = Self.provenancePath(of: request.path)
        try ExportFile.check(provenancePath, overwrites: request.overwrites)
        let identity = try await session.clients.people.identity()
        var file = try ExportFile(at: request.path)
        var rows = Rows()
        try await write(request, to: &file, &rows, advanced)
        let summary = ExportSummary(
            format: request.format, filter: request.filter.description, count: rows.count, sha256: file.sha256,
            firstID: rows.first, lastID: rows.last)
        let result = try await session.clients.audit.recordExport(summary, context)
        guard result.outcome == .succeeded else {
            throw GovernanceError(.notPermitted, "The export was refused (\(result.code)): \(result.message)")
        }
        let provenance = record(summary, request, identity, rows.note, eventID: result.eventID, context)
        var words = try ExportFile(at: provenancePath)
        try words.write(JSONText.text(provenance, indent: 0) + "\n")
        try file.publish(overwriting: request.overwrites)
        try words.publish(overwriting: request.overwrites)
        return ExportReceipt(
            path: request.path, provenancePath: provenancePath, summary: summary, eventID: result.eventID)
    }

    private struct Rows {
        var count = 0
        var first: String?
        var last: String?
        /// What is left out, in words.
        var note: String?
    }

    private func write(
        _ request: ExportRequest, to file: inout ExportFile, _ rows: inout Rows,
        _ advanced: @Sendable (_ count: Int) -> Void
    ) async throws {
        let text = Mutex("")
        let output = Output(terminal: .none, write: { part in text.withLock { $0 += part } }, narrate: { _ in })
        var writer = RecordWriter(AuditEvent.listShape, format: request.format.outputFormat, output: output)
        var query = EventQuery(filter: request.filter)
        var left = request.limit ?? .max
        while left > 0 {
            query.limit = min(left, Self.pageLength)
            let page = try await session.clients.audit.page(query)
            try Task.checkCancellation()
            try writer.write(page.events)
            try file.write(
                text.withLock { whole in
                    defer { whole = "" }
                    return whole
                })
            rows.count += page.events.count
            rows.first = rows.first ?? page.events.first?.id
            rows.last = page.events.last?.id ?? rows.last
            rows.note = page.note ?? rows.note
            left -= page.events.count
            advanced(rows.count)
            guard !page.reachedEnd, let next = page.resume ?? page.events.last.map({ EventCursor(id: $0.id) }) else {
                return
            }
            query.cursor = next
        }
    }

    private func record(
        _ summary: ExportSummary, _ request: ExportRequest, _ identity: Identity, _ note: String?, eventID: String?,
        _ context: ActionContext
    ) -> Record {
        let name = request.path.split(separator: "/").last.map(String.init) ?? request.path
        return Record([
            "countersign_export": .integer(1), "file": .text(name), "format": .text(summary.format.rawValue),
            "sha256": .text(summary.sha256), "count": Field(summary.count), "first_id": Field(summary.firstID),
            "last_id": Field(summary.lastID), "filter": .text(summary.filter),
            "order": .text("\(summary.order.rawValue), newest first"), "left_out": Field(note),
            "exported_at": .moment(.system()), "exported_by": .text(identity.person.login),
            "roles": Field(identity.person.roles.map(\.rawValue)), "surface": .text(context.surface),
            "coverage": Field(context.coverage), "database": .text(session.location.databaseURL),
            "database_kind": .text(session.location.kind.rawValue), "event_id": Field(eventID),
            "program": .text("countersign \(Countersign.version)"),
        ])
    }

    /// `~/` is the person's own folder, as a shell would have it.
    private static func expanded(_ path: String) -> String {
        guard path.hasPrefix("~/"), let home = ProcessInfo.processInfo.environment["HOME"], !home.isEmpty else {
            return path
        }
        return home + path.dropFirst()
    }
}

extension ExportFormat {
    var outputFormat: OutputFormat {
        switch self {
        case .jsonl: .jsonl
        case .csv: .csv
        }
    }
}
