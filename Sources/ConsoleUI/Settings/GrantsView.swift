// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// Who held which role when; for admins the people beside it, and the commands that change them.
struct GrantsView {
    let state: Console.State
    let theme: Theme

    private var dim: Style { theme.style(.textDim) }

    /// Where the people, their history and the commands stand.
    struct Layout {
        /// The title with what the section is about.
        let heading: Rect
        /// Empty for those who see only themselves.
        let people: Rect
        let history: Rect
        let commands: Rect
        let isWide: Bool

        init(state: Console.State, area: Rect) {
            let wraps = Words.Settings.grantsAbout.wrapped(to: max(1, area.width - 2)).count
            let (heading, rest) = area.cutTop(1 + (area.height > 10 ? wraps + 1 : 0))
            let rows = state.grantRows
            let commandRows = state.isAdmin ? Words.Settings.commands(state.grantsPerson).count + 2 : 0
            let (body, commands) = rest.cutBottom(min(commandRows, rest.height / 2))
            self.heading = heading
            self.commands = commands
            isWide = area.width >= 110
            guard !rows.isEmpty else {
                people = Rect(x: body.x, y: body.y, width: body.width, height: 0)
                history = body
                return
            }
            if isWide {
                let (left, right) = body.cutLeft(46)
                people = left
                history = right.inset(left: 1)
            } else {
                let (top, bottom) = body.cutTop(min(rows.count, max(2, body.height / 2)))
                people = top
                history = bottom.inset(top: bottom.height > 3 ? 1 : 0)
            }
        }
    }

    func draw(in area: Rect, on canvas: inout Canvas) {
        let layout = Layout(state: state, area: area)
        drawHeading(in: layout.heading, on: &canvas)
        if !layout.people.isEmpty { drawPeople(in: layout.people, on: &canvas) }
        if layout.isWide, !layout.people.isEmpty {
            canvas.verticalHairline(
                x: layout.history.minX - 1, rows: layout.history.rows, style: theme.style(.hairline))
        }
        drawHistory(in: layout.history, on: &canvas)
        drawCommands(in: layout.commands, on: &canvas)
        if canvas.cursor == nil { canvas.cursor = layout.history.origin }
    }

    private func drawHeading(in area: Rect, on canvas: inout Canvas) {
        var answer = StyledText()
        if state.settings.tenures.value != nil {
            answer = StyledText(Words.Settings.grantCount(state.shownTenures.count), dim)
        }
        var lines = [Line(StyledText(Words.Settings.grantsTitle, theme.style(.title).adding(.bold)), trailing: answer)]
        lines += LabelledLines(theme: theme, width: area.width).paragraph(Words.Settings.grantsAbout)
        canvas.draw(lines, in: area, theme: theme)
    }

    // MARK: People

    private func drawPeople(in area: Rect, on canvas: inout Canvas) {
        let rows = state.grantRows
        let people = state.settings.people.value ?? []
        let focus = state.settings.person.selectedIndex(in: rows)
        var lines = rows.enumerated().map { index, login -> Line in
            guard let person = people.first(where: { $0.login == login }) else {
                return Line(
                    StyledText(Words.Settings.everybody, theme.style(.textStrong)),
                    trailing: StyledText(Words.Settings.peopleCount(people.count), dim), item: index)
            }
            return line(person, item: index)
        }
        if let problem = state.settings.people.problem {
            lines.append(Line("✗ \(problem.message)", theme.style(.noticeError)))
        }
        let top = Scroll.top(of: lines, focus: focus, height: area.height)
        canvas.draw(lines[top...], in: area, focus: .active(item: focus), theme: theme)
    }

    private func line(_ person: Person, item: Int) -> Line {
        let name = DisplayText(person.login)
        let text = name.styled(theme.style(.textStrong), escapes: theme.style(.textEscaped))
        let roles = person.roles.map { DisplayText($0.rawValue) }.joined(separator: ", ")
        let shown = person.isSuspended ? Words.Settings.isSuspended : roles.isEmpty ? Words.Settings.none : roles
        let style = theme.style(person.isSuspended ? .outcomeDenied : .textDim)
        return Line(text, trailing: StyledText(shown, style), item: item)
    }

    // MARK: History

    var historyLines: [Line] {
        let namesPerson = state.isAdmin && state.grantsPerson == nil
        return state.shownTenures.flatMap { lines($0, namesPerson: namesPerson) }
    }

    private func lines(_ tenure: RoleTenure, namesPerson: Bool) -> [Line] {
        let isHeld = tenure.revokedAt == nil
        let title = GovernanceRole(rawValue: tenure.role)?.title ?? tenure.role
        let mark = theme.style(isHeld ? .outcomeSucceeded : .textDim)
        var head = StyledText(isHeld ? "● " : "○ ", mark)
        if namesPerson { head.append("\(DisplayText(tenure.login))  ", theme.style(.textStrong)) }
        head.append(DisplayText(title), theme.style(namesPerson ? .text : .textStrong))
        let until = tenure.revokedAt.map { $0.shortStamp } ?? Words.Settings.held
        let span = StyledText("\(tenure.grantedAt.shortStamp) – \(until)", theme.style(isHeld ? .text : .textDim))
        var lines = [Line(head, trailing: span)]
        lines.append(note(Words.Settings.granted(tenure.grantedBy), tenure.grantReason))
        if let by = tenure.revokedBy { lines.append(note(Words.Settings.revoked(by), tenure.revokeReason)) }
        return lines
    }

    private func note(_ words: DisplayText, _ reason: String?) -> Line {
        var text = StyledText("  \(words)", dim)
        if let reason {
            text.append(" · ", dim)
            text.append(DisplayText(reason).styled(dim, escapes: theme.style(.textEscaped)))
        }
        return Line(text)
    }

    private func drawHistory(in area: Rect, on canvas: inout Canvas) {
        let lines = historyLines
        guard !lines.isEmpty else {
            let tenures = state.settings.tenures
            let words =
                tenures.problem.map { DisplayText("✗ \($0.message)") }
                ?? (tenures.value == nil ? Words.Settings.grantsLoading : Words.Settings.grantsEmpty)
            return canvas.draw(
                LabelledLines(theme: theme, width: area.width).paragraph(words), in: area, theme: theme)
        }
        guard lines.count > area.height, area.height > 1 else { return canvas.draw(lines, in: area, theme: theme) }
        let (page, foot) = area.cutBottom(1)
        let top = min(state.settings.scrolls[.grants] ?? 0, lines.count - page.height)
        canvas.draw(lines[top...], in: page, theme: theme)
        let below = lines.count - top - page.height
        if below > 0 { canvas.draw([Line(Words.Overview.more(below), dim)], in: foot, theme: theme) }
    }

    private func drawCommands(in area: Rect, on canvas: inout Canvas) {
        guard area.height > 1 else { return }
        canvas.horizontalHairline(y: area.minY, columns: area.columns, style: theme.style(.hairline))
        var lines = [Line(Words.Settings.changedBy, dim)]
        lines += Words.Settings.commands(state.grantsPerson).map { Line("  \($0)", theme.style(.textCode)) }
        canvas.draw(lines, in: area.inset(top: 1), theme: theme)
    }
}

extension Timestamp {
    /// `2026-03-08 14:18`
    fileprivate var shortStamp: DisplayText { "\(dateText) \(clockText.prefix(5))" }
}
