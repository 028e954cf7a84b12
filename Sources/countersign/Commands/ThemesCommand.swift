// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Foundation
import GovernanceStore
import ThemeKit

struct ThemesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "themes", abstract: "See which themes there are; check the file of one.",
        subcommands: [List.self, Check.self])

    static func library() -> ThemeLibrary {
        .standard(
            environment: ProcessInfo.processInfo.environment, executable: ShareFolder.executablePath())
    }
}

extension ThemesCommand {
    struct List: AsyncParsableCommand, Sendable {
        static let configuration = CommandConfiguration(
            abstract: "List the themes by name, and where each of them lies.",
            discussion: """
                Needs no role and no database. Your own themes lie in $XDG_CONFIG_HOME/countersign/themes; base16 and \
                base24 files are taken as they are. Example:
                  countersign themes list
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let environment = ProcessInfo.processInfo.environment
            let settings = try await Settings(global, environment: environment)
            let output = Output.standard(environment: environment)
            try perform(ThemesCommand.library(), inUse: settings.theme ?? Theme.fallback.name, output)
        }

        func perform(_ library: ThemeLibrary, inUse: String, _ output: Output) throws {
            let themes = library.entries().map { ThemeListing($0, in: library, isInUse: $0.name == inUse) }
            var writer = RecordWriter(ThemeListing.shape, format: self.output.format, output: output)
            try writer.write(themes)
            try writer.end(ifEmpty: "There is no theme.")
        }
    }

    struct Check: AsyncParsableCommand, Sendable {
        static let configuration = CommandConfiguration(
            abstract: "Read a theme's file and say what is wrong with it, and where.",
            discussion: """
                Needs no role and no database. Ends with 0 where the console can use the theme, also with warnings, and \
                with 2 where it cannot; each problem names its line. Example:
                  countersign themes check ~/.config/countersign/themes/mine.yaml
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The file, or the name of a theme.")
        var file: String

        func run() async throws {
            let output = Output.standard(environment: ProcessInfo.processInfo.environment)
            let status = try perform(ThemesCommand.library(), output)
            if status != .done { throw CommandFailure(status) }
        }

        func perform(_ library: ThemeLibrary, _ output: Output) throws -> CommandStatus {
            let loaded: LoadedTheme?
            let problems: [ThemeProblem]
            do throws(ThemeError) {
                let theme = try library.load(file)
                loaded = theme
                problems = theme.warnings.map { ThemeProblem(level: .warning, error: $0) }
            } catch {
                loaded = nil
                problems = [ThemeProblem(level: .error, error: error)]
            }
            var writer = RecordWriter(ThemeProblem.shape, format: self.output.format, output: output)
            try writer.write(problems)
            try writer.end(ifEmpty: "")
            guard let loaded else {
                output.say("The console cannot use it, and would keep the theme that it has.")
                return .usage
            }
            output.say("\(loaded.theme.name): \(problems.isEmpty ? "fine" : "usable, with warnings").")
            return .done
        }
    }
}
