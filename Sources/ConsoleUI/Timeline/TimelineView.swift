// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

struct TimelineView {
    let state: Console.State
    let theme: Theme

    private var timeline: Timeline.State { state.timeline }
    private var dim: Style { theme.style(.textDim) }

    func draw(in area: Rect, on canvas: inout Canvas) {
        let layout = Timeline.Layout(state: state)
        drawHeading(in: layout.heading, on: &canvas)
        if !layout.activity.isEmpty { ActivityView(state: state, theme: theme).draw(in: layout.activity, on: &canvas) }
        var columns = EventColumns(width: layout.list.width, theme: theme)
        columns.zone = state.now.zoneText
        canvas.draw([Line(columns.heads)], in: layout.columns, theme: theme)
        drawList(in: layout.list, columns: columns, on: &canvas)
        drawStatus(in: layout.status, columns: columns, on: &canvas)
        if let prompt = timeline.prompt { draw(prompt, in: layout.prompt, on: &canvas) }
        if !layout.detail.isEmpty { drawDetail(in: layout.detail, on: &canvas) }
    }

    private func drawHeading(in row: Rect, on canvas: inout Canvas) {
        var text = StyledText(Words.Timeline.title, theme.style(.title).adding(.bold))
        let terms = Timeline.terms(in: timeline.filterText)
        func add(_ term: String, _ style: Style, as place: Int) {
            let word = DisplayText(term)
            canvas.mark(
                Rect(x: row.x + 1 + text.width, y: row.y, width: word.width, height: 1).intersection(row),
                as: Click.term, place)
            text.append(word, style)
        }
        if !terms.isEmpty {
            text.append("   ", dim)
            text.append(Words.Timeline.filterLabel, theme.style(.match))
            for (index, term) in terms.enumerated() {
                if index > 0 { text.append(" ", theme.style(.match)) }
                add(term, theme.style(.match), as: index)
            }
        }
        if !timeline.termsOff.isEmpty {
            text.append("   \(Words.Timeline.off)", dim)
            for (index, term) in timeline.termsOff.enumerated() {
                if index > 0 { text.append(" ", dim) }
                add(term, dim, as: -1 - index)
            }
        }
        var trailing = StyledText()
        if !timeline.marks.isEmpty {
            trailing.append(Words.Marks.marked(timeline.marks.count), theme.style(.mark).adding(.bold))
            trailing.append("   ", dim)
        }
        if timeline.newCount > 0 {
            trailing.append(Words.Timeline.new(timeline.newCount), theme.style(.fresh).adding(.bold))
            trailing.append("   ", dim)
        }
        let isFollowing = state.isReaderAtHead && state.isLive
        trailing.append(
            isFollowing ? Words.Timeline.following : Words.Timeline.notFollowing,
            theme.style(isFollowing ? .stateLive : .textDim))
        canvas.draw([Line(text, trailing: trailing)], in: row, theme: theme)
    }

    private func drawList(in rect: Rect, columns: EventColumns, on canvas: inout Canvas) {
        let events = timeline.window.events
        guard !events.isEmpty else {
            canvas.draw(emptyLines(width: rect.width), in: rect.inset(top: rect.height > 2 ? 1 : 0), theme: theme)
            return
        }
        let ids = timeline.window.ids
        let top = timeline.reader.topIndex(in: ids, height: rect.height)
        let focus = timeline.reader.selectedIndex(in: ids)
        let lines = events[top..<min(events.count, top + rect.height)].enumerated().map { offset, event in
            Line(columns.row(event, now: state.now, mark: mark(of: event.id)), item: top + offset)
        }
        let hasKeyboard = timeline.prompt == nil && state.dialogs.isEmpty
        canvas.draw(
            lines, in: rect, focus: hasKeyboard ? .active(item: focus) : .inactive(item: focus), theme: theme)
    }

    private func mark(of id: String) -> EventColumns.Mark? {
        if timeline.marks.contains(id) { return .marked }
        return timeline.marks.anchor == id ? .rangeBegin : nil
    }

    private func emptyLines(width: Int) -> [Line] {
        let text: DisplayText
        if let problem = timeline.problem {
            text = "✗ \(problem.message)"
        } else if timeline.isSearchStopped, timeline.load == nil {
            text = Words.Timeline.stopped
        } else if timeline.load != nil || timeline.loadedAt == nil {
            text = Words.Timeline.loading
        } else if let searched = timeline.window.searchedTo {
            text = Words.Timeline.searched(searched)
        } else {
            text = timeline.filter.isEmpty ? Words.Timeline.empty : Words.Timeline.noMatch
        }
        return text.wrapped(to: max(1, width - 2)).map { Line($0, dim) }
    }

    /// What is happening below the rows: a page on its way, a slow search, the end of the trail.
    private func drawStatus(in row: Rect, columns: EventColumns, on canvas: inout Canvas) {
        var text = StyledText()
        let window = timeline.window
        if let export = state.export {
            let words =
                export.isStopping ? Words.Export.stopping : Words.Export.writing(export.path, export.count)
            text.append(words, theme.style(.noticeInfo))
        } else if case .seek(let seek)? = timeline.load?.purpose {
            text.append(Words.Jump.looking(seek.searchedTo), theme.style(.noticeInfo))
        } else if let problem = timeline.problem, !window.isEmpty {
            text.append("✗ \(problem.message)", theme.style(.noticeError))
        } else if let searched = window.searchedTo {
            text.append(Words.Timeline.searched(searched), theme.style(.noticeInfo))
        } else if timeline.load?.purpose == .replace || (timeline.load?.purpose == .older && isAtBottom) {
            text.append(Words.Timeline.loading, dim)
        } else if !window.hasOlder, isAtBottom, !window.isEmpty {
            text.append(Words.Timeline.beginning, dim)
        }
        var legend = StyledText()
        if !columns.hasOrigin, shownEvents.contains(where: \.isClaim) {
            legend.append(Words.Timeline.claimMark, columns.claimStyle)
            legend.append(" \(Words.Timeline.claimLegend)", dim)
        }
        canvas.draw([Line(text, trailing: legend)], in: row, theme: theme)
    }

    private var shownEvents: ArraySlice<AuditEvent> {
        let events = timeline.window.events
        let height = Timeline.Layout(state: state).list.height
        let top = timeline.reader.topIndex(in: timeline.window.ids, height: height)
        return events.dropFirst(top).prefix(height)
    }

    private var isAtBottom: Bool {
        let ids = timeline.window.ids
        let height = Timeline.Layout(state: state).list.height
        return timeline.reader.topIndex(in: ids, height: height) + height >= ids.count
    }

    // MARK: The filter line

    private func draw(_ prompt: Timeline.FilterPrompt, in rect: Rect, on canvas: inout Canvas) {
        canvas.fill(rect, style: theme.style(.dialog))
        let (field, below) = rect.cutTop(1)
        let (fault, help) = below.cutTop(1)
        let label: DisplayText = " / "
        canvas.write(label, in: field, style: theme.style(.keyName))
        let input = field.inset(left: label.width, right: 1)
        let shift = canvas.draw(prompt.editor, in: input, isFocused: true, theme: theme)
        guard let problem = prompt.problem else {
            drawCompletion(of: prompt, in: fault.inset(left: label.width), on: &canvas)
            return
        }
        // The caret stands below the fault, wherever wide or escaped characters have moved it.
        let characters = Array(prompt.editor.text)
        let start = DisplayText(String(characters.prefix(max(0, problem.column - 1)))).width - shift
        let carets = DisplayText.repeating("^", count: problem.length)
        canvas.write(
            carets, at: Point(x: input.minX + max(0, start), y: fault.y), style: theme.style(.fieldError), in: fault)
        canvas.write(
            lines: prompt.explanation(width: help.width), in: help.inset(left: 1), style: theme.style(.fieldError))
    }

    /// What could be typed at the caret, in one row; the one that stands there now is marked.
    private func drawCompletion(of prompt: Timeline.FilterPrompt, in row: Rect, on canvas: inout Canvas) {
        let candidates = state.completion(of: prompt).candidates
        guard !candidates.isEmpty, !(prompt.editor.isEmpty && prompt.candidate == nil) else {
            return canvas.write(Words.Timeline.filterHelp, in: row, style: dim)
        }
        var first = 0
        if let chosen = prompt.candidate {
            // as many as fit before and with the chosen one
            var width = 0
            first = chosen
            while first > 0 {
                width += DisplayText(candidates[first - 1]).width + 2
                guard width + DisplayText(candidates[chosen]).width + 4 <= row.width else { break }
                first -= 1
            }
        }
        var x = row.minX
        for (index, candidate) in candidates.enumerated().dropFirst(first) {
            let text = DisplayText(candidate).truncated(to: max(8, row.width / 2), at: .middle)
            let isLast = index == candidates.count - 1
            guard x + text.width + (isLast ? 0 : 3) <= row.maxX else {
                canvas.write("…", at: Point(x: x, y: row.y), style: dim, in: row)
                return
            }
            let style = index == prompt.candidate ? theme.style(.selection).adding(.bold) : theme.style(.textCode)
            x = canvas.write(text, at: Point(x: x, y: row.y), style: style, in: row) + 2
        }
    }

    // MARK: The pane at the right

    private func drawDetail(in rect: Rect, on canvas: inout Canvas) {
        canvas.verticalHairline(x: rect.minX, rows: (rect.minY - 1)..<rect.maxY, style: theme.style(.hairline))
        guard let event = timeline.selected else { return }
        let inner = rect.inset(left: 2, right: 1)
        let fields = EventFields(event: event, now: state.now, theme: theme)
        let lines = fields.lines(width: inner.width)
        canvas.draw(lines.prefix(inner.height), in: inner, theme: theme)
        if lines.count > inner.height {
            let last = inner.cutBottom(1).bottom
            canvas.fill(last, style: theme.style(.surface))
            canvas.draw(
                [Line(Words.Overview.more(lines.count - inner.height + 1), dim)], in: last, theme: theme)
        }
    }
}
