// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension DisplayText {
    /// The text in lines of at most `width` columns, broken at spaces, and inside of words that are longer.
    ///
    /// The spaces at which a line breaks are left out. Nothing is lost otherwise: a character wider than `width` gets
    /// a line of its own. A width below 1 counts as 1.
    public func wrapped(to width: Int) -> [DisplayText] {
        let width = max(1, width)
        guard self.width > width else { return [self] }
        var breaker = LineBreaker(width: width, isASCII: isASCII)
        for character in string {
            if Self.width(of: character) <= width {
                breaker.append(character)
            } else {
                // A syllable of several columns (Indic conjuncts) in a narrower line: by its letters.
                DisplayText(sanitized: String(character), width: width, isASCII: false).forEachCluster {
                    for part in $0.text { breaker.append(part) }
                    return true
                }
            }
        }
        return breaker.finish()
    }

    /// Several paragraphs wrapped one after the other, as `lines(of:)` gives them.
    public static func wrapped(_ lines: [DisplayText], to width: Int) -> [DisplayText] {
        lines.flatMap { $0.wrapped(to: width) }
    }
}

private struct LineBreaker {
    let width: Int
    let isASCII: Bool
    private var lines: [DisplayText] = []
    private var line = ""
    private var lineWidth = 0
    /// Spaces after the line's last word, dropped if the line breaks there.
    private var gap = 0
    private var word = ""
    private var wordWidth = 0

    init(width: Int, isASCII: Bool) {
        self.width = width
        self.isASCII = isASCII
    }

    mutating func append(_ character: Character) {
        if character == " " {
            takeWord()
            gap += 1
            return
        }
        let characterWidth = DisplayText.width(of: character)
        if wordWidth > 0, wordWidth + characterWidth > width {
            takeWord()
            breakLine()
        }
        word.append(character)
        wordWidth += characterWidth
        // Between ideographs a line may break anywhere.
        if characterWidth == 2 { takeWord() }
    }

    mutating func finish() -> [DisplayText] {
        takeWord()
        if !line.isEmpty || lines.isEmpty { breakLine() }
        return lines
    }

    private mutating func takeWord() {
        guard !word.isEmpty else { return }
        if lineWidth + gap + wordWidth > width, lineWidth > 0 || gap > 0 { breakLine() }
        line += String(repeating: " ", count: gap) + word
        lineWidth += gap + wordWidth
        gap = 0
        word = ""
        wordWidth = 0
    }

    private mutating func breakLine() {
        if !line.isEmpty {
            lines.append(DisplayText(sanitized: line, width: lineWidth, isASCII: isASCII))
        }
        line = ""
        lineWidth = 0
        gap = 0
    }
}
