// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Governance

struct LeasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leases", abstract: "See the AI leases; escalate one for an override.",
        subcommands: [List.self, Escalate.self])
}

extension LeasesCommand {
    struct List: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the leases, their caps and what is open about them.",
            discussion: """
                Any registered person may. Example:
                  countersign leases list
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            var writer = RecordWriter(WorkerLease.shape, format: self.output.format, output: output)
            try writer.write(try await session.clients.leases.leases())
            try writer.end(ifEmpty: "There is no lease.")
            return .done
        }
    }

    struct Escalate: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "Unlock the override of a lease for 30 minutes.",
            discussion: """
                Needs the role Governance Operator. Finance is flagged, and a review stays open until another person \
                records it. Then: countersign requests open lease-expansion-override. Example:
                  countersign leases escalate worker-alpha --reason "Launch traffic above the envelope"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The lease's name.")
        var lease: String

        @Option(help: ArgumentHelp("Why: at least 10 non-blank characters.", valueName: "text"))
        var reason: String

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            try await session.govern(output, self.output.format) { clients, context in
                try await clients.leases.escalate(lease, reason, context)
            }
        }
    }
}
