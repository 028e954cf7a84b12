// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("P1-21: the command line's comfort")
struct CommandComfortTests {
    private func run(_ line: String, _ desk: Desk) async {
        await desk.press(.character(":"))
        await desk.type(line)
        await desk.press(KeyEvent(.enter))
    }

    @Test(
        "Letters in order are enough where they mean one command, and other programs' names work",
        arguments: [
            ("tl", "timeline"), ("tml", "timeline"), ("wf", "workflows"), ("q", "quit"), ("home", "overview"),
            ("tail", "follow"), ("th", "theme"), ("TL".lowercased(), "timeline"),
        ])
    func aliases(typed: String, name: String) throws {
        #expect(try CommandLine.entry(named: typed).name == name)
    }

    @Test("Every alias leads to a command, and none is a command's own name")
    func aliasTable() {
        let names = Set(CommandLine.entries.map(\.name))
        for (alias, name) in CommandLine.aliases { #expect(names.contains(name) && !names.contains(alias), "\(alias)") }
    }

    @Test(
        "What is wrong is pointed at",
        arguments: [
            ("frobnicate", 0, 10), ("  timeline now", 11, 3), ("event", 6, 1), ("timeline  x y", 10, 3),
        ])
    func pointed(line: String, column: Int, length: Int) {
        do {
            _ = try CommandLine.parse(line)
            Issue.record("\(line) was taken")
        } catch {
            #expect((error.column, error.length) == (column, length))
        }
    }

    @Test("The carets stand below the word", arguments: [60, 80, 120])
    func carets(width: Int) async throws {
        let desk = await Desk.open(width: width, height: 24)
        await run("timeline now", desk)
        let line = try #require(desk.row(of: ":timeline now"))
        #expect(desk.canvas.text(ofRow: line + 1) == "          ^^^")
        #expect(desk.canvas.text(ofRow: line + 2).hasPrefix(" ✗ timeline takes nothing"))
        #expect(desk.canvas.cursor?.y == line)
    }

    @Test("Ctrl-R finds the newest line with what was typed, then older ones; Up and Down go through all")
    func search() async {
        let history = ["filter severity:high", "event audit_1", "filter actor:operator_1"]
        let desk = await Desk.open(conventions: Console.Conventions(history: history))
        await desk.press(.character(":"))
        await desk.type("filter")
        await desk.press(.control("r"))
        #expect(desk.shows(":filter actor:operator_1"))
        await desk.press(.control("r"))
        #expect(desk.shows(":filter severity:high"))
        await desk.press(.control("r"))
        #expect(desk.shows("No earlier line holds filter."))
        await desk.press(KeyEvent(.enter))
        #expect(desk.state.timeline.filterText == "severity:high")
        await desk.press(.character(":"), KeyEvent(.up), KeyEvent(.up), KeyEvent(.up))
        #expect(desk.shows(":event audit_1"))
    }

    @Test("What was run is kept for later sessions, once; what was not understood is not")
    func remembered() async {
        let desk = await Desk.open()
        await run("timeline", desk)
        await run("nonsense", desk)
        await desk.press(KeyEvent(.escape))
        await run("filter severity:high", desk)
        await run("timeline", desk)
        let kept = desk.effects.compactMap { if case .remember(let line) = $0 { line } else { nil } }
        #expect(kept == ["timeline", "filter severity:high", "timeline"])
        #expect(desk.state.commandHistory == ["filter severity:high", "timeline"])
    }

    @Test("A line that is too long is run and not kept")
    func long() async {
        #expect(!CommandLine.isRemembered("filter \"" + String(repeating: "x", count: 600) + "\""))
        #expect(CommandLine.isRemembered("filter severity:high"))
        #expect(!CommandLine.isRemembered("nonsense"))
    }
}
