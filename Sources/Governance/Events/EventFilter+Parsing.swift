// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension EventFilter {
    /// Reads the filter language.
    ///
    /// ```
    /// category:rollback severity:>=medium actor:operator_1 outcome:denied since:7d -stream:runtime "free text"
    /// ```
    ///
    /// - Terms stand apart by blanks, and all must hold. `-` before a term negates it; a term about something that an
    ///   event does not have does not hold, so its negation does.
    /// - `field:value` asks for an exact match; `field:a,b` for either value. A value with blanks, commas or quotes is
    ///   quoted: `tenant:"Northwind Studio"`; inside quotes `\"` and `\\` stand for themselves.
    /// - `category`, `severity`, `outcome` and `stream` take their known words in any case; `severity` also `>=medium`,
    ///   `>low`, `<=high`, `<critical`. A quoted category is taken as it is, for words of a newer schema. An `action`
    ///   all in lower case is read in upper case. `id` and `request` take ids as shown, or bare UUIDs. `resource` takes
    ///   a type, `type/id`, or `/id`.
    /// - `since:` and `until:` (at or after, before; time of recording) take a length of time back from `now`
    ///   (`30m 12h 7d 4w`), a UTC date or an RFC 3339 time.
    /// - Anything else is text that title or detail must contain, in any case, at least three characters long: bare
    ///   words one by one, or a quoted run.
    ///
    /// - Throws: `EventFilterError`, with the column of the first fault.
    public init(parsing expression: String, now: Timestamp) throws(EventFilterError) {
        var parser = EventFilterParser(expression, now: now)
        self = try parser.parse()
    }

    /// Reads one time as `since:` and `until:` take it, e.g. for options of their own.
    public static func moment(parsing text: String, now: Timestamp) throws(EventFilterError) -> Timestamp {
        guard let moment = FilterTime.moment(text, now: now) else {
            throw EventFilterError(
                .invalidTime, "this is not a time; write \(FilterTime.forms)", column: 1, length: text.count,
                expression: text)
        }
        return moment
    }

    /// Reads where in time somebody wants to go: as `since:` takes it, or `now`, `today`, `yesterday`, `-2h`, `09:30`.
    ///
    /// - Parameters:
    ///   - text: What was typed.
    ///   - now: The moment that lengths of time count back from.
    ///   - offset: Seconds from UTC of the days and times of day that are meant.
    /// - Returns: nil where it is no time; `placeForms` says what would be one.
    public static func place(parsing text: String, now: Timestamp, offset: Int = 0) -> Timestamp? {
        FilterTime.place(text, now: now, offset: offset)
    }

    /// What `place(parsing:now:offset:)` reads, in words.
    public static let placeForms = "-2h, yesterday, 09:30, a date like 2026-03-01, or a time like 2026-03-01T09:30:00Z"

    /// The longest expression that is read, in scalars.
    public static let maximumLength = 4_096

    /// The shortest text that can be searched for, in code points, as PostgreSQL counts: the trigram index needs three.
    public static let minimumPhraseLength = 3
}

/// A recursive-descent reader over the code points of one expression.
///
/// It goes by code points since a combining mark after a blank or a quote would hide that from a reader of scalars.
private struct EventFilterParser {
    private let expression: String
    private let scalars: [Unicode.Scalar]
    private let now: Timestamp
    private var position = 0
    private var filter = EventFilter()

    /// A value with the place where it stood.
    private struct Value {
        var text: String
        var start: Int
        var end: Int
        var isQuoted: Bool
    }

    init(_ expression: String, now: Timestamp) {
        self.expression = expression
        scalars = Array(expression.unicodeScalars)
        self.now = now
    }

    mutating func parse() throws(EventFilterError) -> EventFilter {
        guard scalars.count <= EventFilter.maximumLength else {
            throw fault(
                .tooLong, "a filter has at most \(EventFilter.maximumLength) characters",
                at: EventFilter.maximumLength)
        }
        if let nul = scalars.firstIndex(of: "\0") {
            throw fault(.invalidCharacter, "a filter cannot contain the character NUL", at: nul)
        }
        while true {
            while position < scalars.count, scalars[position].properties.isWhitespace { position += 1 }
            guard position < scalars.count else { return filter }
            try parseItem()
        }
    }

    private mutating func parseItem() throws(EventFilterError) {
        let start = position
        let isNegated = scalars[position] == "-"
        if isNegated { position += 1 }
        guard position < scalars.count, !scalars[position].properties.isWhitespace else {
            throw fault(.missingValue, "'-' negates the term after it, but none follows", at: start)
        }
        if let colon = colonOfTerm() {
            try parseTerm(start: start, colon: colon, isNegated: isNegated)
        } else {
            try parsePhrase(isNegated: isNegated)
        }
    }

    /// The colon that makes the word at the present position a term; nil for free text.
    private func colonOfTerm() -> Int? {
        var index = position
        while index < scalars.count, !scalars[index].properties.isWhitespace, scalars[index] != "\"" {
            if scalars[index] == ":" { return index }
            index += 1
        }
        return nil
    }

    private mutating func parsePhrase(isNegated: Bool) throws(EventFilterError) {
        let value = scalars[position] == "\"" ? try quoted() : try bare { $0.properties.isWhitespace }
        guard position == scalars.count || scalars[position].properties.isWhitespace else {
            throw fault(.strayQuote, "a blank must follow the closing quote; text has no alternatives", at: position)
        }
        guard value.text.unicodeScalars.count >= EventFilter.minimumPhraseLength else {
            throw fault(
                .textTooShort, "text to search for needs at least \(EventFilter.minimumPhraseLength) characters",
                at: value.start, to: value.end)
        }
        filter.phrases.append(EventFilter.Phrase(text: value.text, isNegated: isNegated))
    }

    private mutating func parseTerm(start: Int, colon: Int, isNegated: Bool) throws(EventFilterError) {
        let name = text(scalars[position..<colon]).lowercased()
        let nameStart = position
        position = colon + 1
        if let bound = EventFilter.TimeBound(rawValue: name) {
            try parseTime(bound, start: start, isNegated: isNegated)
            return
        }
        guard let field = EventFilter.Field(rawValue: name) else {
            throw unknownField(name, start: nameStart, end: colon)
        }
        let (comparison, comparisonStart) = parseComparison()
        if comparison != .equal, field != .severity {
            throw fault(
                .unsupportedComparison, "only severity can be compared; write \(field.rawValue):value",
                at: comparisonStart, to: position)
        }
        var values: [String] = []
        repeat {
            let value = try parseValue(of: name)
            values.append(try checked(value, for: field))
        } while takeComma()
        if comparison != .equal, values.count > 1 {
            throw fault(
                .unsupportedComparison, "a comparison takes one value, not several", at: comparisonStart, to: position)
        }
        filter.terms.append(
            EventFilter.Term(field: field, comparison: comparison, values: values, isNegated: isNegated))
    }

    private mutating func parseTime(
        _ bound: EventFilter.TimeBound, start: Int, isNegated: Bool
    ) throws(EventFilterError) {
        let value = try parseValue(of: bound.rawValue)
        let name = bound.rawValue
        guard !isNegated else {
            let other: EventFilter.TimeBound = bound == .since ? .until : .since
            throw fault(.notNegatable, "\(name) cannot be negated; use \(other.rawValue)", at: start, to: position)
        }
        guard position == scalars.count || scalars[position].properties.isWhitespace else {
            throw fault(.invalidTime, "\(name) takes one time", at: position)
        }
        guard let moment = FilterTime.moment(value.text, now: now) else {
            throw fault(
                .invalidTime, "this is not a time; write \(FilterTime.forms)", at: value.start, to: value.end)
        }
        guard (bound == .since ? filter.since : filter.until) == nil else {
            throw fault(.givenTwice, "\(name) is given twice", at: start, to: position)
        }
        switch bound {
        case .since: filter.since = moment
        case .until: filter.until = moment
        }
        if let since = filter.since, let until = filter.until, since >= until {
            throw fault(
                .emptyRange, "until must be later than since; no event can be in between", at: start, to: position)
        }
    }

    private mutating func parseComparison() -> (EventFilter.Comparison, start: Int) {
        let start = position
        for comparison in [EventFilter.Comparison.atLeast, .atMost, .greater, .less, .equal] {
            let symbol = Array(comparison.rawValue.unicodeScalars)
            if scalars[position...].starts(with: symbol) {
                position += symbol.count
                return (comparison, start)
            }
        }
        return (.equal, start)
    }

    private mutating func parseValue(of name: String) throws(EventFilterError) -> Value {
        let value: Value
        if position < scalars.count, scalars[position] == "\"" {
            value = try quoted()
        } else {
            value = try bare { $0.properties.isWhitespace || $0 == "," }
        }
        guard !value.text.isEmpty else {
            throw fault(.missingValue, "\(name): needs a value", at: value.start)
        }
        return value
    }

    private mutating func takeComma() -> Bool {
        guard position < scalars.count, scalars[position] == "," else { return false }
        position += 1
        return true
    }

    private mutating func bare(until isEnd: (Unicode.Scalar) -> Bool) throws(EventFilterError) -> Value {
        let start = position
        while position < scalars.count, !isEnd(scalars[position]) {
            if scalars[position] == "\"" {
                throw fault(.strayQuote, "a quote must begin the value; quote all of it", at: position)
            }
            position += 1
        }
        return Value(text: text(scalars[start..<position]), start: start, end: position, isQuoted: false)
    }

    private mutating func quoted() throws(EventFilterError) -> Value {
        let start = position
        position += 1
        var text = String.UnicodeScalarView()
        while position < scalars.count {
            let character = scalars[position]
            position += 1
            if character == "\"" {
                guard position == scalars.count || scalars[position].properties.isWhitespace || scalars[position] == ","
                else {
                    throw fault(.strayQuote, "a blank must follow the closing quote", at: position)
                }
                return Value(text: String(text), start: start, end: position, isQuoted: true)
            }
            if character == "\\", position < scalars.count {
                text.append(scalars[position])
                position += 1
            } else {
                text.append(character)
            }
        }
        throw fault(.unterminatedQuote, "this quote is never closed", at: start)
    }

    private func checked(_ value: Value, for field: EventFilter.Field) throws(EventFilterError) -> String {
        if let words = field.words {
            let word = value.text.lowercased()
            if words.contains(word) { return word }
            if field == .category, value.isQuoted { return value.text }
            let suggestion = Spelling.nearest(to: word, in: words)
            throw fault(
                .unknownValue, "no \(field.rawValue) is called '\(value.text)'; " + Self.advice(suggestion, words),
                at: value.start, to: value.end, suggestion: suggestion)
        }
        switch field {
        case .id, .request:
            let prefix = field == .id ? "audit_" : "req_"
            guard let identifier = Self.identifier(value.text, prefix: prefix) else {
                throw fault(
                    .invalidIdentifier, "this is not an id; it looks like \(prefix)0198c2e4-…", at: value.start,
                    to: value.end)
            }
            return identifier
        case .action:
            let isLowerCase = value.text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F || $0 < 0x40 }
            return isLowerCase && !value.isQuoted ? value.text.uppercased() : value.text
        case .resource where value.text.unicodeScalars.last == "/":
            throw fault(.missingValue, "write resource:type, resource:type/id or resource:/id", at: value.end - 1)
        default:
            return value.text
        }
    }

    private func unknownField(_ name: String, start: Int, end: Int) -> EventFilterError {
        let names = EventFilter.fieldNames
        let suggestion = Spelling.nearest(to: name, in: names)
        let message =
            name.isEmpty
            ? "a field name must stand before ':'"
            : "no field is called '\(name)'; " + Self.advice(suggestion, names) + ", or quote it to search for text"
        return fault(.unknownField, message, at: start, to: max(end, start + 1), suggestion: suggestion)
    }

    private static func advice(_ suggestion: String?, _ words: [String]) -> String {
        if let suggestion { return "did you mean '\(suggestion)'?" }
        return "use one of \(words.joined(separator: ", "))"
    }

    private func fault(
        _ code: EventFilterError.Code, _ message: String, at start: Int, to end: Int? = nil, suggestion: String? = nil
    ) -> EventFilterError {
        let first = column(of: start)
        let last = column(of: max(start, (end ?? start + 1) - 1))
        return EventFilterError(
            code, message, column: first, length: last - first + 1, expression: expression, suggestion: suggestion)
    }

    /// The character, counted from 1, that the code point at `offset` belongs to; one past the end for the end.
    private func column(of offset: Int) -> Int {
        var end = 0
        var column = 0
        for character in expression {
            column += 1
            end += character.unicodeScalars.count
            if offset < end { return column }
        }
        return column + 1
    }

    private func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// The shown form of an id, lower-case with its prefix, from that form or from the bare UUID.
    private static func identifier(_ text: String, prefix: String) -> String? {
        let lowered = text.lowercased()
        let uuid = Array((lowered.hasPrefix(prefix) ? lowered.dropFirst(prefix.count) : lowered[...]).utf8)
        guard uuid.count == 36 else { return nil }
        for (index, byte) in uuid.enumerated() {
            switch index {
            case 8, 13, 18, 23:
                guard byte == 0x2D else { return nil }
            default:
                guard (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) else { return nil }
            }
        }
        return prefix + String(decoding: uuid, as: UTF8.self)
    }
}
