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

    @Test("Every 24-bit colour becomes the nearest of the cube and the greys")
    func nearest() throws {
        func distance(_ one: Color, _ other: Color) throws -> Int {
            let (one, other) = (try #require(one.components), try #require(other.components))
            let parts = [(one.red, other.red, 30), (one.green, other.green, 59), (one.blue, other.blue, 11)]
            return parts.reduce(0) { sum, part in
                let difference = Int(part.0) - Int(part.1)
                return sum + part.2 * difference * difference
            }
        }
        var random = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let color = Color(hex: UInt32.random(in: 0...0xFFFFFF, using: &random))
            let best = try (UInt8(16)...255).map { try distance(color, .indexed($0)) }.min()
            #expect(try distance(color, color.approximated(for: .ansi256)) == best)
        }
    }
}
