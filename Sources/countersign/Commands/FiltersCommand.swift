// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Foundation
import Governance
import PrivateCluster

struct FiltersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "filters", abstract: "Keep filters by name; the console and events --filter @NAME use them.",
        discussion: "They lie in a file of your own, and need no role and no database.",
        subcommands: [List.self, Show.self, Save.self, Delete.self])

    static func file(_ environment: [String: String]) throws -> SavedFilterFile {
        .standard(home: try PrivateCluster.home(environment: environment))
    }

    /// Runs with the person's file and an output.
    static func with(_ body: (SavedFilterFile, Output) async throws -> Void) async throws {
        let environment = ProcessInfo.processInfo.environment
        try await body(try file(environment), Output.standard(environment: environment))
    }
}

extension FiltersCommand {
    struct List: AsyncParsableCommand, Sendable {
        static let configuration = CommandConfiguration(
            abstract: "List the saved filters.", discussion: "Example:\n  countersign filters list")

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        func run() async throws { try await FiltersCommand.with(perform) }

        func perform(_ file: SavedFilterFile, _ output: Output) async throws {
            var writer = RecordWriter(SavedFilter.shape, format: self.output.format, output: output)
            try writer.write(try await file.client.all())
            try writer.end(ifEmpty: "No filter is saved.")
        }
    }

    struct Show: AsyncParsableCommand, Sendable {
        static let configuration = CommandConfiguration(
            abstract: "Show a filter's expression.",
            discussion: "Example:\n  countersign events list --filter \"$(countersign filters show refusals) since:7d\""
        )

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions

        @Argument(help: "The filter's name.")
        var name: String

        func run() async throws { try await FiltersCommand.with(perform) }

        func perform(_ file: SavedFilterFile, _ output: Output) async throws {
            try output.line(DisplayText(try file.expression(named: name)).description)
        }
    }

    struct Save: AsyncParsableCommand, Sendable {
        static let configuration = CommandConfiguration(
            abstract: "Keep a filter by a name; one of that name is replaced.",
            discussion: "Example:\n  countersign filters save refusals 'outcome:denied since:7d'")

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions

        @Argument(help: "1 to 40 letters, digits, dots, underscores and hyphens.")
        var name: String

        @Argument(help: "The expression, as events list --filter takes it.")
        var expression: String

        func run() async throws { try await FiltersCommand.with(perform) }

        func perform(_ file: SavedFilterFile, _ output: Output) async throws {
            guard SavedFilter.isName(name) else {
                throw CommandFailure(.usage, "\(name): a name has 1 to 40 letters, digits, dots, underscores, hyphens.")
            }
            let isEmpty: Bool
            do {
                isEmpty = try EventFilter(parsing: expression, now: .system()).isEmpty
            } catch {
                throw CommandFailure(error)
            }
            guard !isEmpty else { throw CommandFailure(.usage, "The expression is empty: every event would pass.") }
            _ = try await file.client.save(SavedFilter(name: name, expression: expression))
            output.say("Saved. Use it: countersign events list --filter @\(name)")
        }
    }

    struct Delete: AsyncParsableCommand, Sendable {
        static let configuration = CommandConfiguration(
            abstract: "Forget a filter.", discussion: "Example:\n  countersign filters delete refusals")

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions

        @Argument(help: "The filter's name.")
        var name: String

        func run() async throws { try await FiltersCommand.with(perform) }

        func perform(_ file: SavedFilterFile, _ output: Output) async throws {
            _ = try await file.client.delete(name)
            output.say("Deleted.")
        }
    }
}

extension SavedFilter {
    static let shape = RecordShape<SavedFilter>(
        record: { Record(["name": .text($0.name), "expression": .text($0.expression)]) },
        columns: [
            TableColumn("FILTER") { DisplayText($0.name) },
            TableColumn("EXPRESSION", minimumWidth: 16) { DisplayText($0.expression) },
        ])
}
