// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Secrets that are known by their looks, wherever they stand in a text.
extension SecretRedaction {
    /// Beginnings of the tokens that GitLab, GitHub and Slack hand out, and of a JSON Web Token's header.
    ///
    /// Sources: https://docs.gitlab.com/security/tokens/#token-prefixes,
    /// https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats,
    /// https://docs.slack.dev/authentication/tokens, RFC 7519.
    private static let tokenStarts = [
        "glpat-", "gloas-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glimt-", "glagent-", "glwt-", "glsoat-",
        "glffct-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "xoxb-", "xoxp-", "xoxa-", "xoxe-", "xoxe.",
        "xapp-",
        "eyJ",
    ].map { Array($0.utf8) }
    /// What announces a credential in an Authorization header.
    private static let announcements = ["bearer", "basic"].map { Array($0.utf8) }
    /// Shorter runs are words.
    private static let shortestToken = 16

    /// A part of a text that must not be shown, and what stands in its place.
    struct Secret {
        var range: Range<Int>
        var replacement: [UInt8]
    }

    /// The text with tokens, announced credentials and the secret parts of URLs replaced by the mark.
    ///
    /// Where `isCut`, the text went on: what may be the beginning of a secret at its end counts as one.
    static func withoutTokens(_ text: String, isCut: Bool = false) -> String {
        guard text.utf8.count >= shortestToken else { return text }
        let bytes = Array(text.utf8)
        var links = LinkScanner(bytes, isCut: isCut)
        var result: [UInt8] = []
        var copied = 0
        var index = 0
        while index < bytes.count {
            guard let secret = secret(in: bytes, at: index, &links, isCut: isCut) else {
                index += 1
                continue
            }
            result += bytes[copied..<secret.range.lowerBound]
            result += secret.replacement
            index = secret.range.upperBound
            copied = index
        }
        guard copied > 0 else { return text }
        result += bytes[copied...]
        return String(decoding: result, as: UTF8.self)
    }

    private static func secret(
        in bytes: [UInt8], at index: Int, _ links: inout LinkScanner, isCut: Bool
    ) -> Secret? {
        switch bytes[index] {
        case LinkScanner.colon: return links.userInformation(at: index)
        case LinkScanner.question, LinkScanner.hash: return links.query(at: index)
        default: break
        }
        guard mayBeginToken(bytes, at: index) else { return nil }
        switch bytes[index] | 0x20 {
        case UInt8(ascii: "g"), UInt8(ascii: "x"), UInt8(ascii: "e"):
            guard tokenStarts.contains(where: { bytes[index...].starts(with: $0) }) else { return nil }
            let end = endOfToken(in: bytes, from: index)
            guard end - index >= shortestToken || isCut && end == bytes.count else { return nil }
            return Secret(range: index..<end, replacement: Array(mark.utf8))
        case UInt8(ascii: "b"):
            for announcement in announcements where begins(bytes, at: index, with: announcement) {
                let start = endOfBlanks(in: bytes, from: index + announcement.count)
                guard start > index + announcement.count else { return nil }
                let end = endOfToken(in: bytes, from: start)
                let isToken = end - start >= shortestToken && bytes[start..<end].contains { (0x30...0x39).contains($0) }
                guard isToken || isCut && end == bytes.count else { return nil }
                return Secret(range: start..<end, replacement: Array(mark.utf8))
            }
            return nil
        default: return nil
        }
    }

    private static func begins(_ bytes: [UInt8], at index: Int, with lowercased: [UInt8]) -> Bool {
        guard index + lowercased.count <= bytes.count else { return false }
        return zip(bytes[index...], lowercased).allSatisfy { $0 | 0x20 == $1 }
    }

    private static func endOfBlanks(in bytes: [UInt8], from start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] == 0x20 || bytes[end] == 0x09 { end += 1 }
        return end
    }

    private static func endOfToken(in bytes: [UInt8], from start: Int) -> Int {
        var end = start
        while end < bytes.count, isTokenByte(bytes[end]) { end += 1 }
        return end
    }

    /// Whether a token may begin here: `token=…`, `…/token`, `%3Dtoken` and `\ntoken` have what is otherwise part of one
    /// before it.
    private static func mayBeginToken(_ bytes: [UInt8], at index: Int) -> Bool {
        guard index > 0 else { return true }
        let before = bytes[index - 1]
        return !isTokenByte(before) || before == UInt8(ascii: "=") || before == LinkScanner.slash
            || isBehindEscape(bytes, index)
    }

    /// Whether an escape ends here: of a URL, also encoded twice (`%3D`, `%253D`), or of a quoted text (`\n`, `\u003e`).
    static func isBehindEscape(_ bytes: [UInt8], _ index: Int) -> Bool {
        let before = bytes[..<index]
        if before.dropLast().last == LinkScanner.backslash, let letter = before.last {
            return "nrtbf".utf8.contains(letter)
        }
        if before.suffix(4).allSatisfy(isHexadecimal), before.dropLast(4).suffix(2).elementsEqual("\\u".utf8) {
            return true
        }
        guard before.suffix(2).allSatisfy(isHexadecimal) else { return false }
        let introduction = before.dropLast(2)
        return introduction.last == UInt8(ascii: "%") || introduction.suffix(3).elementsEqual("%25".utf8)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte & 0xDF)
    }

    /// What a token of RFC 6750 is made of.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || (0x30...0x39).contains(byte) || "-._~+/=".utf8.contains(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
