// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Testing

@Suite struct SanitizingFuzzTests {
    /// Judged by the standard library's own tables, which are not those that the sanitiser uses.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator, .unassigned: true
        case .spaceSeparator: scalar != " " && scalar != "\u{3000}"
        default:
            scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.isNoncharacterCodePoint
        }
    }

    @Test("Every scalar by itself and between letters comes out harmless")
    func everyScalar() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let shown = DisplayText("a" + String(scalar) + "b").description
            if shown.unicodeScalars.contains(where: Self.isForbidden) {
                let place = String(value, radix: 16)
                Issue.record("U+\(place) gave \(shown.debugDescription)")
            }
        }
    }

    @Test("Random text over all planes never reaches a canvas raw", arguments: UInt64(1)...8)
    func randomText(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let nasty: [ClosedRange<UInt32>] = [
            0...0x9F, 0x300...0x36F, 0x2000...0x206F, 0xFE00...0xFE0F, 0xE0000...0xE01EF, 0x1F1E6...0x1F3FF,
            0x1100...0x11FF, 0x3C...0x3E, 0x2B...0x2B, 0x55...0x55, 0x4E00...0x4E20, 0x900...0x94F, 0...0x10FFFF,
        ]
        for _ in 0..<1_500 {
            var raw = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...24, using: &random) {
                let range = nasty.randomElement(using: &random) ?? 0...0x7F
                if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) { raw.append(scalar) }
            }
            let text = DisplayText(String(raw))
            #expect(!text.description.unicodeScalars.contains(where: Self.isForbidden))

            var canvas = Canvas(size: Size(width: 40, height: 2))
            let column = Int.random(in: -10...45, using: &random)
            canvas.write(text, at: Point(x: column, y: 0), in: Rect(x: 2, y: 0, width: 30, height: 1))
            canvas.write(text, in: Rect(x: 1, y: 1, width: 17, height: 1), truncation: .middle)
            for y in 0..<2 {
                #expect(canvas.row(y).reduce(0) { $0 + Int($1.width) } == 40)
                #expect(!canvas.text(ofRow: y).unicodeScalars.contains(where: Self.isForbidden))
            }
            #expect(canvas.runs(ofRow: 0).count == 1)

            let width = Int.random(in: 0...30, using: &random)
            for place in [Truncation.start, .middle, .end] {
                #expect(text.truncated(to: width, at: place).width <= width)
            }
            #expect(text.fitted(to: width).width == width)
            #expect(text.prefix(width).width + text.dropping(text.prefix(width).width).width == text.width)
            let wrapped = text.wrapped(to: max(2, width))
            #expect(wrapped.allSatisfy { $0.width <= max(2, width) })
            let kept = wrapped.flatMap { $0.description.unicodeScalars.filter { $0 != " " } }
            #expect(kept == text.description.unicodeScalars.filter { $0 != " " })
        }
    }

    @Test("What was typed can be told from what is shown", arguments: UInt64(1)...4)
    func unambiguous(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet: [Character] = ["<", "U", "+", "2", "0", "E", ">", "\u{202E}", "\n", "⏎", "\u{3C}", "a"]
        for _ in 0..<20_000 {
            let raw = String(
                (0..<Int.random(in: 0...10, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? "a"
                })
            #expect(Self.original(of: DisplayText(raw).description) == raw)
        }
    }

    /// Reads escapes back, left to right.
    private static func original(of shown: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = shown.unicodeScalars[...]
        while let scalar = rest.first {
            if rest.starts(with: "<U+".unicodeScalars), let end = rest.firstIndex(of: ">"),
                let value = UInt32(String(rest[rest.index(rest.startIndex, offsetBy: 3)..<end]), radix: 16),
                let escaped = Unicode.Scalar(value)
            {
                result.append(escaped)
                rest = rest[rest.index(after: end)...]
            } else {
                result.append(scalar == "⏎" ? "\n" : scalar == "⇥" ? "\t" : scalar)
                rest.removeFirst()
            }
        }
        return String(result)
    }
}
