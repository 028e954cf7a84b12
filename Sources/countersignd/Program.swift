// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Foundation

@main
enum Program {
    static func main() async {
        StandardStreams.reserve()
        // A reader that goes away is an error of `write`, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        exit(await run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// Parses and runs; says what went wrong on standard error.
    static func run(_ arguments: [String]) async -> CommandStatus {
        do {
            var command = try Countersignd.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return .done
        } catch {
            return report(error)
        }
    }

    private static func report(_ error: any Error) -> CommandStatus {
        // Parsing: help and version are answers; anything else is a command line that could not be read.
        let code = Countersignd.exitCode(for: error)
        if code == .success || code == .validationFailure {
            let text = Countersignd.fullMessage(for: error)
            guard code == .success else {
                say(text)
                return .usage
            }
            print(text)
            return .done
        }
        let failure = CommandFailure(fromBelow: error) ?? CommandFailure(.unavailable, String(describing: error))
        if let message = failure.message { say(message) }
        return failure.status
    }

    /// Words on standard error, whatever they quote made visible, and what looks like a secret left out.
    private static func say(_ text: String) {
        let lines = DisplayText.lines(of: Redaction.redacted(text)).map { line in
            let shown = line.description
            return shown.hasSuffix("⏎") ? String(shown.dropLast()) : shown
        }
        try? FileHandle.standardError.write(contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}
