// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Testing

@Suite struct ColorTests {
    @Test("Colours come down to what the terminal shows")
    func approximation() {
        #expect(Color(hex: 0xFF0000).approximated(for: .ansi256) == .indexed(196))
        #expect(Color(hex: 0x808080).approximated(for: .ansi256) == .indexed(244))
        #expect(Color(hex: 0x10141B).approximated(for: .ansi256) == .indexed(233))
        #expect(Color(hex: 0xFF0000).approximated(for: .ansi16) == .indexed(9))
        #expect(Color(hex: 0x000000).approximated(for: .ansi16) == .indexed(0))
        #expect(Color.indexed(11).approximated(for: .ansi16) == .indexed(11))
        #expect(Color.indexed(196).approximated(for: .ansi16) == .indexed(9))
        #expect(Color.default.approximated(for: .ansi16) == .default)
        #expect(Color(hex: 0x123456).approximated(for: .truecolor) == Color(hex: 0x123456))
        for depth in ColorDepth.allCases where depth < .ansi16 {
            #expect(Color(hex: 0xFFFFFF).approximated(for: depth) == .default)
        }
    }

    @Test("Every 24-bit colour comes near an indexed one")
    func nearest() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2_000 {
            let color = Color(hex: UInt32.random(in: 0...0xFFFFFF, using: &random))
            guard let own = color.components, let near = color.approximated(for: .ansi256).components else {
                Issue.record("no components")
                continue
            }
            let distance =
                [(own.red, near.red), (own.green, near.green), (own.blue, near.blue)]
                .map { abs(Int($0) - Int($1)) }.max() ?? 0
            #expect(distance <= 48)
        }
    }
}
