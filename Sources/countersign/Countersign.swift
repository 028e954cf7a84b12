// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram

/// The command tree. Without a subcommand the console opens.
struct Countersign: AsyncParsableCommand {
    static let version = ProgramVersion.current

    static let configuration = CommandConfiguration(
        commandName: "countersign",
        abstract:
            "The governance console: an audit trail in PostgreSQL, and privileged workflows that two people sign.",
        discussion: """
            Without a subcommand the console opens. With no database configured it runs on a private PostgreSQL of \
            its own, which it creates and starts by itself.

            Try it:
              countersign demo                                    the console with sample data, as operator_1
              countersign --demo events list                      the same data on the command line
              countersign --demo requests open break-glass-admin-session --tenant "Northwind Studio" \\
                  --reason "DNS drift blocks the launch"
              countersign --demo --as operator_2 requests sign req_…

            Roles: operators open and approve, finance reviewers and support auditors countersign where a workflow \
            asks for them, admins register people and read the restricted streams. PostgreSQL decides; every refusal \
            is an entry in the trail.

            Exit status: 0 done, 1 refused, 2 the command line or a filter could not be read, 3 the database or a \
            service does not answer, 4 integrity failure, 130 interrupted.
            """,
        version: version,
        subcommands: [
            ConsoleCommand.self, DemoCommand.self, EventsCommand.self, FiltersCommand.self, RequestsCommand.self,
            PackagesCommand.self,
            LeasesCommand.self, WorkflowsCommand.self, SourcesCommand.self, PeopleCommand.self, ImportCommand.self,
            ClusterCommand.self, MigrateCommand.self, InfoCommand.self, KeysCommand.self, ThemesCommand.self,
            DoctorCommand.self,
        ],
        defaultSubcommand: ConsoleCommand.self)

    @OptionGroup(title: "Options that every command takes")
    var global: GlobalOptions
}
