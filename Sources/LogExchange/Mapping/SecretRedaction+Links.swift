// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The parts of a URL in which secrets travel: user information, query and fragment (RFC 3986, section 3).
extension SecretRedaction {
    /// A URL with user information and query replaced by the mark, and without its fragment. Where it cannot be told
    /// where the user information ends, all up to the last `@` goes.
    static func redacted(link: String) -> String {
        let (front, rest) = split(link)
        let start = authorityStart(in: front)
        let authorityEnd = front[start...].firstIndex { $0 == "/" || $0 == "\\" } ?? front.endIndex
        var at = front[start..<authorityEnd].lastIndex(of: "@")
        if at == nil, front[authorityEnd...].contains("@"), !hasPlainPort(front[start..<authorityEnd]) {
            at = front.lastIndex(of: "@")
        }
        guard let at else { return front + rest }
        var shown = front[at...]
        // Another link behind this one may carry a secret of its own: then nothing more of it is shown.
        if let next = shown.firstRange(of: "://"), shown[next.upperBound...].contains("@") {
            shown = shown[..<next.upperBound] + mark
        }
        return front[..<start] + mark + shown + rest
    }

    /// A path with its query replaced by the mark, and without a fragment; a whole URL is treated as one.
    static func redacted(path: String) -> String {
        if path.hasPrefix("//") || path.contains("://") { return redacted(link: path) }
        let (front, rest) = split(path)
        return front + rest
    }

    /// What stands before query and fragment, and what is shown in their place.
    private static func split(_ text: String) -> (front: String, rest: String) {
        guard let end = text.unicodeScalars.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return (text, "") }
        let rest = text.unicodeScalars[end...]
        let hasQuery = rest.first == "?" && rest.dropFirst().first.map { $0 != "#" } == true
        return (String(text.unicodeScalars[..<end]), hasQuery ? "?\(mark)" : "")
    }

    private static func authorityStart(in text: String) -> String.Index {
        guard let mark = text.firstRange(of: "//") ?? text.firstRange(of: "\\\\") else { return text.startIndex }
        return mark.upperBound
    }

    /// `host`, `host:443` or `[::1]:443`.
    private static func hasPlainPort(_ authority: Substring) -> Bool {
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else { return true }
        return authority[authority.index(after: colon)...].allSatisfy { $0.isASCII && $0.isNumber }
    }
}
