// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// Every meaning that the screens show, drawn once: what a theme has to keep apart.
struct ThemeSpecimen {
    let theme: Theme

    func draw(in area: Rect, on canvas: inout Canvas) {
        var lines = [Line(Words.Settings.specimen, theme.style(.title).adding(.bold)), Line()]
        lines += groups.map { line($0, width: area.width) }
        lines += [Line(), selected, Line()]
        canvas.draw(lines, in: area, focus: .inactive(item: 0), theme: theme)
        let below = area.inset(top: lines.count)
        drawBanners(in: below, on: &canvas)
    }

    private var groups: [[(DisplayText, Role)]] {
        let severities = Severity.allCases.map { Badge($0) }
        let states = SourceStatus.State.allCases.map { Badge($0) } + [Badge(nil as SourceStatus.State?)]
        let outcomes = EventOutcome.allCases.map { Badge($0) }
        return [severities, states, outcomes].map { badges in badges.map { ($0.text, $0.role) } } + [
            [("text", .text), ("dim", .textDim), ("strong", .textStrong), ("audit_0198", .textCode)],
            [("<U+202E>", .textEscaped), ("⚠ mixes scripts", .textSuspicious), ("match", .match), ("new", .fresh)],
            [("chip", .chip), ("warning", .chipWarning), (" danger ", .chipDanger), ("reported", .chipReported)],
            [
                ("  field  ", .field), ("  focused  ", .fieldFocused), (" Cancel ", .button),
                (" Review ", .buttonFocused),
            ],
            [("old", .changeOld), ("→", .textDim), ("new", .changeNew), (" Sign ", .dangerButtonFocused)],
        ]
    }

    private func line(_ parts: [(DisplayText, Role)], width: Int) -> Line {
        var text = StyledText()
        for (index, part) in parts.enumerated() {
            if index > 0 { text.append("  ", theme.style(.text)) }
            text.append(part.0, theme.style(part.1))
        }
        return Line(text)
    }

    private var selected: Line {
        var text = StyledText("selected row  ", theme.style(.textStrong))
        text.append("▲ high  ", theme.style(.severityHigh))
        text.append("metadata", theme.style(.textDim))
        return Line(text, item: 0)
    }

    private func drawBanners(in area: Rect, on canvas: inout Canvas) {
        let banners: [(DisplayText, Role)] = [
            (Words.Banner.governed, .bannerGoverned), (Words.Banner.readOnly, .bannerReadOnly),
            ("PRODUCTION", .bannerProduction), ("! Stale since 14:18:09 UTC", .bannerFallback),
        ]
        var rest = area.inset(horizontal: 1)
        for (words, role) in banners {
            let (row, below) = rest.cutTop(1)
            guard !row.isEmpty else { return }
            canvas.fill(row, style: theme.style(role))
            canvas.write(words, in: row.inset(horizontal: 1), style: theme.style(role))
            rest = below
        }
    }
}
