// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import CellCanvas

/// Which keys do what: the catalogue's own, with those that a person chose in their place.
public struct Keymap: Sendable, Hashable {
    /// The keys that the console comes with.
    public static let standard = Keymap()

    /// The keys that a person gave to actions, by the action's name.
    var chosen: [String: [KeyEvent]] = [:]

    public init() {}

    /// The keys of an action; none for one that does not exist or that a person took every key from.
    public func keys(of name: String) -> [KeyEvent] {
        chosen[name] ?? Self.action(named: name)?.keys ?? []
    }

    /// Whether an action has other keys than the catalogue's.
    public func isChanged(_ name: String) -> Bool {
        chosen[name].map { $0 != Self.action(named: name)?.keys } ?? false
    }

    /// The keys of an action as a file writes them.
    public func notation(of name: String) -> [String] { keys(of: name).map(\.notation) }

    /// What a dialog that knows only the standard keys is to be told for a key; nil for one that was given away.
    func standardKey(for event: KeyEvent, in place: Place) -> KeyEvent? {
        guard !chosen.isEmpty else { return event }
        let actions = Self.actions.filter { $0.places.contains(place) }
        if let action = actions.first(where: { keys(of: $0.name).contains(event) }) {
            return chosen[action.name] == nil ? event : action.keys.first
        }
        return actions.contains { $0.keys.contains(event) } ? nil : event
    }
}

extension Keymap {
    /// Where keys have a meaning together; within one place no key means two things.
    enum Place: Sendable, Hashable {
        case screen(Console.Tab)
        /// An event with every field.
        case event
        /// A request that is only read.
        case request
    }

    /// Something that keys can be given to, by a name that stays the same across versions.
    public struct Action: Sendable, Hashable {
        /// E.g. `timeline.follow`.
        public let name: String
        /// The keys that it has unless a person says otherwise.
        public let keys: [KeyEvent]
        /// What it does, for a person.
        public let label: DisplayText
        let places: Set<Place>
        /// Whether it leads to something that PostgreSQL governs.
        let isGoverned: Bool

        init(
            _ name: String, _ keys: [KeyEvent], _ label: DisplayText, in places: Set<Place>, isGoverned: Bool = false
        ) {
            self.name = name
            self.keys = keys
            self.label = label
            self.places = places
            self.isGoverned = isGoverned
        }
    }

    static func action(named name: String) -> Action? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: actions.map { ($0.name, $0) })
}
