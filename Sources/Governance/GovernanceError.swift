// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A failure below the rules: the answer could not be had. A refusal is not an error, it is an `ActionResult`.
public struct GovernanceError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// No database answers; trying again may help.
        case unavailable
        /// The session may not read or call this, beyond what the governed functions answer.
        case notPermitted = "not-permitted"
        /// The database has an older schema than this program needs.
        case schemaTooOld = "schema-too-old"
        /// The database has a newer schema: reading works, acting does not.
        case schemaTooNew = "schema-too-new"
        /// The login is not a registered person.
        case notRegistered = "not-registered"
        /// A value cannot be sent, e.g. a NUL character in a text.
        case invalidInput = "invalid-input"
        /// What PostgreSQL answered could not be understood, or an error this program has no word for.
        case unexpected
        case cancelled
        /// The call was sent and no answer came: it may have taken effect. Look at the timeline before trying again.
        case unsettled
    }

    public var code: Code
    /// Words for a person: what happened and what to do. Never a bind value or a secret.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether trying again may help; after an unsettled call, once the trail has told what became of it.
    public var isRetryable: Bool { code == .unavailable || code == .unsettled }

    public var description: String { message }
}
