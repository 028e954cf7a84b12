// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Words {
    enum Settings {
        static let everywhere: DisplayText = "Everywhere"
        static let nextSection: DisplayText = "Next section"
        static let previousSection: DisplayText = "Previous section"
        static let keep: DisplayText = "Keep theme"
        static let inUseAlready = "it is in use already"
        static let lockedForAdmins = "Only a Platform Admin may read this."
        static let lockedUnknown = "It is not known yet who you are."
        static let lockedEffect: DisplayText =
            "PostgreSQL keeps this stream from everybody else; an admin grants roles with countersign people grant."

        static func sectionName(_ section: ConsoleUI.Settings.Section, isShort: Bool = false) -> DisplayText {
            switch section {
            case .identity: "Identity"
            case .grants: "Grants"
            case .connection: "Connection"
            case .keys: "Keys"
            case .themes: "Themes"
            case .controlEvents: isShort ? "Control" : "Control events"
            case .authEvents: isShort ? "Auth" : "Auth events"
            }
        }

        static func copy(_ section: ConsoleUI.Settings.Section) -> DisplayText? {
            switch section {
            case .identity: "Copy login"
            case .grants: "Copy command"
            case .connection: "Copy address"
            case .keys, .themes: nil
            case .controlEvents, .authEvents: Keys.copyID
            }
        }

        // MARK: Identity

        static let identityTitle: DisplayText = "Who PostgreSQL says you are"
        static let identityAbout: DisplayText =
            "One login role for each person. Every action is recorded under it, with the roles held at that moment."
        static let awaitingIdentity: DisplayText = "Asking PostgreSQL who you are …"
        static let login: DisplayText = "Login"
        static let name: DisplayText = "Name"
        static let email: DisplayText = "Email"
        static let roles: DisplayText = "Roles"
        static let method: DisplayText = "Auth method"
        static let since: DisplayText = "Registered"
        static let standing: DisplayText = "Standing"
        static let session: DisplayText = "This session"
        static let none: DisplayText = "none"
        static let noEmail: DisplayText = "none registered"
        static let asking: DisplayText = "asking …"
        static let active: DisplayText = "✓ active"
        static let isSuspended: DisplayText = "✗ suspended"
        static let suspended: DisplayText = "✗ suspended: every right is off until an admin reinstates you"
        static let mayAct: DisplayText = "● Mutation enabled"
        static let unknown: DisplayText = "unknown"

        static func readOnly(_ reason: String) -> DisplayText { "READ-ONLY: \(reason)" }
        static func registered(_ moment: Timestamp, now: Timestamp) -> DisplayText {
            "\(moment.fullText) UTC, \(moment.ageText(now: now))"
        }

        // MARK: Grants

        static let grantsTitle: DisplayText = "Who held which role when"
        static let grantsAbout: DisplayText =
            "Nothing is removed from this history, and nobody grants themself anything."
        static let grantsLoading: DisplayText = "Reading the grants …"
        static let grantsEmpty: DisplayText = "No grant is recorded."
        static let people: DisplayText = "People"
        static let everybody: DisplayText = "Everybody"
        static let changedBy: DisplayText = "Changed on the command line, never here:"
        static let held: DisplayText = "now"

        static func granted(_ by: String) -> DisplayText { "granted by \(by)" }
        static func revoked(_ by: String) -> DisplayText { "revoked by \(by)" }
        static func peopleCount(_ count: Int) -> DisplayText { count == 1 ? "1 person" : "\(count) people" }
        static func grantCount(_ count: Int) -> DisplayText { count == 1 ? "1 grant" : "\(count) grants" }
        static func history(_ login: String?) -> String {
            "countersign people history" + (login.map { " \($0)" } ?? "")
        }
        static func commands(_ person: Person?) -> [DisplayText] {
            guard let person else { return ["countersign people add LOGIN --name \"NAME\" --email ADDRESS"] }
            let toggle: DisplayText = person.isSuspended ? "reinstate" : "suspend"
            return [
                "countersign people grant \(person.login) ROLE --reason \"…\"",
                "countersign people revoke \(person.login) ROLE --reason \"…\"",
                "countersign people \(toggle) \(person.login) --reason \"…\"",
            ]
        }

        // MARK: Keys and themes

        static let keysTitle: DisplayText = "Keys"
        static let keysAbout: DisplayText =
            "What each screen listens to now. ? lists the keys of a screen and runs them."
        static let themesTitle: DisplayText = "Themes"
        static let themesAbout: DisplayText =
            "Moving shows a theme at once, Enter keeps it, Esc brings the former one back."
        static let noThemes: DisplayText = "There is no theme but the one that is built in."
        static let inUse: DisplayText = "● in use"
        static let shortPreview: DisplayText = "○ shown"
        static let preview: DisplayText = "○ shown, not kept"
        static let specimen: DisplayText = "What it looks like"

        static func depth(_ depth: ColorDepth) -> DisplayText {
            switch depth {
            case .truecolor: "24-bit colours"
            case .ansi256: "256 colours"
            case .ansi16: "16 colours"
            case .monochrome: "no colours"
            }
        }
        static func lasting(_ name: String) -> DisplayText {
            "Enter keeps it in this console. For every start: theme: \(name) in config.yaml, whose path countersign info shows."
        }
        static func reloaded(_ name: String) -> DisplayText { "Theme \(name) was changed, and is read anew." }
        static func notReloaded(_ reason: String) -> DisplayText { "The theme stays as it was: \(reason)" }
    }
}
