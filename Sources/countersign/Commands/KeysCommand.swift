// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import ConsoleUI
import CountersignProgram
import Foundation

struct KeysCommand: AsyncParsableCommand, Sendable {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "List the console's keys, and check a file that gives them others.",
        discussion: """
            $XDG_CONFIG_HOME/countersign/keys.yaml names actions and their keys, a line each:
              timeline.follow: F
              global.help: ["?", F1]
            Needs no role and no database.
            """,
        subcommands: [List.self, Check.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand, Sendable {
        static let configuration = CommandConfiguration(
            abstract: "Every action with its keys, as your key file has them.",
            discussion: "Example: countersign keys list --format json | jq -r '.[] | select(.is_changed) | .action'")

        @OptionGroup var output: OutputOptions

        func run() async throws {
            let environment = ProcessInfo.processInfo.environment
            let output = Output.standard(environment: environment)
            let (keymap, problems) = KeyFile.load(KeyFile.path(environment: environment))
            for problem in problems { output.say("\(problem.description)") }
            var writer = RecordWriter(KeyRow.shape, format: self.output.format, output: output)
            try writer.write(Keymap.actions.map { KeyRow($0, in: keymap) })
            try writer.end(ifEmpty: "There is no action.")
        }
    }

    struct Check: AsyncParsableCommand, Sendable {
        static let configuration = CommandConfiguration(
            abstract: "Say what of a key file the console would not use, and why.",
            discussion: "Without FILE it is the one that the console reads. Example: countersign keys check keys.yaml")

        @Argument(help: ArgumentHelp("The key file.", valueName: "file"))
        var file: String?
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let environment = ProcessInfo.processInfo.environment
            let output = Output.standard(environment: environment)
            let path = file ?? KeyFile.path(environment: environment)
            if file != nil, !FileManager.default.fileExists(atPath: path) {
                throw CommandFailure(.usage, "\(path): there is no such file")
            }
            let problems = KeyFile.load(path).problems
            var writer = RecordWriter(Keymap.Problem.shape, format: self.output.format, output: output)
            try writer.write(problems)
            let isThere = FileManager.default.fileExists(atPath: path)
            try writer.end(
                ifEmpty: isThere
                    ? "\(path): every line is used." : "\(path): there is no key file; all keys are the standard ones.")
            if !problems.isEmpty { throw CommandFailure(.usage) }
        }
    }

    /// An action with the keys that it has.
    struct KeyRow: Sendable {
        var action: Keymap.Action
        var keys: [String]
        var isChanged: Bool

        init(_ action: Keymap.Action, in keymap: Keymap) {
            self.action = action
            keys = keymap.notation(of: action.name)
            isChanged = keymap.isChanged(action.name)
        }

        static let shape = RecordShape<KeyRow>(
            record: { row in
                Record([
                    "action": .text(row.action.name), "keys": Field(row.keys),
                    "standard_keys": Field(Keymap.standard.notation(of: row.action.name)),
                    "is_changed": .flag(row.isChanged), "label": .text(row.action.label.description),
                ])
            },
            columns: [
                TableColumn("ACTION") { DisplayText($0.action.name) },
                TableColumn("KEYS") { DisplayText($0.keys.joined(separator: "  ")) },
                TableColumn("CHANGED", dropRank: 1) { $0.isChanged ? "yes" : "" },
                TableColumn("WHAT IT DOES", minimumWidth: 12) { $0.action.label },
            ])
    }
}

extension Keymap.Problem {
    static let shape = RecordShape<Keymap.Problem>(
        record: { problem in
            Record([
                "file": .text(problem.file), "line": Field(problem.line), "action": Field(problem.name),
                "message": .text(problem.message),
            ])
        },
        columns: [
            TableColumn("LINE") { $0.line.map { DisplayText($0) } ?? "" },
            TableColumn("ACTION") { DisplayText($0.name ?? "") },
            TableColumn("WHAT IS WRONG", minimumWidth: 30) { DisplayText($0.message) },
        ])
}
