// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The five local services, each with its state, message, latency, address and when it was asked.
struct SourcesView {
    let state: Console.State
    let theme: Theme

    func draw(in area: Rect, on canvas: inout Canvas) {
        let sources = state.sources
        let dim = theme.style(.textDim)
        let badge = Badge(sources.overall)
        var answer = StyledText()
        if sources.token != nil { answer.append("\(Words.Sources.probing)   ", dim) }
        let overall: DisplayText = sources.coverage.map { "\(badge.glyph) \(Words.Sources.live($0))" } ?? badge.text
        answer.append(overall, theme.style(badge.role))
        var panel = Panel(title: Words.Sources.title, answer: answer, about: Words.Overview.coverageAbout)
        let room = area.height - 4
        panel.items = sources.definitions.enumerated().map { index, definition in
            let lines = lines(definition, item: index, width: area.width)
            return lines + (room > (lines.count + 1) * sources.definitions.count ? [Line()] : [])
        }
        let note = Words.Sources.noEffect.wrapped(to: max(1, area.width - 2))
        let (top, bottom) = area.cutBottom(note.count)
        panel.draw(in: top, focus: sources.selection, isActive: true, theme: theme, on: &canvas)
        canvas.draw(note.map { Line($0, dim) }, in: bottom, theme: theme)
    }

    private func lines(_ definition: SourceDefinition, item: Int, width: Int) -> [Line] {
        let status = state.sources.statuses[definition.name]
        let source = SourceLines(definition: definition, status: status, theme: theme)
        let dim = theme.style(.textDim)
        guard width >= 100 else { return source.summary(item: item, width: width) }
        let badge = Badge(status?.state)
        var text = StyledText("\(badge.glyph) ", theme.style(badge.role))
        text.append(DisplayText(definition.name).fitted(to: 22, truncation: .middle), theme.style(.textStrong))
        text.append(badge.word.fitted(to: 10), theme.style(badge.role))
        text.append(source.latency.padded(to: 16, alignment: .trailing), theme.style(.text))
        text.append("   \(DisplayText(definition.url).fitted(to: 30, truncation: .middle))", dim)
        let checked = status.map { Words.Sources.checked($0.checkedAt, now: state.now) } ?? ""
        return [
            Line(text, trailing: StyledText(checked, dim), item: item),
            Line(StyledText("  \(source.message)", dim), item: item),
            Line(
                SourceHistoryLine(
                    state.sources.histories[definition.name], status, theme, isPlain: state.conventions.isPlain
                )
                .text(now: state.now),
                item: item),
        ]
    }
}
