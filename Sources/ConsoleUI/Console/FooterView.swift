// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The keys that matter here, and how far the trail is sealed.
struct FooterView {
    let state: Console.State
    let theme: Theme

    func draw(on canvas: inout Canvas) {
        let row = canvas.bounds.cutBottom(1).bottom
        canvas.fill(row, style: theme.style(.footer))
        var right = StyledText()
        if let status = state.trailStatus.value {
            if state.attemptsWithoutRecord > 0 {
                right.append(
                    "\(Words.Footer.unrecorded(state.attemptsWithoutRecord))  ", theme.style(.noticeWarning))
            }
            right.append(Words.Footer.sealed(status.sealedHead), theme.style(.footer))
        }
        right = right.truncated(to: max(0, row.width / 2))
        canvas.write(right, in: row.inset(horizontal: 1), alignment: .trailing)
        let left = row.inset(left: 1, right: right.width + 2)
        var x = left.minX
        for (index, hint) in state.dialogHints.enumerated() {
            var text = StyledText(hint.key, theme.style(.keyName))
            text.append(" \(hint.label)", theme.style(.footer))
            guard x + text.width <= left.maxX else { break }
            canvas.mark(Rect(x: x, y: row.y, width: text.width, height: 1), as: Click.dialogHint, index)
            x = canvas.write(text, at: Point(x: x, y: row.y), in: left) + 3
        }
        guard state.dialogs.isEmpty, state.timeline.prompt == nil || state.tab != .timeline else { return }
        for (index, binding) in state.bindings.enumerated() where binding.isHint {
            guard let key = binding.keys.first else { continue }
            let text = hint(key.name, binding, room: left.maxX - x)
            guard x + text.width <= left.maxX else { continue }
            canvas.mark(Rect(x: x, y: row.y, width: text.width, height: 1), as: Click.binding, index)
            x = canvas.write(text, at: Point(x: x, y: row.y), in: left) + 3
        }
    }

    /// `s Sign`, or dim with the reason where there is room for it.
    private func hint(_ key: DisplayText, _ binding: Console.Binding, room: Int) -> StyledText {
        guard let reason = binding.offer.reason else {
            var text = StyledText(key, theme.style(.keyName))
            text.append(" \(binding.label)", theme.style(.footer))
            return text
        }
        let short: DisplayText = "\(key) \(binding.label)"
        let whole: DisplayText = "\(short), \(reason)"
        return StyledText(whole.width <= min(room, 48) ? whole : short, theme.style(.disabled))
    }
}
