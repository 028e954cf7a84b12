// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas

/// A line of text with a caret: every place where a person types.
///
/// The text is kept as typed; it becomes display text only when it is drawn.
struct LineEditor: Sendable, Equatable {
    /// The most characters taken; longer input is cut.
    static let limit = 4_000

    private(set) var characters: [Character] = []
    /// Characters before the caret.
    private(set) var caret = 0

    init(_ text: String = "") {
        characters = Array(text.prefix(Self.limit))
        caret = characters.count
    }

    init(_ text: String, caret: Int) {
        self.init(text)
        self.caret = min(max(0, caret), characters.count)
    }

    var text: String { String(characters) }
    var isEmpty: Bool { characters.isEmpty }
    var textBeforeCaret: String { String(characters[..<caret]) }
    var textAfterCaret: String { String(characters[caret...]) }

    /// Takes text in at the caret; line breaks and tabs become spaces, other controls are left out.
    mutating func insert(_ text: String) {
        var inserted: [Character] = []
        for character in text where characters.count + inserted.count < Self.limit {
            if character.isNewline || character == "\t" {
                inserted.append(" ")
            } else if !Self.isControl(character) {
                inserted.append(character)
            }
        }
        characters.insert(contentsOf: inserted, at: caret)
        caret += inserted.count
    }

    mutating func replace(with text: String) {
        self = LineEditor(text)
    }

    /// Whether the key edits text; then it was carried out.
    mutating func handle(_ event: KeyEvent) -> Bool {
        if let character = event.typed {
            insert(String(character))
            return true
        }
        switch event {
        case .control("a"): caret = 0
        case .control("e"): caret = characters.count
        case .control("u"): deleteToStart()
        case .control("k"): characters.removeSubrange(caret...)
        case .control("w"): deleteWord()
        default: return handleEditingKey(event.key)
        }
        return true
    }

    private mutating func handleEditingKey(_ key: KeyEvent.Key) -> Bool {
        switch key {
        case .backspace: deleteBackward()
        case .delete: if caret < characters.count { characters.remove(at: caret) }
        case .left: caret = max(0, caret - 1)
        case .right: caret = min(characters.count, caret + 1)
        case .home: caret = 0
        case .end: caret = characters.count
        default: return false
        }
        return true
    }

    private mutating func deleteBackward() {
        guard caret > 0 else { return }
        caret -= 1
        characters.remove(at: caret)
    }

    private mutating func deleteToStart() {
        characters.removeSubrange(..<caret)
        caret = 0
    }

    private mutating func deleteWord() {
        while caret > 0, characters[caret - 1] == " " { deleteBackward() }
        while caret > 0, characters[caret - 1] != " " { deleteBackward() }
    }

    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
