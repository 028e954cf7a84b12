// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CNcurses
import Foundation
import Subprocess
import Testing

@testable import NcursesTerminal

/// ncurses and the environment belong to a process, so each test has one of its own.
@Suite("P1 37: the description with 24-bit colour")
struct DirectColorTests {
    /// A terminal with user-defined capabilities of each kind, and with one that is no UTF-8.
    private static let source = """
        sample|a terminal with more than the usual,
        \tam, AX, Xq, colors#256, cols#80, lines#24, U8#1, XZ#70000, pairs#256,
        \tcup=\\E[%i%p1%d;%p2%dH, setaf=\\E[38;5;%p1%dm, setab=\\E[48;5;%p1%dm, op=\\E[39;49m,
        \tkcuu1=\\2330A, rmcup=\\233?1049l,
        \tMs=\\E]52;%p1%s;%p2%s\\007, RGB=8/8/8, XM=\\E[?1006;1000%?%p1%{1}%=%th%el%;, kUP5=\\E[1;5A, Xr=\\377\\201,

        """

    /// Puts the sample where ncurses finds it by `TERMINFO`.
    private static func install() async throws -> String {
        let folder = NSTemporaryDirectory() + "countersign-terminfo-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try source.write(toFile: "\(folder)/source", atomically: false, encoding: .utf8)
        let result = try await Subprocess.run(
            .name("tic"), arguments: ["-x", "-o", "\(folder)", "\(folder)/source"], output: .discarded,
            error: .string(limit: 1 << 16))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
        return folder
    }

    /// The capabilities that `infocmp` reads, a line each.
    private static func capabilities(_ terminfo: String) async throws -> Set<Substring> {
        let result = try await Subprocess.run(
            .name("infocmp"), arguments: ["-1", "-x", "sample"],
            environment: .custom(["PATH": "/usr/bin:/bin", "TERMINFO": terminfo]),
            output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
        return Set(result.standardOutput.split(separator: "\n").filter { $0.hasPrefix("\t") })
    }

    @Test("It keeps every capability of the original, user-defined ones and 8-bit ones too, but for the colours")
    func keeps() async {
        await #expect(processExitsWith: .success) {
            let folder = try await DirectColorTests.install()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let before = try await DirectColorTests.capabilities(folder)
            for (name, value) in [("TERM", "sample"), ("TERMINFO", folder), ("COLORTERM", "truecolor")] {
                setenv(name, value, 1)
            }
            unsetenv("NO_COLOR")
            unsetenv("STY")
            DirectColor.adopt()
            let lent = try #require(getenv("TERMINFO").map { String(cString: $0) })
            #expect(lent.hasPrefix("b64:"))
            let own = try await DirectColorTests.capabilities(lent)
            func isOfColors(_ line: Substring) -> Bool {
                ["\tcolors#", "\tpairs#", "\tsetaf=", "\tsetab=", "\tRGB"].contains { line.hasPrefix($0) }
            }
            #expect(own.filter { !isOfColors($0) } == before.filter { !isOfColors($0) }.union(["\tCSdirect,"]))
            #expect(own.isSuperset(of: ["\tcolors#0x1000000,", "\tRGB,"]))

            var status: Int32 = 0
            try #require(setupterm(nil, STDOUT_FILENO, &status) == OK)
            #expect(DirectColor.isAdopted)
            #expect(TerminalDescription.bytes("kcuu1") == [0x9B, 0x30, 0x41])
            #expect(TerminalFacts.current().saysClipboard)
        }
    }

    @Test("Once ncurses has read it TERMINFO is as it was, for programs that are started", arguments: ["", "/nowhere"])
    func givesBack(_ before: String) async {
        await #expect(processExitsWith: .success) { [before = before as String] in
            setenv("ZZ_FIRST", "1", 1)
            if before.isEmpty { unsetenv("TERMINFO") } else { setenv("TERMINFO", before, 1) }
            let others = ProcessInfo.processInfo.environment
            TerminfoVariable.lend("b64:AAAA")
            #expect(ProcessInfo.processInfo.environment["TERMINFO"] == "b64:AAAA")
            TerminfoVariable.giveBack()
            #expect(ProcessInfo.processInfo.environment == others)
            let child = try await Subprocess.run(
                .name("printenv"), arguments: ["TERMINFO"], environment: .inherit, output: .string(limit: 1 << 12))
            #expect(child.standardOutput == (before.isEmpty ? "" : before + "\n"))
            // A second time there is nothing to give back.
            TerminfoVariable.giveBack()
            #expect(ProcessInfo.processInfo.environment == others)
        }
    }
}
