// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The review dialog: the whole matter, scrolled, above what confirms it.
struct ReviewView {
    let state: Console.State
    let review: Review.State
    let theme: Theme

    private var dim: Style { theme.style(.textDim) }

    func draw(on canvas: inout Canvas) {
        let (lines, footer) = parts
        let height = Self.height(of: footer)
        let dialog = DialogArea(in: state, rows: lines.count + height + 1)
        dialog.draw(
            Words.Review.title(review.subject), role: isDangerous ? .dangerTitle : .dialogTitle, in: state,
            theme: theme, on: &canvas)
        let (bodyArea, footArea) = dialog.body.cutBottom(height + 1)
        let top = min(review.scroll, max(0, lines.count - bodyArea.height))
        canvas.draw(lines[top...].prefix(bodyArea.height), in: bodyArea, theme: theme)
        drawRule(y: footArea.minY, body: bodyArea, below: lines.count - top - bodyArea.height, on: &canvas)
        draw(footer, in: footArea.inset(top: 1), on: &canvas)
    }

    /// Whether something governed would be done; a note governs nothing.
    private var isDangerous: Bool { review.isAction && review.subject.statement != .note }

    /// The least rows of what is signed that stand above what confirms it.
    private static let leastBody = 4

    /// The body and what stands below it. Where the words of the foot would leave too little of the body, they become
    /// its first rows.
    var parts: (body: [Line], foot: [Foot]) {
        let body = ReviewLines(state: state, theme: theme, width: DialogArea(in: state).width).lines(of: review)
        let foot = footerLines
        let room = state.contentArea.height - 2 - Self.height(of: foot)
        guard review.phase == .reviewing, room < min(body.count, Self.leastBody) else { return (body, foot) }
        var words: [Line] = []
        var rest: [Foot] = []
        for row in foot {
            switch row {
            case .line(let line): words.append(line)
            case .danger(let text): words.append(Line(text, theme.style(.danger)))
            case .reason, .word, .buttons: rest.append(row)
            }
        }
        return (words + [Line()] + body, rest)
    }

    private static func height(of rows: [Foot]) -> Int {
        rows.reduce(0) { total, row in
            if case .reason(let height) = row { total + height } else { total + 1 }
        }
    }

    /// The line below the body says how much of it is still to be read.
    private func drawRule(y: Int, body: Rect, below: Int, on canvas: inout Canvas) {
        canvas.horizontalHairline(y: y, columns: body.columns, style: theme.style(.dialogHairline))
        guard below > 0 else { return }
        let row = Rect(x: body.x, y: y, width: body.width, height: 1).inset(horizontal: 2)
        canvas.write(" \(Words.Review.more(below)) ", in: row, style: theme.style(.keyName), alignment: .trailing)
    }

    // MARK: Below the body

    /// A row of the dialog's foot.
    enum Foot {
        case line(Line)
        /// What the action does, on the ground that sets it apart.
        case danger(DisplayText)
        /// The reason, on as many rows as it takes.
        case reason(height: Int)
        case word
        case buttons
    }

    private var footerLines: [Foot] {
        switch review.phase {
        case .sending: return [.line(Line(Words.Review.sending, theme.style(.noticeInfo)))]
        case .answered(let result): return answerLines(result).map { .line($0) }
        case .failed(let error): return failureLines(error).map { .line($0) }
        case .reviewing: break
        }
        guard review.isAction else { return readingLines.map { .line($0) } }
        var rows: [Foot] = []
        if review.hasChanged {
            rows.append(.line(Line(Words.Review.changedBanner, theme.style(.noticeError))))
        }
        let width = max(1, DialogArea(in: state).width - 2)
        if let reason = state.offer(of: review).reason {
            let warning: DisplayText =
                state.offer(of: review).canBeAttempted
                ? "! \(Words.Review.refusalAhead) \(reason)" : "✗ \(reason)"
            rows += warning.wrapped(to: width).map { .line(Line($0, theme.style(.noticeWarning))) }
        }
        rows += Words.Review.consequence(review.subject).wrapped(to: width)
            .map { isDangerous ? .danger($0) : .line(Line($0, theme.style(.text))) }
        if review.needsReason {
            let height = review.reason.rowCount(width: reasonWidth, atMost: 4)
            rows.append(.reason(height: height))
        }
        return rows + [.word, .buttons]
    }

    private func draw(_ rows: [Foot], in area: Rect, on canvas: inout Canvas) {
        var rest = area
        for row in rows {
            var height = 1
            if case .reason(let wanted) = row { height = wanted }
            let (top, below) = rest.cutTop(height)
            rest = below
            switch row {
            case .line(let line): canvas.draw([line], in: top, theme: theme)
            case .danger(let text):
                canvas.fill(top, style: theme.style(.danger))
                canvas.draw([Line(text, theme.style(.danger))], in: top, theme: theme)
            case .reason: drawReason(in: top, on: &canvas)
            case .word:
                drawField(
                    Words.Review.confirmLabel(review.expectedWord), review.word, .word, in: top, on: &canvas)
            case .buttons: drawButtons(in: top, on: &canvas)
            }
        }
    }

    private static let reasonLabelWidth = 14
    private var reasonWidth: Int { max(1, DialogArea(in: state).width - Self.reasonLabelWidth - 2) }

    private func drawReason(in area: Rect, on canvas: inout Canvas) {
        canvas.mark(area, as: Click.field, 0)
        let isFocused = review.focus == .reason
        if isFocused { canvas.write("▌", at: area.origin, style: theme.style(.focusBar)) }
        let label = DisplayText(review.subject.statement?.label ?? Words.Form.reasonLabel)
        canvas.write(label, in: area.inset(left: 1).cutTop(1).top, style: theme.style(.fieldLabel))
        canvas.drawWrapped(
            review.reason, in: area.inset(left: Self.reasonLabelWidth + 1, right: 1), isFocused: isFocused,
            theme: theme)
    }

    private func drawField(
        _ label: DisplayText, _ editor: LineEditor, _ focus: Review.Focus, in row: Rect, on canvas: inout Canvas
    ) {
        canvas.mark(row, as: Click.field, 1)
        let isFocused = review.focus == focus
        if isFocused { canvas.write("▌", at: row.origin, style: theme.style(.focusBar)) }
        let width = min(max(label.width + 2, 14), row.width / 2)
        canvas.write(
            label, in: row.inset(left: 1).cutLeft(width - 1).left, style: theme.style(.fieldLabel), truncation: .middle)
        canvas.draw(editor, in: row.inset(left: width + 1, right: 1), isFocused: isFocused, theme: theme)
    }

    private func drawButtons(in row: Rect, on canvas: inout Canvas) {
        let canConfirm =
            review.missingConfirmation == nil && state.offer(of: review).canBeAttempted && !review.hasChanged
        var x = row.x + 1
        x = button(Words.Review.cancel, .cancel, isEnabled: true, at: x, row, on: &canvas)
        x = button(Words.Review.confirmKey(review.subject), .confirm, isEnabled: canConfirm, at: x, row, on: &canvas)
        guard let problem = review.problem else { return }
        canvas.write(
            "✗ \(problem)", in: row.inset(left: x - row.x + 1, right: 1), style: theme.style(.fieldError))
    }

    private func button(
        _ label: DisplayText, _ focus: Review.Focus, isEnabled: Bool, at x: Int, _ row: Rect,
        on canvas: inout Canvas
    ) -> Int {
        let isFocused = review.focus == focus
        let role: Role =
            switch (focus == .confirm, isEnabled, isFocused) {
            case (_, false, _): .buttonDisabled
            case (true, true, true): .dangerButtonFocused
            case (true, true, false): .dangerButton
            case (false, true, true): .buttonFocused
            case (false, true, false): .button
            }
        if isFocused {
            canvas.write("▌", at: Point(x: x - 1, y: row.y), style: theme.style(.focusBar), in: row)
            canvas.cursor = Point(x: x, y: row.y)
        }
        let text: DisplayText = "[ \(label) ]"
        // A click on Cancel leaves; on the other button it only moves the focus: no click confirms what is governed.
        let area = Rect(x: x, y: row.y, width: text.width, height: 1).intersection(row)
        if focus == .cancel { canvas.mark(area, as: Click.cancel) } else { canvas.mark(area, as: Click.field, 2) }
        return canvas.write(text, at: Point(x: x, y: row.y), style: theme.style(role), in: row) + 2
    }

    private func answerLines(_ result: ActionResult) -> [Line] {
        let badge = Badge(result.outcome)
        let width = max(1, DialogArea(in: state).width - 2)
        var head: DisplayText = badge.text
        if !result.code.isEmpty { head += ": \(result.code)" }
        var lines = [Line(head, theme.style(badge.role).adding(.bold))]
        if !result.message.isEmpty {
            lines += DisplayText(result.message).wrapped(to: width).map { Line($0, theme.style(.text)) }
        }
        if let id = result.requestID { lines.append(Line(DisplayText(id), theme.style(.textCode))) }
        if let id = result.eventID { lines.append(Line(Words.Review.recorded(id), theme.style(.textCode))) }
        return lines
    }

    private func failureLines(_ error: GovernanceError) -> [Line] {
        let width = max(1, DialogArea(in: state).width - 2)
        let isUnknown = error.isRetryable
        let title = isUnknown ? Words.Review.unknown : Words.Review.failed
        var lines = [Line("! \(title): \(error.code.rawValue)", theme.style(.outcomeFailed).adding(.bold))]
        lines += DisplayText(error.message).wrapped(to: width).map { Line($0, theme.style(.text)) }
        if isUnknown { lines += Words.Review.unknownEffect.wrapped(to: width).map { Line($0, theme.style(.text)) } }
        return lines
    }

    /// What cannot be done to the request that is being read, with its reason; the footer has what can.
    private var readingLines: [Line] {
        guard let request = review.request else { return [] }
        let width = max(1, DialogArea(in: state).width - 2)
        return state.governedBindings(request).flatMap { binding -> [Line] in
            guard let key = binding.keys.first, let reason = binding.offer.reason else { return [] }
            let text: DisplayText = "\(key.name) \(binding.label): \(reason)"
            return text.wrapped(to: width).map { Line($0, theme.style(.disabled)) }
        }
    }
}

extension Console.State {
    /// How far the body of a review can be scrolled.
    func maximumScroll(of review: Review.State) -> Int {
        max(0, ReviewView(state: self, review: review, theme: .fallback).parts.body.count - 3)
    }
}
