// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What libpq said when a connection failed, made fit for people.
///
/// libpq has no SQLSTATE for connections, except within the text of its most verbose form:
/// `connection to server … failed: FATAL:  28P01: password authentication failed for user "x"`, followed by lines such
/// as `DETAIL:  …` and `LOCATION:  …`, whose labels are translated.
struct ConnectMessage {
    var text: String
    var sqlState: String?

    init(verbose: String, password: String?) {
        var lines: [Substring] = []
        for line in verbose.split(separator: "\n") where !Self.isExtraField(line) { lines.append(line) }
        var text = lines.map { String($0.drop { $0 == "\t" || $0 == " " }) }.joined(separator: "; ")
        if let range = Self.stateRange(in: text) {
            sqlState = String(text[range.lowerBound..<text.index(range.lowerBound, offsetBy: 5)])
            text.removeSubrange(range)
        }
        // Never seen in a message, and never to be.
        if let password, password.count >= 3 { text = text.split(separator: password).joined(separator: "…") }
        self.text = text
    }

    /// The error to throw; `needsPassword` says that the server asked for a password and there was none.
    func error(needsPassword: Bool, target: String) -> PostgresError {
        let message = text.isEmpty ? "no PostgreSQL connection to \(target)" : text
        guard let sqlState else {
            return PostgresError(needsPassword ? .loginRejected : .connectionFailed, message)
        }
        let isAbsent = sqlState.hasPrefix("57P") || sqlState.hasPrefix("53") || sqlState.hasPrefix("08")
        return PostgresError(isAbsent ? .connectionFailed : .loginRejected, message, sqlState: sqlState)
    }

    /// A line such as `DETAIL:  …`, in whatever language: one word, a colon and two spaces.
    private static func isExtraField(_ line: Substring) -> Bool {
        guard let end = line.firstRange(of: ":  ")?.lowerBound else { return false }
        return !line[..<end].contains(" ") && stateRange(in: String(line)) == nil
    }

    /// The range of `28P01: ` in `FATAL:  28P01: …`.
    private static func stateRange(in text: String) -> Range<String.Index>? {
        var rest = text[...]
        while let separator = rest.firstRange(of: ":  ") {
            let state = text[separator.upperBound...].prefix(5)
            let isState =
                state.utf8.count == 5 && state.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
            if isState, text[state.endIndex...].hasPrefix(": ") {
                return state.startIndex..<text.index(state.endIndex, offsetBy: 2)
            }
            rest = text[separator.upperBound...]
        }
        return nil
    }
}
