// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance

extension Console {
    /// What a section of the settings asks for.
    public enum SettingsQuery: Sendable, Hashable {
        case people
        /// Who held which role when; of everybody where no login is named.
        case tenures(login: String?)
        case connection
        /// A page of one of the restricted streams.
        case events(EventStream, EventQuery)

        var scope: Scope {
            switch self {
            case .people: .people
            case .tenures: .tenures
            case .connection: .connection
            case .events(.auth, _): .authEvents
            case .events: .controlEvents
            }
        }
    }

    /// The answer to a `SettingsQuery`.
    public enum SettingsAnswer: Sendable {
        case people(Result<[Person], GovernanceError>)
        case tenures(Result<[RoleTenure], GovernanceError>)
        case connection(Result<ConnectionFacts, GovernanceError>)
        case events(EventStream, Result<EventPage, GovernanceError>)
    }
}
