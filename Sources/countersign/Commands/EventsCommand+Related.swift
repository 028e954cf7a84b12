// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Governance

extension EventsCommand {
    struct Related: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what belongs to an event: from a change to what it enabled, and back.",
            discussion: """
                Any registered person may, for the streams they read. No source says which change enabled a call, so \
                what events have in common tells, group by group; an event stands in the first group it belongs to:
                  correlation  the same correlation id, whenever
                  request      the same request, whenever
                  package      the same deployment package, whenever
                  principal    done by the same principal, within the window
                  subject      done, within the window, by the one whom the event is about
                  resource     the same resource, within the window
                  standing     done, within the window, to the principal of the event
                The window goes by the time of occurrence, before and after the event. Example:
                  countersign events related audit_0198c2e4-5f00-7a11-8b22-0123456789ab --within 4h
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The event's id, with or without audit_.")
        var id: String

        @Option(help: ArgumentHelp("How far before and after it to look: 30m, 12h, 7d or 4w.", valueName: "time"))
        var within = "1h"

        @Option(
            help: ArgumentHelp("How many of a group at most, up to 500; the nearest are taken.", valueName: "count"))
        var limit = 20

        func check() throws(CommandFailure) {
            guard (1...500).contains(limit) else { throw CommandFailure(.usage, "--limit must be 1 to 500.") }
            _ = try window
        }

        private var window: Duration {
            get throws(CommandFailure) {
                guard let seconds = EventFilter.seconds(of: within), (1...366 * 86_400).contains(seconds) else {
                    throw CommandFailure(.usage, "--within is 30m, 12h, 7d or 4w, a year at most.")
                }
                return .seconds(seconds)
            }
        }

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            let audit = session.clients.audit
            guard let identifier = try? EventIdentifier.shown(id), let event = try await audit.event(identifier) else {
                return output.writeNotFound(
                    "There is no event \(id) that you may read.", format: self.output.format)
            }
            let related = try await audit.related(to: event, within: try window, limit: limit)
            var writer = RecordWriter(RelatedEvent.shape, format: self.output.format, output: output)
            try writer.write(
                related.groups.flatMap { group in
                    group.events.map {
                        RelatedEvent(relation: group.relation, value: group.value, event: $0, of: event)
                    }
                })
            try writer.end(ifEmpty: "Nothing that you may read belongs to it within \(within).")
            for group in related.groups where group.isCut {
                output.say("There may be more of \(group.relation.rawValue) \(group.value): --limit, --within.")
            }
            return .done
        }
    }
}

/// One row of the answer.
struct RelatedEvent: Sendable {
    var relation: EventRelation
    var value: String
    var event: AuditEvent
    /// How long after the event that was asked about it happened; negative before it.
    var seconds: Double

    init(relation: EventRelation, value: String, event: AuditEvent, of other: AuditEvent) {
        self.relation = relation
        self.value = value
        self.event = event
        seconds = event.occurredAt.duration(since: other.occurredAt) / .seconds(1)
    }

    static let shape = RecordShape<RelatedEvent>(
        record: { related in
            Record([
                "relation": .text(related.relation.rawValue), "value": .text(related.value),
                "seconds": .number(related.seconds), "event": .record(related.event.record),
            ])
        },
        columns: [
            TableColumn("WHY", color: { _ in .strong }) { DisplayText($0.relation.rawValue) },
            TableColumn("AFTER", alignment: .trailing) { DisplayText($0.shownDistance) },
            TableColumn("OCCURRED", dropRank: 3) { DisplayText($0.event.occurredAt.shown) },
            TableColumn("SEVERITY", dropRank: 4, color: \.event.severity.color) {
                DisplayText($0.event.severity.rawValue)
            },
            TableColumn("TITLE", minimumWidth: 16) { related in
                let event = related.event
                return event.isClaim
                    ? "\(event.title) (reported by \(event.origin ?? ""))" : DisplayText(event.title)
            },
            TableColumn("ACTOR", dropRank: 1) { DisplayText($0.event.actorUsername ?? "") },
            TableColumn("OUTCOME", dropRank: 2, color: \.event.outcome.color) {
                DisplayText($0.event.outcome.rawValue)
            },
            TableColumn("ID", dropRank: 5) { DisplayText($0.event.id) },
        ])

    /// `+2m`, `-35s`: the largest unit, since the order of things is what matters.
    private var shownDistance: String {
        let distance = abs(seconds)
        let words =
            switch distance {
            case ..<10: "\((distance * 10).rounded() / 10)s"
            case ..<120: "\(Int(distance))s"
            case ..<7_200: "\(Int(distance / 60))m"
            case ..<172_800: "\(Int(distance / 3_600))h"
            default: "\(Int(distance / 86_400))d"
            }
        return (seconds < 0 ? "-" : "+") + words
    }
}
