// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Governance
import Testing

@testable import countersign

@Suite("The command line")
struct ParsingTests {
    private func run(_ arguments: [String]) async -> (status: CommandStatus, text: String, words: String) {
        let captured = CapturedOutput()
        let status = await Program.run(arguments, captured.output)
        return (status, captured.text, captured.narration)
    }

    @Test(
        "What every command takes stands before or after its name",
        arguments: [
            ["--demo", "--as", "finance_1", "requests", "list"], ["requests", "list", "--demo", "--as", "finance_1"],
            ["--demo", "requests", "list", "--as", "finance_1"], ["requests", "--demo", "list", "--as=finance_1"],
            ["requests", "--as", "finance_1", "--demo", "list"],
        ])
    func globalOptions(_ arguments: [String]) throws {
        let command = try #require(try Countersign.parseAsRoot(arguments) as? RequestsCommand.List)
        #expect(command.global.isDemonstration)
        #expect(command.global.person == "finance_1")
        #expect(command.output.format == .table)
    }

    @Test("Without a subcommand it is the console")
    func console() throws {
        let command = try #require(
            try Countersign.parseAsRoot(["--as", "operator_2", "--demo", "--theme", "dark"]) as? ConsoleCommand)
        #expect(command.global.person == "operator_2")
        #expect(command.options.theme == "dark")
        #expect(try Countersign.parseAsRoot([]) is ConsoleCommand)
        #expect(try Countersign.parseAsRoot(["demo", "--as", "operator_2"]) is DemoCommand)
    }

    @Test(
        "A command line that cannot be read ends with 2 and words on standard error",
        arguments: [
            ["nonsense"], ["events", "list", "--format", "xml"], ["events", "list", "--limit", "many"],
            ["requests", "sign"], ["requests", "reject", "req_1"],
            ["people", "grant", "jane", "financ", "--reason", "x"],
            ["--no-such-option"], ["events", "tail", "--format", "json"],
            ["requests", "list", "--waiting", "--open"],
            ["--demo", "--database", "postgresql:///x", "events", "list"],
            ["--demo", "--as", "mallory", "events", "list"],
            ["--database", "postgresql://u:secret@h/x", "events", "list"],
        ])
    func unreadable(_ arguments: [String]) async {
        let (status, text, words) = await run(arguments)
        #expect(status == .usage)
        #expect(text.isEmpty)
        #expect(!words.isEmpty)
        #expect(!words.contains("secret"))
    }

    @Test("Help and version are answers, on standard output")
    func help() async {
        let (status, text, words) = await run(["--help"])
        #expect(status == .done && words.isEmpty)
        #expect(text.contains("countersign demo"))
        let version = await run(["--version"])
        #expect(version.text == Countersign.version + "\n")
    }

    @Test("Every command teaches with an example and says what it needs")
    func helpTeaches() {
        func check(_ type: any ParsableCommand.Type) {
            let configuration = type.configuration
            #expect(!configuration.abstract.isEmpty)
            if configuration.subcommands.isEmpty {
                let text = configuration.discussion
                #expect(text.contains("xample"), "\(type)")
                #expect(text.contains("countersign"), "\(type)")
            }
            for child in configuration.subcommands { check(child) }
        }
        for child in Countersign.configuration.subcommands { check(child) }
    }

    @Test("Hostile text on the command line is shown escaped")
    func hostile() async {
        let words = await run(["no\u{1B}]0;x\u{07}nsense\u{202E}"]).words
        #expect(!words.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" || $0 == "\u{07}" })
    }

    @Test(
        "Errors from below end with their status",
        arguments: [
            (GovernanceError.Code.unavailable, CommandStatus.unavailable), (.notPermitted, .refused),
            (.notRegistered, .refused), (.schemaTooOld, .unavailable), (.schemaTooNew, .unavailable),
            (.invalidInput, .usage), (.unexpected, .refused), (.cancelled, .interrupted),
        ])
    func statuses(_ code: GovernanceError.Code, _ status: CommandStatus) {
        #expect(CommandFailure(GovernanceError(code, "words")).status == status)
    }
}
