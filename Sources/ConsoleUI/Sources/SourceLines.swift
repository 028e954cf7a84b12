// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// A source as rows of a list.
struct SourceLines {
    let definition: SourceDefinition
    /// nil before the first probe came back.
    let status: SourceStatus?
    let theme: Theme

    /// Name and state, below them the message and the address.
    func summary(item: Int, width: Int) -> [Line] {
        let badge = Badge(status?.state)
        var head = StyledText("\(badge.glyph) ", theme.style(badge.role))
        head.append(DisplayText(definition.name), theme.style(.textStrong))
        var trailing = StyledText("\(badge.word)", theme.style(badge.role))
        trailing.append("  ", theme.style(.textDim))
        trailing.append(latency.padded(to: 7, alignment: .trailing), theme.style(.textDim))
        if status?.latency == nil {
            trailing = StyledText(badge.word, theme.style(badge.role))
            trailing.append("  \(Words.Sources.unknownLatency)", theme.style(.textDim))
        }
        let dim = theme.style(.textDim)
        let message = StyledText("  \(message)", dim)
        return [
            Line(head, trailing: trailing, item: item),
            Line(message, trailing: StyledText(shortURL(room: width - message.width - 5), dim), item: item),
        ]
    }

    var latency: DisplayText {
        status?.latency.map { Words.Sources.latency($0) } ?? Words.Sources.unknownLatency
    }

    var message: DisplayText {
        status.map { DisplayText($0.message) } ?? Words.Sources.awaitingMessage
    }

    /// The address, without its scheme where that does not fit.
    private func shortURL(room: Int) -> DisplayText {
        let url = definition.url
        let short = url.hasPrefix("http://") ? String(url.dropFirst(7)) : url
        return url.count <= room ? DisplayText(url) : DisplayText(short)
    }
}
