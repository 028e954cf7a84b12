// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What could be typed at a place in a filter expression.
public struct FilterCompletion: Sendable, Hashable {
    /// The characters that a candidate replaces, counted from 0; empty to insert.
    public var range: Range<Int>
    /// Complete texts for the range, best first.
    public var candidates: [String]

    public init(range: Range<Int>, candidates: [String]) {
        self.range = range
        self.candidates = candidates
    }
}

extension EventFilter {
    /// Candidates for the word before the cursor: field names, or the values of the field being written.
    ///
    /// - Parameters:
    ///   - expression: The text as typed so far.
    ///   - cursor: Characters before the cursor; held inside the text.
    ///   - known: Values worth offering for fields that take any text, e.g. the actors on screen.
    /// - Returns: The candidates and what they replace; no candidates where nothing can be offered.
    public static func completion(
        of expression: String, at cursor: Int, known: [Field: [String]] = [:]
    ) -> FilterCompletion {
        let typed = Array(expression.prefix(max(0, cursor)))
        var start = startOfWord(typed)
        if start < typed.count, typed[start] == "-" { start += 1 }
        guard let colon = typed[start...].firstIndex(of: ":") else {
            let word = String(typed[start...]).lowercased()
            guard !word.hasPrefix("\"") else { return FilterCompletion(range: start..<typed.count, candidates: []) }
            let names = fieldNames.map { $0 + ":" }
            return FilterCompletion(range: start..<typed.count, candidates: names.filter { $0.hasPrefix(word) })
        }
        let name = String(typed[start..<colon]).lowercased()
        let valueStart = startOfValue(typed, after: colon)
        let word = String(typed[valueStart...])
        let candidates = values(of: name, known: known)
        return FilterCompletion(
            range: valueStart..<typed.count, candidates: candidates.filter { Self.begins($0, with: word) })
    }

    private static func values(of name: String, known: [Field: [String]]) -> [String] {
        switch name {
        case TimeBound.since.rawValue: return ["1h", "12h", "24h", "7d", "4w"]
        case TimeBound.until.rawValue: return ["1h", "24h", "7d"]
        default: break
        }
        guard let field = Field(rawValue: name) else { return [] }
        let words = (field.words ?? known[field] ?? []).map { quotedIfNeeded($0) }
        return field == .severity ? words + words.map { ">=" + $0 } : words
    }

    private static func begins(_ candidate: String, with word: String) -> Bool {
        let plain = candidate.hasPrefix("\"") && !word.hasPrefix("\"") ? String(candidate.dropFirst()) : candidate
        return plain.lowercased().hasPrefix(word.lowercased())
    }

    /// Where the word that the text ends in begins; blanks inside quotes do not end a word.
    private static func startOfWord(_ typed: [Character]) -> Int {
        var start = 0
        var isQuoted = false
        var isEscaped = false
        for (index, character) in typed.enumerated() {
            if isEscaped {
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if !isQuoted, character.isWhitespace {
                start = index + 1
            }
        }
        return start
    }

    /// After the colon, or after the last comma outside quotes.
    private static func startOfValue(_ typed: [Character], after colon: Int) -> Int {
        var start = colon + 1
        var isQuoted = false
        var index = start
        while index < typed.count {
            switch typed[index] {
            case "\\" where isQuoted: index += 1
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: start = index + 1
            default: break
            }
            index += 1
        }
        return start
    }
}
