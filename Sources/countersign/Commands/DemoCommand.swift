// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser

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
