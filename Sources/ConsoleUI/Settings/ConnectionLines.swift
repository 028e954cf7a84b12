// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The database, the trail and the sources that this console was configured with.
struct ConnectionLines {
    let state: Console.State
    let theme: Theme

    private typealias Text = Words.Connection

    func lines(width: Int) -> [Line] {
        let rows = LabelledLines(theme: theme, width: width)
        return rows.title(Text.title, about: Text.about) + [Line()] + database(rows) + [Line()] + trail(rows) + [Line()]
            + sources(rows)
    }

    private func database(_ rows: LabelledLines) -> [Line] {
        var lines: [Line] = []
        switch state.store {
        case .connecting: lines += rows.field(Text.state, Text.connecting, .stateUnknown)
        case .lost(let since, let reason):
            lines += rows.field(Text.state, Text.lost(since, now: state.now, reason: reason), .stateStale)
        case .live: lines += rows.field(Text.state, Text.answers, .stateLive)
        }
        lines += rows.field(Text.environment, state.environment.map { DisplayText($0) } ?? Text.asking, .textStrong)
        if case .live(let facts) = state.store {
            lines += rows.field(Text.server, DisplayText(facts.serverVersion))
            lines += rows.field(Text.schema, Text.version(facts.schemaVersion))
            lines += rows.field(
                Text.writes, facts.isReadOnly ? Text.refused : Text.taken,
                facts.isReadOnly ? .stateStale : .outcomeSucceeded)
        }
        guard let facts = state.settings.connection.value else {
            let problem = state.settings.connection.problem.map { DisplayText("✗ \($0.message)") }
            return lines + rows.field(Text.database, problem ?? Text.asking)
        }
        lines += rows.field(Text.database, DisplayText(facts.database))
        lines += rows.field(Text.login, "\(facts.login)  \(Words.Feed.method(facts.authMethod))")
        lines += rows.field(Text.host, facts.serverAddress.map { DisplayText($0) } ?? Text.socket)
        lines += rows.field(Text.encryption, facts.encryption.map { DisplayText($0) } ?? Text.notEncrypted)
        if let identifier = facts.systemIdentifier { lines += rows.field(Text.cluster, DisplayText(identifier)) }
        return lines + rows.field(Text.address, DisplayText(facts.url), .textCode)
    }

    private func trail(_ rows: LabelledLines) -> [Line] {
        var lines = rows.title(Text.trail)
        guard let status = state.trailStatus.value else { return lines + rows.field(Text.sealed, Text.asking) }
        let lost = status.attemptsWithoutRecord
        lines += rows.field(Text.sealed, Text.sealedTo(status.sealedHead))
        lines += rows.field(
            Text.unrecorded, Text.attempts(lost), lost == 0 ? .outcomeSucceeded : .noticeWarning)
        return lines + rows.field("", Text.unrecordedEffect, .textDim)
    }

    private func sources(_ rows: LabelledLines) -> [Line] {
        let definitions = state.sources.definitions
        var lines = rows.title(Text.sources)
        for definition in definitions {
            let badge = Badge(state.sources.statuses[definition.name]?.state)
            var text = StyledText("\(badge.glyph) \(badge.word.fitted(to: 9))", theme.style(badge.role))
            text.append(
                " \(DisplayText(definition.name).fitted(to: 22, truncation: .middle))", theme.style(.textStrong))
            text.append(Text.health(definition), theme.style(.textDim))
            lines.append(Line(text))
        }
        return lines
    }
}
