// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// How much a panel says of each entry.
enum PanelDetail: Int, Sendable, Comparable, CaseIterable {
    /// One row each, and nothing about the panel itself.
    case titles
    /// The title and the beginning of what it means.
    case brief
    /// The title and what it means; evidence on one row.
    case detail
    /// Every word.
    case whole

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    var longer: PanelDetail? { PanelDetail(rawValue: rawValue + 1) }
}

/// A numbered entry of a panel: what, how, and what follows from it.
struct NoteLines {
    let words: PanelNote
    let theme: Theme
    /// More evidence below the words, shown where every word is.
    var evidence: [DisplayText] = []

    func lines(number: Int, item: Int, width: Int, detail: PanelDetail) -> [Line] {
        let indent: DisplayText = "    "
        let room = max(8, width - 2 - indent.width)
        let escapes = theme.style(.textEscaped)
        var head = StyledText(
            number < 10 ? "0\(number)  " : "\(number)  ", theme.style(.textDim))
        let title = DisplayText(words.title).truncated(to: room, at: .middle)
        head.append(title.styled(theme.style(.textStrong), escapes: escapes))
        var lines = [Line(head, item: item)]
        func add(_ part: DisplayText, _ style: Style) {
            var text = StyledText(indent, style)
            text.append(part.styled(style, escapes: escapes))
            lines.append(Line(text, item: item))
        }
        switch detail {
        case .titles: break
        case .brief: add(DisplayText(words.detail).truncated(to: room), theme.style(.textDim))
        case .detail:
            for part in DisplayText(words.detail).wrapped(to: room) { add(part, theme.style(.textDim)) }
            guard !evidence.isEmpty else { break }
            add(evidence.joined(separator: " · ").truncated(to: room), theme.style(.textCode))
        case .whole:
            for part in DisplayText(words.detail).wrapped(to: room) { add(part, theme.style(.text)) }
            for part in DisplayText(words.note).wrapped(to: room) { add(part, theme.style(.textDim)) }
            for part in DisplayText.wrapped(evidence, to: room) { add(part, theme.style(.textCode)) }
        }
        return lines
    }
}
