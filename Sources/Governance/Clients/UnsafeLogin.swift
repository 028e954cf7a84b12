// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A login role that could act past the governed functions, and why.
public struct UnsafeLogin: Sendable, Hashable, Identifiable {
    public var login: String
    /// As in “it has the attribute SUPERUSER”.
    public var reason: String
    /// Whether it is a registered person, whose every action is refused for it.
    public var isRegistered: Bool

    public var id: String { login }

    public init(login: String, reason: String, isRegistered: Bool) {
        self.login = login
        self.reason = reason
        self.isRegistered = isRegistered
    }
}
