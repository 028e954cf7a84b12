// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Foundation
import NcursesTerminal

@main
enum Program {
    static func main() async {
        StandardStreams.reserve()
        ProcessLocale.adopt()
        let arguments = Array(CommandLine.arguments.dropFirst())
        // A reader that goes away is an error of `write`, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let output = Output.standard(environment: ProcessInfo.processInfo.environment)
        exit(await run(arguments, output).rawValue)
    }

    /// Parses and runs; says what went wrong on standard error.
    static func run(_ arguments: [String], _ output: Output) async -> CommandStatus {
        do {
            var command = try Countersign.parseAsRoot(arguments)
            // Before anything starts a thread, and only for what shows the terminal or tells of it.
            if command is ConsoleCommand || command is DemoCommand || command is DoctorCommand { DirectColor.adopt() }
            switch command {
            case let console as ConsoleCommand: try await console.run()
            case let demonstration as DemoCommand: try await demonstration.run()
            case let asynchronous as any AsyncParsableCommand & Sendable:
                try await Interruption.cancelling {
                    var command = asynchronous
                    try await command.run()
                }
            default: try command.run()
            }
            return .done
        } catch {
            return report(error, output)
        }
    }

    private static func report(_ error: any Error, _ output: Output) -> CommandStatus {
        if error is Output.Closed { return .done }
        // Parsing: help and version are answers; anything else is a command line that could not be read.
        if isFromParser(error) {
            let text = Countersign.fullMessage(for: error)
            guard Countersign.exitCode(for: error) == .success else {
                output.narrate(DisplayText.lines(of: text).map(\.plainLine).joined(separator: "\n"))
                return .usage
            }
            do {
                try output.line(text)
                return .done
            } catch {
                return report(error, output)
            }
        }
        let failure = CommandFailure(error)
        if let message = failure.message {
            output.narrate(DisplayText.lines(of: message).map(\.plainLine).joined(separator: "\n"))
        }
        return failure.status
    }

    /// Whether the error is ArgumentParser's own; its types are not public, but its exit codes tell.
    private static func isFromParser(_ error: any Error) -> Bool {
        let code = Countersign.exitCode(for: error)
        return code == .success || code == .validationFailure
    }
}

extension DisplayText {
    /// The line without the mark of its line end, for text that is printed line by line.
    var plainLine: String {
        let text = description
        return text.hasSuffix("⏎") ? String(text.dropLast()) : text
    }
}
