// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Testing

@testable import NcursesTerminal

@Suite struct InputParserTests {
    private func parse(_ text: String, described: [[UInt8]: KeyEvent] = [:]) -> [InputEvent] {
        var parser = InputParser(pasteLimit: 1 << 20, described: described)
        return parser.parse(text.utf8) + parser.timeOut()
    }

    @Test(
        "Keys of the common terminals",
        arguments: [
            ("a", KeyEvent.character("a")), ("é", .character("é")), ("京", .character("京")), ("🎉", .character("🎉")),
            ("\r", KeyEvent(.enter)), ("\n", KeyEvent(.enter)), ("\t", KeyEvent(.tab)),
            ("\u{7F}", KeyEvent(.backspace)),
            ("\u{8}", KeyEvent(.backspace)), ("\u{3}", .control("c")), ("\u{1A}", .control("z")),
            ("\u{0}", .control(" ")),
            ("\u{1C}", .control("\\")), ("\u{1B}", KeyEvent(.escape)),
            ("\u{1B}[A", KeyEvent(.up)), ("\u{1B}OA", KeyEvent(.up)), ("\u{1B}[B", KeyEvent(.down)),
            ("\u{1B}[1;5C", KeyEvent(.right, .control)), ("\u{1B}[1;2D", KeyEvent(.left, .shift)),
            ("\u{1B}[1;7A", KeyEvent(.up, [.alt, .control])), ("\u{1B}\u{1B}[A", KeyEvent(.up, .alt)),
            ("\u{1B}[H", KeyEvent(.home)), ("\u{1B}[4~", KeyEvent(.end)), ("\u{1B}[7~", KeyEvent(.home)),
            ("\u{1B}[3~", KeyEvent(.delete)), ("\u{1B}[5~", KeyEvent(.pageUp)),
            ("\u{1B}[6;5~", KeyEvent(.pageDown, .control)),
            ("\u{1B}[Z", KeyEvent(.backTab)), ("\u{1B}OP", KeyEvent(.function(1))),
            ("\u{1B}[[A", KeyEvent(.function(1))),
            ("\u{1B}[15~", KeyEvent(.function(5))), ("\u{1B}[24~", KeyEvent(.function(12))),
            ("\u{1B}[1;2P", KeyEvent(.function(1), .shift)), ("\u{1B}[5^", KeyEvent(.pageUp, .control)),
            ("\u{1B}[3$", KeyEvent(.delete, .shift)), ("\u{1B}Oj", .character("*")), ("\u{1B}OM", KeyEvent(.enter)),
            ("\u{1B}x", KeyEvent(.character("x"), .alt)), ("\u{1B}\r", KeyEvent(.enter, .alt)),
            ("\u{1B}[27;5;105~", KeyEvent(.character("i"), .control)), ("\u{1B}[97;5u", .control("a")),
            ("\u{1B}[27u", KeyEvent(.escape)), ("\u{1B}O", KeyEvent(.character("O"), .alt)),
        ])
    func keys(bytes: String, key: KeyEvent) {
        #expect(parse(bytes) == [.key(key)])
    }

    @Test("Escape by itself is a key only once nothing follows")
    func escape() {
        var parser = InputParser(pasteLimit: 10)
        #expect(parser.parse([0x1B]).isEmpty)
        #expect(parser.waiting == .escape)
        #expect(parser.timeOut() == [.key(KeyEvent(.escape))])
        #expect(parser.waiting == .nothing)
        #expect(parser.parse([0x1B, 0x1B]).isEmpty)
        #expect(parser.timeOut() == [.key(KeyEvent(.escape)), .key(KeyEvent(.escape))])
    }

    @Test("Esc and a key are two keys where they come in two reads with a pause, however late they are read")
    func escapeThenKey() {
        func parse(_ reads: [String], after pause: Duration) -> [InputEvent] {
            var parser = InputParser(pasteLimit: 10)
            return reads.flatMap { parser.parse($0.utf8, after: pause) } + parser.timeOut()
        }
        let two = [InputEvent.key(KeyEvent(.escape)), .key(.character("j"))]
        let alt = [InputEvent.key(KeyEvent(.character("j"), .alt))]
        #expect(parse(["\u{1B}", "j"], after: .milliseconds(20)) == two)
        #expect(parse(["\u{1B}", "jk"], after: .seconds(1)) == two + [.key(.character("k"))])
        #expect(parse(["\u{1B}", "["], after: .seconds(1)) == [two[0], .key(.character("["))])
        // One write of a terminal, whole or cut by a slow link.
        #expect(parse(["\u{1B}j"], after: .seconds(1)) == alt)
        #expect(parse(["\u{1B}", "j"], after: .milliseconds(19)) == alt)
        #expect(parse(["\u{1B}", "[A"], after: .seconds(1)) == [.key(KeyEvent(.up))])
        #expect(parse(["\u{1B}", "OA"], after: .seconds(1)) == [.key(KeyEvent(.up))])
        #expect(parse(["\u{1B}[", "A"], after: .seconds(1)) == [.key(KeyEvent(.up))])
        // The end of a paste is its end, whatever came between its bytes.
        let paste = parse(["\u{1B}[200~a", "\u{1B}", "[201~"], after: .seconds(1))
        #expect(paste == [.paste(InputEvent.Paste("a", isTruncated: false))])
    }

    @Test(
        "Sequences that nobody knows are swallowed, whole or cut",
        arguments: [
            "\u{1B}[?62;4c", "\u{1B}[>0;276;0c", "\u{1B}]11;rgb:0000/0000/0000\u{7}", "\u{1B}]52;c;ZHE=\u{1B}\\",
            "\u{1B}P1$r0m\u{1B}\\", "\u{1B}_Gi=1;OK\u{1B}\\", "\u{1B}[99~", "\u{1B}[1;2;3;4y", "\u{1B}[200", "\u{1B}[",
            "\u{1B}]0;dq", "\u{1B}[M dq", "\u{1B}[<0;5", "\u{1B}[<99;1;1M", "\u{1B}[12;34R", "\u{1B}[?2026;2$y",
            "\u{1B}[" + String(repeating: "1", count: 500) + "d",
        ])
    func unknownSequences(bytes: String) {
        let events = parse(bytes).filter { $0 != .key(KeyEvent(.function(3), [])) }
        #expect(
            events.allSatisfy { event in
                guard case .key(let key) = event, case .character = key.key else { return true }
                return false
            }, "\(events)")
    }

    @Test("Bytes that are not UTF-8 give nothing, and what follows them does")
    func invalidUTF8() {
        var parser = InputParser(pasteLimit: 10)
        #expect(parser.parse([0xC3, 0x28]) == [.key(.character("("))])
        #expect(parser.parse([0xFF, 0xFE, 0x80, 0x61]) == [.key(.character("a"))])
        #expect(parser.parse([0xED, 0xA0, 0x80, 0x62]) == [.key(.character("b"))])
        #expect(parser.parse([0xC2, 0x9B, 0x63]) == [.key(.character("c"))])
    }

    @Test("A paste is one event whatever it holds")
    func paste() {
        let pasted = "d\rq\r\ny\u{1B}[A\u{3}\u{1B}[20"
        #expect(
            parse("\u{1B}[200~\(pasted)\u{1B}[201~") == [
                .paste(InputEvent.Paste("d\nq\ny\u{1B}[A\u{3}\u{1B}[20"))
            ])
        #expect(parse("\u{1B}[200~\u{1B}[201~") == [.paste(InputEvent.Paste(""))])
    }

    @Test("What follows a paste without a pause belongs to it")
    func injection() {
        var parser = InputParser(pasteLimit: 100)
        let attack = "\u{1B}[200~harmless\u{1B}[201~\rs\u{1B}[201~"
        #expect(parser.parse(attack.utf8) == [.paste(InputEvent.Paste("harmless"))])
        #expect(parser.parse("q".utf8).isEmpty)
        #expect(parser.waiting == .afterPaste)
        #expect(parser.timeOut().isEmpty)
        #expect(parser.parse("q".utf8) == [.key(.character("q"))])
    }

    @Test("A paste is cut at the limit and says so")
    func pasteLimit() {
        var parser = InputParser(pasteLimit: 4)
        let events = parser.parse("\u{1B}[200~abcdefgh\u{1B}[201~".utf8)
        #expect(events == [.paste(InputEvent.Paste("abcd", isTruncated: true))])
    }

    @Test("A paste that was discarded gives no event, and what follows it is typed")
    func discardedPaste() {
        var parser = InputParser(pasteLimit: 100)
        #expect(parser.parse("\u{1B}[200~abc".utf8).isEmpty)
        parser.discard()
        #expect(parser.parse("dq\u{1B}[201~".utf8).isEmpty)
        #expect(parser.timeOut().isEmpty)
        #expect(parser.parse("\u{1B}[200~x\u{1B}[201~".utf8) == [.paste(InputEvent.Paste("x"))])
    }

    @Test("A paste whose end never comes is given up, and the keyboard is there again")
    func abandonedPaste() {
        var parser = InputParser(pasteLimit: 100)
        #expect(parser.parse("\u{1B}[200~abc".utf8).isEmpty)
        #expect(parser.parse("q".utf8).isEmpty)
        #expect(parser.waiting == .paste)
        #expect(parser.timeOut() == [.paste(InputEvent.Paste("abcq", isTruncated: true))])
        #expect(parser.waiting == .nothing)
        #expect(parser.parse("j".utf8) == [.key(.character("j"))])
        #expect(parser.parse("\u{1B}[A".utf8) == [.key(KeyEvent(.up))])
    }

    @Test("Esc and Ctrl-C get out of a paste whose end never comes", arguments: ["\u{1B}", "\u{3}"])
    func leavingAPaste(key: String) {
        var parser = InputParser(pasteLimit: 100)
        #expect(parser.parse("\u{1B}[200~abc".utf8).isEmpty)
        #expect(parser.parse(key.utf8).isEmpty)
        #expect(parser.waiting == .sequence)
        #expect(parser.timeOut().isEmpty)
        #expect(parser.parse("j".utf8) == [.key(.character("j"))])
    }

    @Test("An end marker that is cut after its first byte still ends the paste")
    func cutEndMarker() {
        var parser = InputParser(pasteLimit: 100)
        #expect(parser.parse("\u{1B}[200~abc\u{1B}".utf8).isEmpty)
        #expect(parser.parse("[201~".utf8) == [.paste(InputEvent.Paste("abc"))])
    }

    @Test("The rest of an abandoned paste that was only held up is not typed")
    func resumedPaste() {
        var parser = InputParser(pasteLimit: 100)
        #expect(parser.parse("\u{1B}[200~abc".utf8).isEmpty)
        #expect(parser.timeOut() == [.paste(InputEvent.Paste("abc", isTruncated: true))])
        #expect(parser.parse("dqdqdqdqdqdqdqdqdq".utf8).isEmpty)
        #expect(parser.parse("dq\u{1B}[201~".utf8).isEmpty)
        #expect(parser.timeOut().isEmpty)
        #expect(parser.parse("j".utf8) == [.key(.character("j"))])
    }

    @Test("Nor is its rest where that is shorter than a key: the end of the paste comes with it")
    func shortRestOfPaste() {
        var parser = InputParser(pasteLimit: 100)
        #expect(parser.parse("\u{1B}[200~abc".utf8).isEmpty)
        #expect(parser.timeOut() == [.paste(InputEvent.Paste("abc", isTruncated: true))])
        #expect(parser.parse("dq\r\u{1B}[201~".utf8).isEmpty)
        _ = parser.timeOut()
        #expect(parser.parse("j".utf8) == [.key(.character("j"))])
    }

    @Test("The key that confirms counts alone: a terminal that does not mark a paste lets none confirm")
    func unmarkedPaste() {
        let confirm = InputEvent.key(.control("s"))
        let pasted = parse("sign\u{13}")
        #expect(pasted.last == confirm)
        #expect(!TerminalScreen.typed(pasted).contains(confirm))
        #expect(TerminalScreen.typed([confirm]) == [confirm])
    }

    @Test("A flood without an end is given up by its size, and typed only after a pause")
    func endlessPaste() {
        var parser = InputParser(pasteLimit: 10)
        let events = parser.parse("\u{1B}[200~".utf8 + Array(repeating: UInt8(ascii: "d"), count: 100))
        #expect(events == [.paste(InputEvent.Paste(String(repeating: "d", count: 10), isTruncated: true))])
        #expect(parser.parse("dddd".utf8).isEmpty)
        #expect(parser.waiting == .afterPaste)
        #expect(parser.timeOut().isEmpty)
        #expect(parser.parse("j".utf8) == [.key(.character("j"))])
    }

    @Test func mouseAndFocus() {
        #expect(parse("\u{1B}[<0;1;1M") == [.mouse(MouseEvent(.press(.left), at: .zero))])
        #expect(parse("\u{1B}[<0;300;120m") == [.mouse(MouseEvent(.release(.left), at: Point(x: 299, y: 119)))])
        #expect(parse("\u{1B}[<65;5;6M") == [.mouse(MouseEvent(.wheelDown, at: Point(x: 4, y: 5)))])
        #expect(parse("\u{1B}[<68;5;6M") == [.mouse(MouseEvent(.wheelUp, at: Point(x: 4, y: 5), .shift))])
        #expect(parse("\u{1B}[<34;5;6M") == [.mouse(MouseEvent(.drag(.right), at: Point(x: 4, y: 5)))])
        #expect(parse("\u{1B}[I\u{1B}[O") == [.focus(true), .focus(false)])
    }

    @Test("Sequences of the terminal's description win")
    func described() {
        let sequence = Array("\u{1B}[25~".utf8)
        #expect(parse("\u{1B}[25~", described: [sequence: KeyEvent(.up, .shift)]) == [.key(KeyEvent(.up, .shift))])
        let single = Array("\u{1B}Ot".utf8)
        #expect(parse("\u{1B}Ot", described: [single: KeyEvent(.left)]) == [.key(KeyEvent(.left))])
    }

    @Test("However reads are split, the events are the same", arguments: UInt64(1)...20)
    func splits(seed: UInt64) {
        let text =
            "jé\u{1B}[A\u{1B}[<0;12;7M\u{1B}[200~a\r\nb\u{1B}[2x京\u{1B}[201~"
        let tail = "\u{1B}[1;5B\u{1B}]0;title\u{7}\u{1B}xq"
        var whole = InputParser(pasteLimit: 100)
        var expected = whole.parse(text.utf8)
        _ = whole.timeOut()
        expected += whole.parse(tail.utf8)
        var state = seed
        func cut(_ text: String) -> [[UInt8]] {
            text.utf8.reduce(into: [[]]) { parts, byte in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                if state >> 62 == 0 { parts.append([]) }
                parts[parts.count - 1].append(byte)
            }
        }
        var parser = InputParser(pasteLimit: 100)
        var events = cut(text).flatMap { parser.parse($0) }
        _ = parser.timeOut()
        events += cut(tail).flatMap { parser.parse($0) }
        #expect(events == expected)
        #expect(events.count == 8)
    }

    @Test("Random bytes neither trap nor give a control character", arguments: UInt64(1)...4)
    func fuzz(seed: UInt64) {
        var state = seed
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        var parser = InputParser(pasteLimit: 64)
        let starts: [[UInt8]] = [[0x1B, 0x5B], [0x1B, 0x4F], [0x1B, 0x5D], [0x1B], [0x1B, 0x5B, 0x3C], []]
        for _ in 0..<20_000 {
            let noise = (0..<Int(next() % 8)).map { _ in UInt8(truncatingIfNeeded: next()) }
            var events = parser.parse(starts[Int(next()) % starts.count] + noise)
            if next() % 4 == 0 { events += parser.timeOut() }
            for case .key(let key) in events {
                guard case .character(let character) = key.key else { continue }
                #expect(character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            }
        }
    }
}
