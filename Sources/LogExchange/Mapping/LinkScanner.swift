// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Finds what is secret in the URLs of a text.
///
/// Takes time in proportion to the text however many URLs begin inside one another: what a URL runs up to is found out
/// once for all that begin in the same run of bytes, and what only the one has, its authority, ends before the next.
/// Asked at each place from the front on.
struct LinkScanner {
    private let bytes: [UInt8]
    private let isCut: Bool
    /// Where the run of bytes without a blank or a quote ends in which the last URL began.
    private var end = 0
    /// The first `?` or `#` of the run; its end where it has none.
    private var frontEnd = 0
    /// The last `@` before that.
    private var lastAt: Int?
    /// Whether there is one behind the front, or may be behind the end of a cut text: the `?` or `#` may be part of a
    /// password then.
    private var restHasAt = false

    /// Where `isCut`, the text went on, so that a URL at its end may be half of one.
    init(_ bytes: [UInt8], isCut: Bool) {
        self.bytes = bytes
        self.isCut = isCut
    }

    /// The user information of the URL whose `://` is here. Where it may go on behind the end of a cut text, all from
    /// the authority on counts as such.
    mutating func userInformation(at index: Int) -> SecretRedaction.Secret? {
        guard index > 0, Self.isSchemeByte(bytes[index - 1]), let authority = authority(behind: index)
        else { return nil }
        if index >= end { measureRun(from: authority) }
        let isOpen = isCut && frontEnd == bytes.count
        guard authority <= frontEnd else { return nil }
        let ends = [
            SecretRedaction.userInformationEnd(
                in: bytes, authority..<frontEnd, lastAt: lastAt, restHasAt: restHasAt, isOpen: isOpen),
            endBehindApostrophe,
        ]
        guard let end = ends.compactMap(\.self).max(),
            !bytes[authority..<end].elementsEqual(SecretRedaction.mark.utf8)
        else { return nil }
        return SecretRedaction.Secret(range: authority..<end, replacement: Array(SecretRedaction.mark.utf8))
    }

    /// Where the authority begins of a URL whose colon is here: behind `://`, or `:\/\/` as JSON within a text has it, or JSON
    /// within that.
    private func authority(behind colon: Int) -> Int? {
        var next = colon + 1
        for _ in 0..<2 {
            for _ in 0..<4 where next < bytes.count && bytes[next] == Self.backslash { next += 1 }
            guard next < bytes.count, bytes[next] == Self.slash else { return nil }
            next += 1
        }
        return next
    }

    /// Where user information ends that has an apostrophe in it, which RFC 3986 allows and which as often closes a quoted
    /// URL: at the last `@` before the next blank, unless what follows the apostrophe shows that it closes.
    private var endBehindApostrophe: Int? {
        guard end < bytes.count, bytes[end] == Self.apostrophe else { return nil }
        if end + 1 < bytes.count, Self.followsQuotation(bytes[end + 1]) { return nil }
        let rest = bytes[end...].prefix(Self.farthestAt).prefix { $0 > 0x20 }
        if let at = rest.lastIndex(of: Self.at) { return at }
        return isCut && rest.endIndex == bytes.count ? bytes.count : nil
    }

    /// The query and the fragment that begin here, where a URL stands before them.
    func query(at index: Int) -> SecretRedaction.Secret? {
        guard index == frontEnd, index < end else { return nil }
        let shown = SecretRedaction.shownQuery(bytes[index..<end])
        return bytes[index..<end].elementsEqual(shown)
            ? nil : SecretRedaction.Secret(range: index..<end, replacement: shown)
    }

    private mutating func measureRun(from start: Int) {
        end = start
        while end < bytes.count, !Self.endsLink(bytes[end]) { end += 1 }
        frontEnd = bytes[start..<end].firstIndex(where: Self.endsFront) ?? end
        lastAt = bytes[start..<frontEnd].lastIndex(of: Self.at)
        restHasAt = bytes[frontEnd..<end].contains(Self.at) || isCut && end == bytes.count && frontEnd < end
    }

    // MARK: Bytes

    /// Nobody has a longer password in a URL, and the search for its end stays bounded.
    private static let farthestAt = 256

    static let apostrophe = UInt8(ascii: "'")
    static let at = UInt8(ascii: "@")
    static let backslash = UInt8(ascii: "\\")
    static let colon = UInt8(ascii: ":")
    static let hash = UInt8(ascii: "#")
    static let question = UInt8(ascii: "?")
    static let slash = UInt8(ascii: "/")

    static func endsFront(_ byte: UInt8) -> Bool { byte == question || byte == hash }

    static func endsAuthority(_ byte: UInt8) -> Bool { byte == slash || byte == backslash }

    private static func endsLink(_ byte: UInt8) -> Bool {
        byte <= 0x20 || "\"'<>`".utf8.contains(byte)
    }

    private static func followsQuotation(_ byte: UInt8) -> Bool {
        byte <= 0x20 || ",;:.)]}>\"'\\".utf8.contains(byte)
    }

    /// What a scheme is made of (RFC 3986, section 3.1), and the underscore that some have.
    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "+-._".utf8.contains(byte)
        }
    }
}
