// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Governance

extension RequestsCommand {
    struct Expiring: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what soon ends by itself: open requests, sessions and lease escalations, the next first.",
            discussion: """
                Any registered person may. Example, what lapses before the end of the day shift:
                  countersign requests expiring --within 8h
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("How far to look ahead: 30m, 12h, 7d or 4w.", valueName: "time"))
        var within = "1h"

        @Option(help: ArgumentHelp("How many at most, up to 1000.", valueName: "count"))
        var limit = 100

        func check() throws(CommandFailure) {
            guard (1...1_000).contains(limit) else { throw CommandFailure(.usage, "--limit must be 1 to 1000.") }
            _ = try time
        }

        /// Length of time, a year at most.
        var time: Duration {
            get throws(CommandFailure) {
                guard let seconds = EventFilter.seconds(of: within), (1...366 * 86_400).contains(seconds) else {
                    throw CommandFailure(.usage, "--within is 30m, 12h, 7d or 4w, a year at most.")
                }
                return .seconds(seconds)
            }
        }

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            var writer = RecordWriter(Expiry.shape, format: self.output.format, output: output)
            try writer.write(try await session.clients.workflow.expiring(try time, limit))
            try writer.end(ifEmpty: "Nothing ends within \(within).")
            return .done
        }
    }
}

extension Expiry {
    static let shape = RecordShape<Expiry>(
        record: { expiry in
            Record([
                "kind": .text(expiry.kind.rawValue), "id": .text(expiry.id), "subject": Field(expiry.subject),
                "holder": .text(expiry.holder), "expires_at": .moment(expiry.expiresAt),
            ])
        },
        columns: [
            TableColumn("EXPIRES", color: { _ in .warning }) { DisplayText($0.expiresAt.shown) },
            TableColumn("KIND") { DisplayText($0.kind.rawValue) },
            TableColumn("ABOUT", minimumWidth: 10) { DisplayText($0.subject ?? "") },
            TableColumn("HOLDER", dropRank: 1) { DisplayText($0.holder) },
            TableColumn("ID") { DisplayText($0.id) },
        ])
}
