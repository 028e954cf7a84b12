// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

extension Badge {
    init(_ state: PackageState) {
        let word = DisplayText(state.word)
        switch state {
        case .draft: self.init("○", word, .requestOpen)
        case .inReview: self.init("◐", word, .requestWaiting)
        case .ready: self.init("✓", word, .outcomeSucceeded)
        case .blocked: self.init("✗", word, .outcomeDenied)
        case .deployed: self.init("●", word, .stateLive)
        case .rolledBack: self.init("←", word, .stateDegraded)
        case .retiring: self.init("◌", word, .requestWaiting)
        case .retired: self.init("×", word, .requestClosed)
        }
    }
}

/// The life of a package as a drawing: the states in their order, the present one with its glyph and `now`.
struct LifecycleLines {
    /// nil before it is known.
    let present: PackageState?
    let theme: Theme
    /// Whether words stand for the lines of the drawing.
    var isPlain = false

    private static let chain: [PackageState] = [.draft, .inReview, .ready, .deployed, .retiring, .retired]
    /// Where the side states branch off the chain.
    private static let branches: [(from: PackageState, to: PackageState)] = [
        (.ready, .blocked), (.deployed, .rolledBack),
    ]

    func lines(width: Int) -> [Line] {
        let room = max(1, width - 2)
        guard !isPlain else { return plainLines }
        // Arrows as long as they may be, then in two rows.
        for arrow: DisplayText in [" ──→ ", " → "] {
            let (text, starts) = row(Self.chain, arrow: arrow)
            guard text.width <= room else { continue }
            return [Line(text), Line(branchRow(starts))]
        }
        let (first, starts) = row(Array(Self.chain.prefix(4)), arrow: " → ")
        var rest = StyledText("→ ", theme.style(.hairline))
        rest.append(row(Array(Self.chain.suffix(2)), arrow: " → ").text)
        return [Line(first), Line(branchRow(starts)), Line(rest)]
    }

    private var plainLines: [Line] {
        let (text, _) = row(Self.chain, arrow: Words.Packages.then)
        return [Line(text)]
            + Self.branches.map { branch in
                var text = StyledText(Words.Packages.branch(DisplayText(branch.from.word)), theme.style(.textDim))
                text.append(node(branch.to))
                return Line(text)
            }
    }

    private func row(_ states: [PackageState], arrow: DisplayText) -> (text: StyledText, starts: [PackageState: Int]) {
        var text = StyledText()
        var starts: [PackageState: Int] = [:]
        for (index, state) in states.enumerated() {
            if index > 0 { text.append(arrow, theme.style(.hairline)) }
            starts[state] = text.width
            text.append(node(state))
        }
        return (text, starts)
    }

    private func branchRow(_ starts: [PackageState: Int]) -> StyledText {
        var text = StyledText()
        for branch in Self.branches {
            guard let start = starts[branch.from] else { continue }
            text.append(DisplayText.repeating(" ", count: max(1, start - text.width)), theme.style(.text))
            text.append("└→ ", theme.style(.hairline))
            text.append(node(branch.to))
        }
        return text
    }

    private func node(_ state: PackageState) -> StyledText {
        guard state == present else { return StyledText("· \(DisplayText(state.word))", theme.style(.textDim)) }
        let badge = Badge(state)
        var text = StyledText("[\(badge.text)]", theme.style(badge.role).adding(.bold))
        text.append(" \(Words.Packages.now)", theme.style(.textStrong))
        return text
    }
}
