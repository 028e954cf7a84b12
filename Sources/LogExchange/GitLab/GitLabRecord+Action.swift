// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// What was done, what came of it, and how much it matters.
extension GitLabRecord {
    /// The kind of event where GitLab names it, else what `add`, `remove`, `change`, `with` and `failed_login` say, else
    /// a message of at most four plain words (`Project archived`); longer ones hold names, which are no kinds.
    var action: String {
        if let type = text("event_type") ?? text("event_name"), let action = ActionName.screamingSnake(type) {
            return action
        }
        if text("failed_login") != nil { return "SIGN_IN_FAILED" }
        for verb in ["add", "remove", "change"] {
            if let what = text(verb), let action = ActionName.screamingSnake("\(verb) \(what.lowercased())") {
                return action
            }
        }
        if text("with") != nil { return "SIGN_IN" }
        let words = text("custom_message")?.split(separator: " ") ?? []
        if (1...4).contains(words.count), words.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isLetter } }),
            let action = ActionName.screamingSnake(words.joined(separator: " ").lowercased())
        {
            return action
        }
        return Self.otherAction
    }

    /// Of events whose kind GitLab does not name.
    private static let otherAction = "GITLAB_EVENT"

    /// GitLab records what was done; of what was not, failed authentications and a few failed operations.
    var outcome: EventOutcome {
        let words = Self.words(of: action)
        guard words.contains("FAILED") || words.contains("FAILURE") else { return .succeeded }
        return words.isDisjoint(with: ["LOGIN", "SIGN", "AUTHENTICATION", "OTP"]) ? .failed : .denied
    }

    /// High for what changes who may do what, the keys and tokens, or what watches over them, and for failed
    /// authentications; low for sign-ins, downloads and exports; medium for the rest. Where GitLab does not name the
    /// kind, the words of its message count.
    var severity: Severity {
        let kind = Self.words(of: action == Self.otherAction ? messageWords : action)
        if outcome == .denied { return .high }
        if action == "SIGN_IN" || !kind.isDisjoint(with: Self.readings) { return .low }
        let target = text("target_type").flatMap(ActionName.screamingSnake).map(Self.words) ?? []
        return kind.isDisjoint(with: Self.guarded) && target.isDisjoint(with: Self.guardedTargets) ? .medium : .high
    }

    private var messageWords: String {
        text("custom_message").flatMap { ActionName.screamingSnake($0.lowercased()) } ?? ""
    }

    private static func words(of action: String) -> Set<Substring> {
        Set(action.split(separator: "_"))
    }

    private static let readings: Set<Substring> = ["DOWNLOAD", "DOWNLOADED", "AUTHENTICATED", "EXPORTED"]
    private static let guarded: Set<Substring> = [
        "ACCESS", "ADMIN", "APPROVAL", "APPROVALS", "APPROVER", "AUDIT", "FACTOR", "IMPERSONATION", "KEY", "LDAP",
        "MEMBER", "MEMBERSHIP", "OTP", "PASSWORD", "PERMISSION", "PERMISSIONS", "PROTECTED", "ROLE", "SAML", "SCIM",
        "SECRET", "SSO", "STREAMING", "TOKEN", "VARIABLE", "VISIBILITY", "2FA",
    ]
    private static let guardedTargets: Set<Substring> = [
        "APPLICATION", "AUDIT", "KEY", "MEMBER", "PROTECTED", "ROLE", "STREAMING", "TOKEN", "VARIABLE",
    ]
}
