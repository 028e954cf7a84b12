// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// Who the person is, as PostgreSQL says it.
struct IdentityLines {
    let state: Console.State
    let theme: Theme

    func lines(width: Int) -> [Line] {
        let rows = LabelledLines(theme: theme, width: width)
        var lines = rows.title(Words.Settings.identityTitle, about: Words.Settings.identityAbout)
        lines.append(Line())
        guard let person = state.identity.value?.person else {
            let problem = state.identity.problem.map { DisplayText("✗ \($0.message)") }
            return lines + rows.paragraph(problem ?? Words.Settings.awaitingIdentity)
        }
        lines += rows.field(Words.Settings.login, DisplayText(person.login), .textStrong)
        lines += rows.field(Words.Settings.name, DisplayText(person.displayName))
        lines += rows.field(Words.Settings.email, person.email.map { DisplayText($0) } ?? Words.Settings.noEmail)
        let roles = person.roles.map { DisplayText($0.title) }.joined(separator: " + ")
        lines += rows.field(Words.Settings.roles, roles.isEmpty ? Words.Settings.none : roles)
        let connection = state.settings.connection
        let method =
            connection.value.map { DisplayText($0.authMethod) }
            ?? (connection.problem == nil ? Words.Settings.asking : Words.Settings.unknown)
        lines += rows.field(Words.Settings.method, method)
        let since = person.registeredAt.map { Words.Settings.registered($0, now: state.now) }
        lines += rows.field(Words.Settings.since, since ?? Words.Settings.unknown)
        lines += rows.field(
            Words.Settings.standing, person.isSuspended ? Words.Settings.suspended : Words.Settings.active,
            person.isSuspended ? .outcomeDenied : .outcomeSucceeded)
        let reason = state.rules.readOnlyReason
        lines += rows.field(
            Words.Settings.session, reason.map { Words.Settings.readOnly($0) } ?? Words.Settings.mayAct,
            reason == nil ? .stateLive : .stateStale)
        lines.append(Line())
        return lines + rows.paragraph(Words.Banner.mutationRoles)
    }
}
