// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Governance

extension PackagesCommand {
    struct Block: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "Block a package that cannot go on.",
            discussion: """
                Needs the role Governance Operator. Example:
                  countersign packages block "POD Engine Bravo" --reason "Node placement is not settled"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The package's name.")
        var name: String

        @Option(help: ArgumentHelp("What blocks it: at least 10 non-blank characters.", valueName: "text"))
        var reason: String

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            try await session.govern(output, self.output.format) { clients, context in
                try await clients.packages.block(name, reason, context)
            }
        }
    }

    struct Unblock: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "Lift the block of a package; it is a draft then.",
            discussion: """
                Needs the role Governance Operator. Example:
                  countersign packages unblock "POD Engine Bravo" --reason "Placed on prod-node-03"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The package's name.")
        var name: String

        @Option(help: ArgumentHelp("Why: at least 10 non-blank characters.", valueName: "text"))
        var reason: String

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            try await session.govern(output, self.output.format) { clients, context in
                try await clients.packages.unblock(name, reason, context)
            }
        }
    }

    struct Serve: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "State that a package's engine serves traffic.",
            discussion: """
                Needs the role Governance Operator. While it serves, its retirement is locked. Example:
                  countersign packages serve "POD Engine Alpha" --reason "Traffic switched over"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The engine's name.")
        var engine: String

        @Option(help: ArgumentHelp("Why: at least 10 non-blank characters.", valueName: "text"))
        var reason: String

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            try await session.govern(output, self.output.format) { clients, context in
                try await clients.packages.setEngineServing(engine, true, reason, context)
            }
        }
    }

    struct Drain: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "State that a package's engine no longer serves traffic.",
            discussion: """
                Needs the role Governance Operator. Its retirement can be opened then. Example:
                  countersign packages drain "POD Engine Charlie" --reason "Clients have moved"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The engine's name.")
        var engine: String

        @Option(help: ArgumentHelp("Why: at least 10 non-blank characters.", valueName: "text"))
        var reason: String

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            try await session.govern(output, self.output.format) { clients, context in
                try await clients.packages.setEngineServing(engine, false, reason, context)
            }
        }
    }
}
