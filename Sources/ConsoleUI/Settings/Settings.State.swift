// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// Who one is, how the database was reached, how the console looks, and for admins what happened to the control plane.
enum Settings {
    enum Section: Int, Sendable, Hashable, CaseIterable {
        case identity
        case grants
        case connection
        case keys
        case themes
        case controlEvents
        case authEvents

        /// The restricted stream that the section shows; nil for the others.
        var stream: EventStream? {
            switch self {
            case .controlEvents: .control
            case .authEvents: .auth
            case .identity, .grants, .connection, .keys, .themes: nil
            }
        }
    }

    struct State: Sendable, Equatable {
        var section = Section.identity
        var people = Loaded<[Person]>()
        var tenures = Loaded<[RoleTenure]>()
        var connection = Loaded<ConnectionFacts>()
        /// Whose grants are shown; the first row is everybody.
        var person = AnchoredList<String>()
        /// Lines scrolled away at the top, for each section that is text.
        var scrolls: [Section: Int] = [:]
        /// The theme that is shown but not kept; nil where it is the one in use.
        var previewed: String?
        /// Why the theme in focus cannot be used.
        var themeProblem: String?
        var control = EventFeed.State()
        var auth = EventFeed.State()

        func feed(_ stream: EventStream) -> EventFeed.State { stream == .auth ? auth : control }

        mutating func change(_ stream: EventStream, _ body: (inout EventFeed.State) -> Void) {
            if stream == .auth { body(&auth) } else { body(&control) }
        }
    }
}

extension Console.State {
    /// Whether PostgreSQL says that this person is an admin now; nobody is before it has said so.
    var isAdmin: Bool {
        guard let person = identity.value?.person else { return false }
        return person.roles.contains(.admin) && !person.isSuspended
    }

    /// Why a section is locked; nil where it is open.
    func lock(on section: Settings.Section) -> String? {
        guard section.stream != nil, !isAdmin else { return nil }
        guard let person = identity.value?.person else { return Words.Settings.lockedUnknown }
        return person.isSuspended ? Words.Reasons.suspended : Words.Settings.lockedForAdmins
    }

    /// The rows above the grants: everybody first, then the people. Only admins have more than themselves.
    var grantRows: [String] {
        guard isAdmin else { return [] }
        return [""] + (settings.people.value ?? []).map(\.login)
    }

    /// The person whose grants are shown; nil for everybody.
    var grantsPerson: Person? {
        let rows = grantRows
        guard !rows.isEmpty else { return identity.value?.person }
        let login = rows[settings.person.selectedIndex(in: rows)]
        return (settings.people.value ?? []).first { $0.login == login }
    }

    /// The history that is shown, the latest grants first.
    var shownTenures: [RoleTenure] {
        let all = settings.tenures.value ?? []
        guard isAdmin else { return all.filter { $0.login == identity.value?.person.login } }
        return grantsPerson.map { person in all.filter { $0.login == person.login } } ?? all
    }
}
