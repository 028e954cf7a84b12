// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import CountersignProgram
import Governance

extension EventsCommand.Stats {
    func check() throws(CommandFailure) {
        let filter = try selection.parsed(now: .system())
        guard filter.isAnsweredByActivity else {
            throw CommandFailure(
                .usage,
                "The trail is counted by stream and severity alone; leave the other terms out of --filter, or count "
                    + "what events list --format jsonl gives.")
        }
    }

    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        let filter = try selection.parsed(now: .system())
        let query = ActivityQuery(
            unit: ActivityUnit(rawValue: bucket.rawValue) ?? .day, since: filter.since, until: filter.until,
            limit: Self.mostCounts)
        let counts = try await session.clients.audit.activity(query)
        if counts.count == Self.mostCounts {
            output.say("Only the newest \(Self.mostCounts) counts; choose a coarser --by or a later --since.")
        }
        var writer = RecordWriter(ActivityCount.shape, format: self.output.format, output: output)
        try writer.write(counts.filter(filter.matches))
        try writer.end(ifEmpty: "No event was recorded then.")
        return .done
    }

    private static let mostCounts = 100_000
}

extension ActivityCount {
    static let shape = RecordShape<ActivityCount>(
        record: { count in
            Record([
                "start": .moment(count.start), "stream": .text(count.stream.rawValue),
                "severity": .text(count.severity.rawValue), "events": .integer(count.events),
            ])
        },
        columns: [
            TableColumn("START") { DisplayText($0.start.shown) },
            TableColumn("STREAM") { DisplayText($0.stream.rawValue) },
            TableColumn("SEVERITY", color: \.severity.color) { DisplayText($0.severity.rawValue) },
            TableColumn("EVENTS", alignment: .trailing) { DisplayText(String($0.events)) },
        ])
}
