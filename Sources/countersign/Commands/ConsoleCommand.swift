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
