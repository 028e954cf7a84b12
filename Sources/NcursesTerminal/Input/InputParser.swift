// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas

/// Bytes from a terminal in, input events out; no clock, no I/O.
///
/// ncurses' own decoding is not used: it lets sequences that it does not know fall through as typed characters, cannot
/// tell pasted from typed text, and waits for the rest of a sequence while blocking. This one swallows what it does
/// not know and never acts on half a sequence. Sequences that the terminal's description names are known as well.
///
/// Sources: ECMA-48 5.4 (control sequences), xterm's ctlseqs (modifiers, SGR mouse, bracketed paste, focus).
struct InputParser {
    /// What the parser waits for, so that its owner knows how long to wait before calling `timeOut()`.
    enum Waiting {
        case nothing
        /// An escape was read: a key by itself, or the start of a sequence. See ``InputParser/escapePatience``.
        case escape
        /// A sequence has begun; its rest may take a slow line some time.
        case sequence
        /// A paste goes on. When no byte comes for seconds its end will not come either.
        case paste
        /// A paste has ended; whatever follows without a pause belongs to it.
        case afterPaste
    }

    private enum State {
        case ground
        /// After ESC; `alt` when it was the second one.
        case escape(alt: Bool)
        /// After ESC [ and the bytes so far.
        case control([UInt8], alt: Bool)
        /// After ESC O.
        case singleShift(alt: Bool)
        /// After ESC [ [, the Linux console's function keys.
        case linuxFunction
        /// Inside of an OSC, DCS, APC, PM or SOS string, which is dropped.
        case string(sawEscape: Bool)
        /// The three bytes of an old mouse report, which are dropped.
        case skip(Int)
        case paste
        case afterPaste
        /// A paste whose end did not come was given up. Single keys are typed again; a burst is the rest of the paste,
        /// held up on a slow line, and must not be taken for keys.
        case abandonedPaste
    }

    /// How long after an escape another byte still belongs to it.
    ///
    /// A terminal sends Alt with a key as ESC and the key, a person who presses Esc and then a key sends the same bytes:
    /// only time tells them apart. A terminal writes both bytes at once, so they come in one read, also through ssh and
    /// tmux; a person's keys are some 60 ms apart. What comes in two reads is Alt where the second follows at once, since
    /// a slow link may cut anywhere, and two keys where it does not. The pause is the one between two reads.
    ///
    /// What cannot be mended here: where the process was kept from reading between the two keys, the system hands over
    /// both in one read, and they are Alt with a key. To take such a key for two where nothing is bound to it would be
    /// worse: whoever types Alt with a letter into a form would leave the form and run the letter's command.
    static let escapePatience = Duration.milliseconds(20)

    /// The longest control sequence that is kept; real ones have some twenty bytes.
    private static let sequenceLimit = 64
    /// More bytes in one read than any key has are the rest of an abandoned paste.
    private static let keyLimit = 16
    /// A paste that goes on beyond so many times the bytes that are kept is given up.
    private static let overflowFactor = 4

    private let pasteLimit: Int
    /// Sequences from the terminal's description, for terminals that differ from xterm.
    private let described: [[UInt8]: KeyEvent]

    private var state: State = .ground
    private var pasted: [UInt8] = []
    private var pasteOverflowed = false
    private var dropsPaste = false
    /// How many bytes of the paste have come, whether kept or not.
    private var pasteCount = 0
    /// The last byte of the paste is one that a person sends who wants to get out: Esc or Ctrl-C.
    private var pasteEndsInLeaving = false
    /// How many bytes at the end of the paste match the end marker so far.
    private var endMarkerMatched = 0
    private var utf8 = UTF8Assembler()

    /// A parser that keeps at most `pasteLimit` bytes of one paste.
    init(pasteLimit: Int, described: [[UInt8]: KeyEvent] = [:]) {
        self.pasteLimit = pasteLimit
        self.described = described
    }

    var waiting: Waiting {
        switch state {
        case .ground, .abandonedPaste: .nothing
        // The end marker begins with ESC, and a paste may hold Ctrl-C: only what nothing follows is a key.
        case .paste: pasteEndsInLeaving ? .sequence : .paste
        case .escape, .singleShift: .escape
        case .control, .linuxFunction, .string, .skip: .sequence
        case .afterPaste: .afterPaste
        }
    }

    /// - Parameters:
    ///   - bytes: what one read has brought.
    ///   - pause: how long after the read before it.
    /// - Returns: what it makes, which may have begun in an earlier read.
    mutating func parse(_ bytes: some Collection<UInt8>, after pause: Duration = .zero) -> [InputEvent] {
        var events: [InputEvent] = []
        // More than one byte that could go on after ESC is the rest of a sequence that a slow link has cut.
        let isRest = bytes.count > 1 && [UInt8(ascii: "["), UInt8(ascii: "O")].contains(bytes.first)
        if waiting == .escape, pause >= Self.escapePatience, !isRest { events += timeOut() }
        if case .abandonedPaste = state, !bytes.isEmpty {
            // The end of a paste comes after its rest, however short that is.
            let isRest = bytes.count > Self.keyLimit || Array(bytes).contains(Self.endMarker)
            if isRest { beginPaste(dropping: true) } else { state = .ground }
        }
        for byte in bytes { take(byte, into: &events) }
        return events
    }

    /// The rest of what began did not come in time.
    mutating func timeOut() -> [InputEvent] {
        defer {
            switch state {
            case .paste, .abandonedPaste: break
            default: state = .ground
            }
        }
        switch state {
        case .paste: return abandonPaste()
        case .escape(let alt):
            let escape = InputEvent.key(KeyEvent(.escape))
            return alt ? [escape, escape] : [escape]
        case .singleShift(let alt):
            return alt
                ? [.key(KeyEvent(.escape)), .key(KeyEvent(.character("O"), .alt))]
                : [.key(KeyEvent(.character("O"), .alt))]
        case .ground, .control, .linuxFunction, .string, .skip, .afterPaste, .abandonedPaste:
            return []
        }
    }

    /// Drops what has begun.
    ///
    /// A paste goes on being read as a paste, else its rest would be typed, but gives no event.
    mutating func discard() {
        if case .paste = state {
            dropsPaste = true
            return
        }
        switch state {
        case .afterPaste, .abandonedPaste: return
        default: state = .ground
        }
        utf8 = UTF8Assembler()
    }

    private mutating func take(_ byte: UInt8, into events: inout [InputEvent]) {
        switch state {
        case .ground: takeGround(byte, into: &events)
        case .escape(let alt): takeEscape(byte, alt: alt, into: &events)
        case .control(let bytes, let alt): takeControl(byte, after: bytes, alt: alt, into: &events)
        case .singleShift(let alt):
            state = .ground
            emit(KeySequences.singleShift(byte), described: [0x1B, 0x4F, byte], alt: alt, into: &events)
        case .linuxFunction:
            state = .ground
            if (0x41...0x45).contains(byte) { events.append(.key(KeyEvent(.function(Int(byte) - 0x40)))) }
        case .string(let sawEscape): takeString(byte, sawEscape: sawEscape)
        case .skip(let count): state = count > 1 ? .skip(count - 1) : .ground
        case .paste: takePaste(byte, into: &events)
        case .afterPaste, .abandonedPaste: break
        }
    }

    private mutating func takeGround(_ byte: UInt8, into events: inout [InputEvent]) {
        if byte == 0x1B {
            utf8 = UTF8Assembler()
            state = .escape(alt: false)
        } else if let key = KeySequences.control(byte) {
            utf8 = UTF8Assembler()
            events.append(.key(key))
        } else if let scalar = utf8.take(byte), scalar.isTypeable {
            events.append(.key(.character(Character(scalar))))
        }
    }

    private mutating func takeEscape(_ byte: UInt8, alt: Bool, into events: inout [InputEvent]) {
        switch byte {
        case 0x1B:
            if alt { events.append(.key(KeyEvent(.escape))) }
            state = .escape(alt: true)
        case UInt8(ascii: "["): state = .control([], alt: alt)
        case UInt8(ascii: "O"): state = .singleShift(alt: alt)
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"), UInt8(ascii: "_"):
            state = .string(sawEscape: false)
        default:
            state = .ground
            if alt { events.append(.key(KeyEvent(.escape))) }
            if let key = KeySequences.control(byte) {
                events.append(.key(KeyEvent(key.key, key.modifiers.union(.alt))))
            } else if (0x20..<0x7F).contains(byte) {
                events.append(.key(KeyEvent(.character(Character(Unicode.Scalar(byte))), .alt)))
            } else {
                // Alt with a letter beyond ASCII: the letter's remaining bytes follow.
                utf8 = UTF8Assembler()
                _ = utf8.take(byte)
            }
        }
    }

    private mutating func takeControl(
        _ byte: UInt8, after bytes: [UInt8], alt: Bool, into events: inout [InputEvent]
    ) {
        switch byte {
        case UInt8(ascii: "[") where bytes.isEmpty:
            state = .linuxFunction
        case 0x40...0x7E:
            state = .ground
            finishControl(bytes, final: byte, alt: alt, into: &events)
        case 0x24 where !bytes.isEmpty && bytes.allSatisfy { (0x30...0x39).contains($0) }:
            // rxvt ends shifted keys in `$`, which ECMA-48 calls an intermediate byte.
            state = .ground
            emit(KeySequences.control(bytes, final: byte), described: [], alt: alt, into: &events)
        case 0x20...0x3F:
            state = bytes.count < Self.sequenceLimit ? .control(bytes + [byte], alt: alt) : .string(sawEscape: false)
        case 0x1B:
            state = .escape(alt: false)
        default:
            // A control or a byte beyond ASCII: the sequence was broken off.
            state = .ground
        }
    }

    private mutating func finishControl(
        _ bytes: [UInt8], final: UInt8, alt: Bool, into events: inout [InputEvent]
    ) {
        switch (bytes, final) {
        case ([0x32, 0x30, 0x30], UInt8(ascii: "~")):
            beginPaste(dropping: false)
        case ([], UInt8(ascii: "I")): events.append(.focus(true))
        case ([], UInt8(ascii: "O")): events.append(.focus(false))
        case ([], UInt8(ascii: "M")): state = .skip(3)
        default:
            if bytes.first == UInt8(ascii: "<") {
                if let mouse = KeySequences.mouse(bytes.dropFirst(), final: final) { events.append(.mouse(mouse)) }
                return
            }
            let whole = [0x1B, UInt8(ascii: "[")] + bytes + [final]
            emit(KeySequences.control(bytes, final: final), described: whole, alt: alt, into: &events)
        }
    }

    private func emit(_ key: KeyEvent?, described sequence: [UInt8], alt: Bool, into events: inout [InputEvent]) {
        guard let key = described[sequence] ?? key else { return }
        events.append(.key(alt ? KeyEvent(key.key, key.modifiers.union(.alt)) : key))
    }

    /// Ends at BEL or ESC and backslash; CAN and SUB break the string off.
    ///
    /// Nothing of it is ever typed text.
    private mutating func takeString(_ byte: UInt8, sawEscape: Bool) {
        switch byte {
        case 0x07, 0x18, 0x1A: state = .ground
        case UInt8(ascii: "\\") where sawEscape: state = .ground
        default: state = .string(sawEscape: byte == 0x1B)
        }
    }

    private mutating func beginPaste(dropping: Bool) {
        state = .paste
        pasted.removeAll(keepingCapacity: false)
        pasteOverflowed = false
        dropsPaste = dropping
        pasteCount = 0
        pasteEndsInLeaving = false
        endMarkerMatched = 0
    }

    /// Gives a paste up whose end did not come. What came of it is shown as cut, unless the person wants to get out.
    private mutating func abandonPaste() -> [InputEvent] {
        let isLeaving = pasteEndsInLeaving
        if !isLeaving { keep(Self.endMarker[..<endMarkerMatched]) }
        let events = dropsPaste || isLeaving || pasted.isEmpty ? [] : [pasteEvent(isTruncated: true)]
        beginPaste(dropping: true)
        state = .abandonedPaste
        return events
    }

    /// Carriage returns are what terminals make of newlines in a paste.
    private func pasteEvent(isTruncated: Bool) -> InputEvent {
        .paste(
            InputEvent.Paste(String(decoding: pasted, as: UTF8.self).replacingNewlines(), isTruncated: isTruncated))
    }

    private static let endMarker: [UInt8] = Array("\u{1B}[201~".utf8)

    private mutating func takePaste(_ byte: UInt8, into events: inout [InputEvent]) {
        pasteCount += 1
        pasteEndsInLeaving = byte == 0x1B || byte == 0x03
        if byte == Self.endMarker[endMarkerMatched] {
            endMarkerMatched += 1
        } else {
            keep(Self.endMarker[..<endMarkerMatched])
            endMarkerMatched = byte == 0x1B ? 1 : 0
            if endMarkerMatched == 0 { keep([byte]) }
        }
        let isWhole = endMarkerMatched == Self.endMarker.count
        guard isWhole || pasteCount >= Self.overflowFactor * pasteLimit + Self.endMarker.count else { return }
        endMarkerMatched = 0
        if !dropsPaste { events.append(pasteEvent(isTruncated: pasteOverflowed || !isWhole)) }
        pasted.removeAll(keepingCapacity: false)
        state = .afterPaste
    }

    private mutating func keep(_ bytes: some Collection<UInt8>) {
        for byte in bytes {
            if pasted.count < pasteLimit {
                pasted.append(byte)
            } else {
                pasteOverflowed = true
            }
        }
    }
}

extension String {
    fileprivate func replacingNewlines() -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in unicodeScalars {
            if scalar == "\r" {
                result.append("\n")
            } else if scalar != "\n" || previous != "\r" {
                result.append(scalar)
            }
            previous = scalar
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    /// Controls of both kinds and noncharacters are no letters, however they came.
    fileprivate var isTypeable: Bool {
        value >= 0x20 && !(0x7F...0x9F).contains(value) && !properties.isNoncharacterCodePoint
    }
}
