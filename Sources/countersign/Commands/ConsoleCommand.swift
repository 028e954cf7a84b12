// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser

struct ConsoleCommand: AsyncParsableCommand, Sendable {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Open the console; this is what happens without a subcommand.",
        discussion: """
            Any registered person may look; what a role does not allow is shown disabled, with the reason. Example:
              countersign --read-only
            """)

    @OptionGroup(title: "Options that every command takes")
    var global: GlobalOptions
    @OptionGroup var options: ConsoleOptions

    func run() async throws {
        try await ConsoleProgram.run(global, options)
    }
}

/// What only the console takes.
struct ConsoleOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The colours: a theme's name, or the path of its file.", valueName: "name"))
    var theme: String?

    @Flag(
        name: .customLong("plain"),
        help: "For screen readers: words in one column, no borders, nothing drawn anew that was not asked for.")
    var isPlain = false

    @Flag(
        name: .customLong("mouse"), inversion: .prefixedNo,
        help: "Whether clicks and the wheel are the console's from the start; F2 changes it at any time.")
    var usesMouse: Bool?
}

struct DemoCommand: AsyncParsableCommand, Sendable {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Open the console on the demonstration: sample data, and you may be each of its personas.",
        discussion: """
            Personas: operator_1 (unless told otherwise), operator_2, finance_1, auditor_1, admin_1. Example, in two \
            terminals:
              countersign demo
              countersign demo --as operator_2
            """)

    @OptionGroup(title: "Options that every command takes")
    var global: GlobalOptions
    @OptionGroup var options: ConsoleOptions

    func run() async throws {
        var global = global
        global.isDemonstration = true
        try await ConsoleProgram.run(global, options)
    }
}
