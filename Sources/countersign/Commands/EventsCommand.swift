// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser

struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Read the audit trail.",
        discussion: """
            Everybody registered reads the streams governance, runtime and system; control, admin and auth are for \
            admins.
            """,
        subcommands: [List.self, Show.self, Tail.self])
}

extension EventsCommand {
    struct List: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "List events, newest first.",
            discussion: """
                Any registered person may. Example:
                  countersign events list --filter 'outcome:denied since:7d' --format csv > refusals.csv
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var selection: EventSelection
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("How many events at most.", valueName: "count"))
        var limit = 100

        @Option(help: ArgumentHelp("Go on after this event, towards older ones.", valueName: "id"))
        var after: String?
    }

    struct Show: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one event with all its columns.",
            discussion: """
                Any registered person may, for the streams they read. Example:
                  countersign events show audit_0198c2e4-5f00-7a11-8b22-0123456789ab --format json
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The event's id, with or without audit_.")
        var id: String
    }

    struct Tail: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Follow the trail: events as they are sealed, oldest first, until interrupted.",
            discussion: """
                Any registered person may. What the filter passes is written as it comes; at the end the number to \
                go on from is told. Example:
                  countersign events tail --filter 'severity:>=high' --format jsonl
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var selection: EventSelection
        @OptionGroup var output: OutputOptions

        @Option(help: ArgumentHelp("End after so many events.", valueName: "count"))
        var limit: Int?

        @Option(
            help: ArgumentHelp(
                "Begin after this sealed number; 0 begins with the first event.", valueName: "seq"))
        var after: Int64?
    }
}
