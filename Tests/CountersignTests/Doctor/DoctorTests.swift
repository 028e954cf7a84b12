// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Foundation
import Governance
import GovernanceTestSupport
import NcursesTerminal
import PrivateCluster
import Testing
import ThemeKit

@testable import countersign

@Suite("countersign doctor")
struct DoctorTests {
    private static let good = TerminalFacts(
        type: "xterm-256color", isInteractive: true, description: .usable,
        colors: ColorSupport(depth: .truecolor, reason: .claimed), size: Size(width: 120, height: 40),
        characterSet: "UTF-8", showsUnicode: true,
        hasMouse: true, saysClipboard: true, multiplexer: nil)

    private func states(_ findings: [Finding]) -> [String: Finding.State] {
        Dictionary(uniqueKeysWithValues: findings.map { ($0.check, $0.state) })
    }

    // MARK: The terminal

    @Test("A good terminal is ok throughout")
    func goodTerminal() {
        #expect(TerminalChecks(facts: Self.good).findings.allSatisfy { $0.state == .ok })
    }

    @Test("What a terminal lacks is said, with what to do")
    func terminal() throws {
        func expect(
            _ check: String, _ state: Finding.State, sourceLocation: SourceLocation = #_sourceLocation,
            _ change: (inout TerminalFacts) -> Void
        ) throws {
            var facts = Self.good
            change(&facts)
            let finding = try #require(TerminalChecks(facts: facts).findings.first { $0.check == check })
            #expect(finding.state == state && finding.advice != nil, sourceLocation: sourceLocation)
        }
        try expect("terminal.type", .broken) { $0.description = .missing }
        try expect("terminal.type", .broken) { $0.description = .unable }
        try expect("terminal.type", .warning) { $0.isInteractive = false }
        try expect("terminal.size", .broken) { $0.size = Size(width: 59, height: 40) }
        try expect("terminal.size", .warning) { $0.size = Size(width: 70, height: 20) }
        try expect("terminal.colours", .warning) { $0.colors = ColorSupport(depth: .ansi16, reason: .counted(8)) }
        try expect("terminal.colours", .warning) {
            $0.colors = ColorSupport(depth: .monochrome, reason: .colorless)
        }
        try expect("terminal.locale", .warning) { $0.characterSet = "ISO-8859-1" }
        try expect("terminal.locale", .broken) { facts in
            facts.characterSet = "POSIX"
            facts.showsUnicode = false
        }
        try expect("terminal.mouse", .skipped) { $0.hasMouse = false }
        try expect("terminal.clipboard", .warning) { $0.multiplexer = "tmux" }
    }

    @Test("NO_COLOR is a wish, not a fault")
    func silenced() {
        var facts = Self.good
        facts.colors = ColorSupport(depth: .monochrome, reason: .silenced)
        #expect(states(TerminalChecks(facts: facts).findings)["terminal.colours"] == .ok)
    }

    @Test(
        "P1 37: the colours are said with what they follow from",
        arguments: [
            (.truecolor, .claimed, "24-bit, as COLORTERM says"),
            (.truecolor, .described, "24-bit, as the terminal's description says"),
            (.ansi256, .counted(256), "256, as the terminal's description says"),
            (.ansi16, .counted(8), "16, as the terminal's description has 8"),
            (.ansi256, .screen, "256, although COLORTERM says 24-bit: screen stands between"),
            (.ansi256, .unusable, "256: the terminal has 24-bit, the installed ncurses does not"),
            (.monochrome, .silenced, "none, as NO_COLOR asks"),
        ] as [(ColorDepth, ColorSupport.Reason, String)])
    func colours(depth: ColorDepth, reason: ColorSupport.Reason, found: String) throws {
        var facts = Self.good
        facts.colors = ColorSupport(depth: depth, reason: reason)
        let finding = try #require(TerminalChecks(facts: facts).findings.first { $0.check == "terminal.colours" })
        #expect(finding.found == found)
    }

    // MARK: Files

    private func withHome<Value>(_ body: (String) throws -> Value) throws -> Value {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("countersign-doctor-\(UUID())").path
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        return try body(home)
    }

    private func files(_ home: String, problem: SettingsError? = nil, themes: [String] = []) -> [Finding] {
        FileChecks(
            settings: nil, problem: problem, configurationFile: home + "/config.yaml", home: home,
            library: ThemeLibrary(folders: themes)
        ).findings
    }

    @Test("Folders that are not there yet are fine; those that others write to are not")
    func folders() throws {
        try withHome { home in
            #expect(files(home + "/none").allSatisfy { $0.state == .ok })
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: home)
            #expect(states(files(home))["files.home"] == .broken)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: home)
            try FileManager.default.createDirectory(
                atPath: home + "/log", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
            #expect(
                states(files(home)) == [
                    "files.configuration": .ok, "files.theme": .ok, "files.home": .ok, "files.log": .warning,
                ])
        }
    }

    @Test("Settings that cannot be read are broken, with file and key")
    func settings() throws {
        let problem = SettingsError("/home/me/config.yaml", key: "colour", "nothing is configured by this key")
        let finding = try #require(try withHome { files($0, problem: problem) }.first)
        #expect(finding.state == .broken && finding.found.contains("/home/me/config.yaml: colour:"))
    }

    // MARK: The database

    private func database(
        as login: String = "operator_1", _ change: (InMemoryGovernance) -> Void = { _ in }
    ) async -> [Finding] {
        let now = Timestamp(microseconds: 1_773_247_212_000_000)
        let model = InMemoryGovernance.demonstration(now: { now })
        change(model)
        return await DatabaseChecks(clients: model.clients(as: login)).findings()
    }

    @Test("A healthy database is ok throughout")
    func healthy() async {
        let found = await database()
        #expect(
            found.map(\.check) == [
                "database.schema", "database.identity", "database.unsafe-logins", "database.sealing",
                "database.attempts",
            ])
        #expect(found.allSatisfy { $0.state == .ok })
        #expect(found.status == .done)
    }

    @Test("Unsafe logins are listed: a person among them is broken, a superuser beside the people is told")
    func unsafeLogins() async throws {
        let superuser = UnsafeLogin(login: "postgres", reason: "it has the attribute SUPERUSER", isRegistered: false)
        let quiet = await database { $0.setUnsafeLogins([superuser]) }
        #expect(states(quiet)["database.unsafe-logins"] == .ok)
        #expect(quiet.contains { $0.found.contains("postgres (it has the attribute SUPERUSER)") })
        let person = UnsafeLogin(login: "finance_1", reason: "it is a member of pg_write_all_data", isRegistered: true)
        let found = await database { $0.setUnsafeLogins([person, superuser]) }
        #expect(states(found)["database.unsafe-logins"] == .broken)
        #expect(found.contains { $0.found == "finance_1: it is a member of pg_write_all_data" })
        #expect(found.status == .refused)
    }

    @Test("A trail that nobody seals, and attempts without a record, are told")
    func trail() async {
        let now = Timestamp(microseconds: 1_773_247_212_000_000)
        let stalled = await database { $0.setSealing(pending: 12, since: now.advanced(by: .seconds(-120))) }
        #expect(states(stalled)["database.sealing"] == .warning)
        let busy = await database { $0.setSealing(pending: 12, since: now.advanced(by: .seconds(-1))) }
        #expect(states(busy)["database.sealing"] == .ok)
        let lost = await database { $0.setAttemptsWithoutRecord(12) }
        #expect(lost.contains { $0.check == "database.attempts" && $0.found == "12 attempts left no record" })
        #expect(lost.status == .done)
    }

    @Test("Who is nobody here, suspended or without a role is told what to ask for")
    func identities() async throws {
        let stranger = await database(as: "stranger")
        let finding = try #require(stranger.first { $0.check == "database.identity" })
        #expect(finding.state == .broken && finding.advice == "An admin runs: countersign people add LOGIN")
        #expect(stranger.status == .refused)
    }

    @Test("A database that does not answer ends with 3, and nothing more is asked of it")
    func unavailable() async {
        let found = await database {
            $0.setStore(.lost(since: Timestamp(microseconds: 0), reason: "connection refused"))
        }
        #expect(found.map(\.check) == ["database.schema"])
        #expect(found.first?.found == "connection refused")
        #expect(found.status == .unavailable)
    }

    @Test("An old schema is broken, but no reason to try again")
    func oldSchema() {
        let finding = DatabaseChecks.failure("database", GovernanceError(.schemaTooOld, "Run: countersign migrate"))
        #expect([finding].status == .refused && finding.advice?.contains("countersign migrate") == true)
    }

    // MARK: Sources and output

    @Test("Sources that do not answer are something to look at, never broken")
    func sources() async {
        let statuses = await InMemoryGovernance.coverage([.live, .degraded]).statuses()
        let found = SourceChecks.findings(statuses)
        #expect(
            found.map(\.check) == [
                "source.governance", "source.platform-services", "source.node-runtime", "source.engine-runtime",
                "source.integration-control",
            ])
        #expect(found.map(\.state) == [.ok, .warning, .warning, .warning, .warning])
        #expect(found.status == .done)
    }

    @Test("JSON is an array of check, state, found and advice; the table has a sign and a word")
    func output() throws {
        let command = try #require(try Countersign.parseAsRoot(["doctor", "--format", "json"]) as? DoctorCommand)
        let findings = [
            Finding("terminal.size", .ok, "120×40"),
            Finding("database", .broken, "refused\u{1B}[2J", advice: "Start it.", isUnavailability: true),
        ]
        let captured = CapturedOutput()
        #expect(try command.write(findings, captured.output) == .unavailable)
        let array = try JSONDecoder().decode([JSONValue].self, from: Data(captured.text.utf8))
        #expect(
            array.first
                == .object([
                    "check": .string("terminal.size"), "state": .string("ok"), "found": .string("120×40"),
                    "advice": .null,
                ]))
        let table = try #require(try Countersign.parseAsRoot(["doctor"]) as? DoctorCommand)
        let shown = CapturedOutput()
        _ = try table.write(findings, shown.output)
        #expect(shown.text.contains("✓ ok      terminal.size"))
        #expect(shown.text.contains("✗ broken  database") && shown.text.contains("→ Start it."))
        #expect(shown.text.contains("<U+001B>") && !shown.text.contains("\u{1B}"))
        #expect(shown.narration == "1 broken, 0 to look at, of 2 checks.\n")
    }
}
