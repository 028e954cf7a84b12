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
        subcommands: [List.self, Show.self, Related.self, Tail.self, Stats.self])
}

extension EventsCommand {
    struct List: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "List events, newest first.",
            discussion: """
                Any registered person may. Example:
                  countersign events list --filter 'outcome:denied since:7d' --format csv > refusals.csv
                With --output the rows go to a file, all of them unless --limit says otherwise; \
                FILE.provenance.json beside it says where they come from, and the export is an event of the trail. \
                Example:
                  countersign events list --filter 'severity:>=high since:30d' --output high.jsonl
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var selection: EventSelection
        @OptionGroup var output: OutputOptions

        @Option(
            help: ArgumentHelp("How many events at most; 100 unless they go to a file.", valueName: "count"))
        var limit: Int?

        @Option(help: ArgumentHelp("Go on after this event, towards older ones.", valueName: "id"))
        var after: String?

        @Option(
            name: .customLong("output"),
            help: ArgumentHelp(
                "Write to this file, as JSON lines or CSV by its extension (.jsonl, .csv).", valueName: "file"))
        var file: String?

        @Flag(help: "With --output: replace a file that is there already.")
        var overwrite = false
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

    struct Stats: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count the sealed events per hour, day or month, stream and severity.",
            discussion: """
                Any registered person may, for the streams they read. The counts are kept by hour of recording (UTC): \
                --since and --until are held to full hours, and a filter may ask for streams and severities. Example:
                  countersign events stats --by day --since 30d --filter 'severity:>=high' --format csv
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var selection: EventSelection
        @OptionGroup var output: OutputOptions

        @Option(name: .customLong("by"), help: "How long each bucket is.")
        var bucket = Bucket.day

        enum Bucket: String, CaseIterable, ExpressibleByArgument {
            case hour
            case day
            case month
        }
    }
}
