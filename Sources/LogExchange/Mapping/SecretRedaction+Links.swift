// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The parts of a URL in which secrets travel: user information, query and fragment (RFC 3986, section 3).
extension SecretRedaction {
    /// A URL with user information and query replaced by the mark, and without its fragment. Where it cannot be told
    /// where the user information ends, all up to the last `@` goes.
    static func redacted(link: String) -> String {
        let bytes = Array(link.utf8)
        let frontEnd = bytes.firstIndex(where: LinkScanner.endsFront) ?? bytes.count
        let front = bytes[..<frontEnd]
        let authority = authorityStart(in: front)
        let shown = shownQuery(bytes[frontEnd...])
        guard
            let end = userInformationEnd(
                in: bytes, authority..<frontEnd, lastAt: front[authority...].lastIndex(of: LinkScanner.at),
                restHasAt: bytes[frontEnd...].contains(LinkScanner.at))
        else { return String(decoding: front + shown, as: UTF8.self) }
        return String(decoding: front[..<authority] + mark.utf8 + front[end...] + shown, as: UTF8.self)
    }

    /// A path with its query replaced by the mark, and without a fragment; a whole URL is treated as one.
    static func redacted(path: String) -> String {
        if path.hasPrefix("//") || path.contains("://") { return redacted(link: path) }
        let bytes = Array(path.utf8)
        let frontEnd = bytes.firstIndex(where: LinkScanner.endsFront) ?? bytes.count
        return String(decoding: bytes[..<frontEnd] + shownQuery(bytes[frontEnd...]), as: UTF8.self)
    }

    /// What is shown in place of query and fragment.
    static func shownQuery(_ rest: ArraySlice<UInt8>) -> [UInt8] {
        let hasQuery =
            rest.first == LinkScanner.question && rest.dropFirst().first.map { $0 != LinkScanner.hash } == true
        return hasQuery ? Array("?\(mark)".utf8) : []
    }

    /// Where the user information ends that begins an authority; nil where there is none.
    ///
    /// The range goes from the authority's first byte to the query, or to the end. `lastAt` is the last `@` before the
    /// query; it may stand before the range. Where `restHasAt`, there is one in the query or fragment: behind a port that is
    /// no number all of the range counts as user information then. Where `isOpen`, the text was cut at the end of the range,
    /// so that an `@` may have stood behind it.
    static func userInformationEnd(
        in bytes: [UInt8], _ range: Range<Int>, lastAt: Int?, restHasAt: Bool, isOpen: Bool = false
    ) -> Int? {
        var authorityEnd = range.lowerBound
        var at: Int?
        var colon: Int?
        while authorityEnd < range.upperBound, !LinkScanner.endsAuthority(bytes[authorityEnd]) {
            if bytes[authorityEnd] == LinkScanner.at { at = authorityEnd }
            if bytes[authorityEnd] == LinkScanner.colon { colon = authorityEnd }
            authorityEnd += 1
        }
        if isOpen, authorityEnd == range.upperBound { return authorityEnd }
        if let at { return at }
        if hasPlainPort(bytes[range.lowerBound..<authorityEnd], colon: colon) { return nil }
        if isOpen { return range.upperBound }
        if let lastAt, lastAt >= authorityEnd { return lastAt }
        return restHasAt ? range.upperBound : nil
    }

    private static func authorityStart(in front: ArraySlice<UInt8>) -> Int {
        for mark in [LinkScanner.slash, LinkScanner.backslash] {
            let first = front.indices.dropLast().first { front[$0] == mark && front[$0 + 1] == mark }
            if let first { return first + 2 }
        }
        return front.startIndex
    }

    /// `host`, `host:443` or `[::1]:443`.
    private static func hasPlainPort(_ authority: ArraySlice<UInt8>, colon: Int?) -> Bool {
        guard let colon, authority.last != UInt8(ascii: "]") else { return true }
        return authority[(colon + 1)...].allSatisfy { (0x30...0x39).contains($0) }
    }
}
