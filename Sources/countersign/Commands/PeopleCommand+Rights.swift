// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Governance

extension PeopleCommand {
    struct Revoke: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "Revoke a role from a person.",
            discussion: """
                Needs the role Platform Admin. The last admin cannot give up that role. Signatures that were given under \
                the role no longer carry an execution. Example:
                  countersign people revoke jane finance --reason "Left the finance rota"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The person's login.")
        var login: String

        @Argument(help: "operator, finance, auditor or admin.", transform: GovernanceRole.init(argument:))
        var role: GovernanceRole

        @Option(help: ArgumentHelp("Why: at least 10 non-blank characters.", valueName: "text"))
        var reason: String

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            try await session.govern(output, self.output.format) { clients, context in
                try await clients.people.revoke(login, role, reason, context)
            }
        }
    }

    struct Suspend: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "Suspend a person at once; the roles stay for later.",
            discussion: """
                Needs the role Platform Admin. Example:
                  countersign people suspend jane --reason "Laptop reported stolen"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The person's login.")
        var login: String

        @Option(help: ArgumentHelp("Why: at least 10 non-blank characters.", valueName: "text"))
        var reason: String

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            try await session.govern(output, self.output.format) { clients, context in
                try await clients.people.suspend(login, reason, context)
            }
        }
    }

    struct Reinstate: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "Lift a suspension.",
            discussion: """
                Needs the role Platform Admin; nobody lifts their own. Example:
                  countersign people reinstate jane --reason "New laptop, new keys"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The person's login.")
        var login: String

        @Option(help: ArgumentHelp("Why: at least 10 non-blank characters.", valueName: "text"))
        var reason: String

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            try await session.govern(output, self.output.format) { clients, context in
                try await clients.people.reinstate(login, reason, context)
            }
        }
    }

    struct History: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show who held which role, from when to when.",
            discussion: """
                Any registered person may; the reasons are shown to admins and to the person. Example:
                  countersign people history jane
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The person's login; everybody unless given.")
        var login: String?

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            var writer = RecordWriter(RoleTenure.shape, format: self.output.format, output: output)
            try writer.write(try await session.clients.people.tenures(login))
            try writer.end(ifEmpty: login == nil ? "No role was ever granted." : "That person never held a role.")
            return .done
        }
    }
}
