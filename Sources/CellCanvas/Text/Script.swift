// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The scripts whose letters pass for letters of another one.
public enum Script: UInt8, Sendable, Hashable, CaseIterable {
    case latin = 1
    case greek
    case cyrillic
    case armenian
    case georgian
    case cherokee
    case coptic
    case lisu
    /// Letters and digits that are styled copies of Latin or Greek ones: mathematical, fullwidth, enclosed.
    case styled

    /// The script of a letter, or nil for whatever passes for nothing else.
    init?(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        if value < 0x80 {
            guard (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value) else { return nil }
            self = .latin
            return
        }
        self.init(rawValue: UInt8(truncatingIfNeeded: UnicodeTables.lookUp(value, in: UnicodeTables.scripts)))
    }
}

/// The look-alike scripts that are mixed within one word of the text, or an empty set.
///
/// A word (letters, digits, marks, `_`) that takes letters from two of these scripts reads like something that it is
/// not (`оperator` with a Cyrillic `о`); so does one letter of `.styled`. Words of different scripts side by side are
/// ordinary, and so are Latin letters beside Han, Kana or Hangul.
public func mixedScripts(of text: String) -> Set<Script> {
    var mixed: Set<Script> = []
    var word: Set<Script> = []
    func endWord() {
        if word.count > 1 || word.contains(.styled) { mixed.formUnion(word) }
        word.removeAll()
    }
    for scalar in text.unicodeScalars {
        if let script = Script(scalar) {
            word.insert(script)
        } else if !scalar.continuesWord {
            endWord()
        }
    }
    endWord()
    return mixed
}

extension Unicode.Scalar {
    /// Digits, `_`, and everything invisible: a format character must not hide a mixture by splitting the word.
    fileprivate var continuesWord: Bool {
        if self == "_" || ("0"..."9").contains(self) { return true }
        guard value >= 0x80 else { return false }
        switch properties.generalCategory {
        case .format, .nonspacingMark, .enclosingMark, .spacingMark, .otherLetter, .decimalNumber: return true
        default: return properties.isDefaultIgnorableCodePoint
        }
    }
}
