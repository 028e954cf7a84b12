// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// A source's last hour on one row: its latencies as bars and in numbers, when it was live, how often in a row it was not.
struct SourceHistoryLine {
    let history: SourceHistory?
    let status: SourceStatus?
    let theme: Theme
    /// Whether it is read aloud: then there are no bars.
    let isPlain: Bool

    /// Probes that are drawn: the last twelve minutes at one every half minute.
    static let bars = 24
    private static let levels: [Character] = Array("▁▂▃▄▅▆▇█")

    init(_ history: SourceHistory?, _ status: SourceStatus?, _ theme: Theme, isPlain: Bool) {
        self.history = history
        self.status = status
        self.theme = theme
        self.isPlain = isPlain
    }

    func text(now: Timestamp) -> StyledText {
        let dim = theme.style(.textDim)
        guard let history else { return StyledText() }
        var text = StyledText(isPlain ? "" : "  \(sparkline(history))", theme.style(.text))
        if let half = history.latency(percentile: 0.5), let most = history.latency(percentile: 0.95) {
            text.append("  \(Words.Sources.percentiles(half, most))", theme.style(.text))
        }
        if status?.state != .live {
            let last = history.lastSuccess.map { Words.Sources.lastLive($0, now: now) }
            text.append("  \(last ?? Words.Sources.neverLive)", dim)
        }
        if history.consecutiveFailures > 0 {
            text.append("  \(Words.Sources.failures(history.consecutiveFailures))", theme.style(.stateStale))
        }
        if let version = status?.version {
            text.append("  \(Words.Sources.version(DisplayText(version)))", dim)
        }
        return text
    }

    /// A bar for each probe, as high as its latency beside the longest of them; a dot where none was answered.
    private func sparkline(_ history: SourceHistory) -> DisplayText {
        let latencies = history.recentLatencies(Self.bars)
        let longest = latencies.compactMap { $0 }.max() ?? .zero
        let characters = latencies.map { latency -> Character in
            guard let latency else { return "·" }
            guard longest > .zero else { return Self.levels[0] }
            let step = Int(latency / longest * Double(Self.levels.count))
            return Self.levels[min(max(step, 0), Self.levels.count - 1)]
        }
        return DisplayText(String(characters))
    }
}
