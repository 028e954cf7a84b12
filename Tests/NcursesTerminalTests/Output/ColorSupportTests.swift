// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import Subprocess
import Testing

@testable import NcursesTerminal

@Suite struct ColorSupportTests {
    struct Case: Sendable {
        var environment: [String: String] = [:]
        var colors = 256
        var isDirect = false
        var isAdopted = false
        var depth: ColorDepth
        var reason: ColorSupport.Reason
    }

    @Test(
        "P1 37: the depth and why",
        arguments: [
            Case(
                environment: ["NO_COLOR": "1", "COLORTERM": "truecolor"], isAdopted: true, depth: .monochrome,
                reason: .silenced),
            Case(environment: ["NO_COLOR": ""], depth: .ansi256, reason: .counted(256)),
            Case(environment: ["COLORTERM": "truecolor"], isAdopted: true, depth: .truecolor, reason: .claimed),
            Case(environment: ["COLORTERM": "24bit"], isAdopted: true, depth: .truecolor, reason: .claimed),
            Case(environment: ["COLORTERM": "24bit"], depth: .ansi256, reason: .unusable),
            Case(environment: ["COLORTERM": "yes"], depth: .ansi256, reason: .counted(256)),
            Case(environment: ["COLORTERM": "truecolor", "STY": "1.x"], depth: .ansi256, reason: .screen),
            Case(isDirect: true, isAdopted: true, depth: .truecolor, reason: .described),
            // A direct description without ours: its numbers from 8 on are not the palette's.
            Case(colors: 1 << 24, isDirect: true, depth: .ansi16, reason: .unusable),
            Case(colors: 16, depth: .ansi16, reason: .counted(16)),
            Case(colors: 8, depth: .ansi16, reason: .counted(8)),
            Case(environment: ["COLORTERM": "truecolor"], colors: 0, depth: .monochrome, reason: .colorless),
            Case(colors: -1, depth: .monochrome, reason: .colorless),
        ])
    func depth(of entry: Case) {
        let support = ColorSupport(
            environment: entry.environment, colors: entry.colors, isDirect: entry.isDirect, isAdopted: entry.isAdopted)
        #expect(support == ColorSupport(depth: entry.depth, reason: entry.reason))
    }

    @Test("Only a terminal that has 24-bit colours and may show them gets the description for them")
    func wanting() {
        func wants(_ environment: [String: String], colors: Int = 256, isDirect: Bool = false) -> Bool {
            ColorSupport.wantsDirect(environment: environment, colors: colors, isDirect: isDirect)
        }
        #expect(wants(["COLORTERM": "truecolor"]) && wants(["COLORTERM": "24bit"]) && wants([:], isDirect: true))
        // screen within tmux and tmux within screen set the same two variables; screen's own TERM is never tmux's.
        let both = ["COLORTERM": "truecolor", "STY": "1.x", "TMUX": "/tmp/tmux"]
        #expect(!wants(both) && !wants(both.merging(["TERM": "screen-256color"]) { $1 }))
        #expect(wants(both.merging(["TERM": "tmux-256color"]) { $1 }))
        #expect(!wants([:]) && !wants(["COLORTERM": "truecolor"], colors: 0))
        #expect(!wants(["COLORTERM": "truecolor", "STY": "1.x"]) && wants(["STY": "1.x"], isDirect: true))
        #expect(!wants(["COLORTERM": "truecolor", "NO_COLOR": "1"]) && !wants(["NO_COLOR": "1"], isDirect: true))
    }

    /// `infocmp` reads the compiled form with ncurses' own reader.
    @Test("P1 37: ncurses reads our description as the terminal's own, but for its colours")
    func description() async throws {
        let bytes = try #require(Self.sample.bytes)
        let read = try await Self.infocmp(
            ["-1", "-x"], ["TERM": "sample", "TERMINFO": "b64:" + Clipboard.base64(bytes)])
        #expect(read.contains("sample|with 24-bit colour,"))
        for line in ["am,", "colors#0x1000000,", "cr=\\r,", "RGB,", "CSdirect,"] {
            #expect(read.contains("\t\(line)\n"), "\(line) in \(read)")
        }
    }

    private static var sample: CompiledDescription {
        // Predefined flags: bw, am; numbers: cols, it, lines, lm, xmc, pb, vt, wsl, nlab, lh, lw, ma, wnum, colors;
        // strings: cbt, bel, cr.
        CompiledDescription(
            names: "sample|with 24-bit colour", flags: [false, true],
            numbers: [80] + [Int32?](repeating: nil, count: 12) + [1 << 24], strings: [nil, nil, [13]],
            extendedFlags: ["RGB", "CSdirect"])
    }

    private static func infocmp(_ arguments: [String], _ environment: [String: String]) async throws -> String {
        let variables = environment.merging(["PATH": "/usr/bin:/bin"]) { own, _ in own }
        let result = try await Subprocess.run(
            .name("infocmp"), arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(
                    uniqueKeysWithValues: variables.map { (Subprocess.Environment.Key(stringLiteral: $0), $1) })),
            output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
        return result.standardOutput + result.standardError
    }
}
