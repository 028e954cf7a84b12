// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Foundation
import Governance
import GovernanceStore
import Logging
import Postgres
import PrivateCluster

struct MigrateCommand: AsyncParsableCommand, Sendable {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the database's schema to what this program needs, forward only.",
        discussion: """
            Needs a superuser, or a login that is granted countersign_owner for this run; a private cluster migrates \
            itself at every start. Each migration is an event. Example, a team's new database:
              countersign migrate --database 'postgresql://db.example.com/countersign?user=postgres' \\
                  --first-admin jane
            """)

    @OptionGroup(title: "Options that every command takes")
    var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    @Option(
        help: ArgumentHelp(
            "Make this login role the first admin; refused once there is one.", valueName: "name"))
    var firstAdmin: String?

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let settings = try await Settings(global, environment: environment)
        let output = Output.standard(environment: environment)
        let logger = Diagnostics.standardError(environment: environment)
        let status = try await output.answering(format: self.output.format) { output in
            try await migrate(settings, output, logger)
        }
        if status != .done { throw CommandFailure(status) }
    }

    private func migrate(_ settings: Settings, _ output: Output, _ logger: Logger) async throws -> CommandStatus {
        switch settings.place {
        case .team(let connectionString):
            let string = try ConnectionString.text(connectionString, user: settings.person)
            return try await migrate(Connection.Configuration(string), output, logger)
        case .privateCluster, .demonstration:
            let kind = settings.place == .demonstration ? PrivateCluster.Kind.demonstration : .real
            let cluster = try PrivateCluster(kind: kind, logger: logger)
            return try await ClusterUse.with(cluster, logger: logger) { use in
                try await use.lease.ensureDatabase()
                let status = try await migrate(use.superuser, output, logger)
                try await use.prepare()
                return status
            }
        }
    }

    private func migrate(_ connection: Connection.Configuration, _ output: Output, _ logger: Logger) async throws
        -> CommandStatus
    {
        let migrator = try Migrator(connection: connection, logger: logger)
        let outcome = try await migrator.migrate()
        let admin = try await makeFirstAdmin(migrator)
        let record = Record([
            "version": Field(outcome.state.version), "applied": Field(outcome.applied),
            "first_admin": admin.map { .record($0.record) } ?? .null,
        ])
        if self.output.format == .table {
            if outcome.applied.isEmpty {
                try output.line("The schema is current: version \(outcome.state.version).")
            } else {
                for name in outcome.applied { try output.line(DisplayText("applied \(name)").description) }
                try output.line("The schema is at version \(outcome.state.version).")
            }
            if let admin { try output.write(admin, format: .table) }
        } else {
            try output.write(record, RecordShape(record: { $0 }, columns: []), format: self.output.format)
        }
        return admin?.status ?? .done
    }

    private func makeFirstAdmin(_ migrator: Migrator) async throws -> ActionResult? {
        guard let firstAdmin else { return nil }
        return try await migrator.makeFirstAdmin(firstAdmin)
    }
}
