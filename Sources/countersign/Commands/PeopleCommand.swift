// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Governance

struct PeopleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people", abstract: "See who is registered; register people, grant and revoke roles, suspend.",
        subcommands: [
            List.self, Add.self, Grant.self, Revoke.self, Suspend.self, Reinstate.self, History.self,
        ])
}

extension PeopleCommand {
    struct List: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the registered people and their roles.",
            discussion: """
                Any registered person may. Example:
                  countersign people list
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            var writer = RecordWriter(Person.shape, format: self.output.format, output: output)
            try writer.write(try await session.clients.people.people())
            try writer.end(ifEmpty: "Nobody is registered.")
            return .done
        }
    }

    struct Add: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "Register a login role as a person, without roles yet.",
            discussion: """
                Needs the role Platform Admin. On a private cluster the login role is created first where it is \
                missing; on a team's database whoever runs it creates it: create role NAME login in role \
                countersign_user. Example:
                  countersign people add jane --name "Jane Doe" --email jane@example.com
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The PostgreSQL login role.")
        var login: String

        @Option(help: ArgumentHelp("The name on screen; the login unless given.", valueName: "text"))
        var name: String?

        @Option(help: ArgumentHelp("The email address.", valueName: "address"))
        var email: String?

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            try await session.govern(output, self.output.format) { clients, context in
                try await session.registering(login) {
                    try await clients.people.register(login, name ?? login, email, context)
                }
            }
        }
    }

    struct Grant: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "Grant a role to a person.",
            discussion: """
                Needs the role Platform Admin; nobody grants themself anything. Roles: operator, finance, auditor, \
                admin. Example:
                  countersign people grant jane finance --reason "Joins the finance rota"
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
                try await clients.people.grant(login, role, reason, context)
            }
        }
    }
}

extension Session {
    /// Registers a person whose login role is created first, where this program runs the server.
    ///
    /// The superuser creates it, so nothing is created for whom PostgreSQL will refuse; where it refuses all the same,
    /// or was not asked, the role goes again. A call without an answer leaves it: the person may be registered.
    fileprivate func registering(
        _ login: String, _ register: () async throws -> ActionResult
    ) async throws -> ActionResult {
        let isCreated = try await mayRegister ? createLogin?(login) ?? false : false
        do {
            let result = try await register()
            if isCreated, result.outcome != .succeeded { try await dropLogin?(login) }
            return result
        } catch let error as GovernanceError where isCreated && error.code != .unsettled {
            try await dropLogin?(login)
            throw error
        }
    }

    private var mayRegister: Bool {
        get async {
            guard let identity = try? await clients.people.identity() else { return false }
            return identity.readOnlyReason == nil && identity.holds(.admin)
        }
    }
}

extension GovernanceRole {
    init(argument: String) throws {
        guard let role = GovernanceRole(rawValue: argument.lowercased()) else {
            let names = GovernanceRole.allCases.map(\.rawValue)
            let hint = Spelling.nearest(to: argument, in: names).map { " Did you mean '\($0)'?" } ?? ""
            throw ValidationError("There is no role '\(argument)': \(names.joined(separator: ", ")).\(hint)")
        }
        self = role
    }
}
