// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A message that another session sent with NOTIFY.
public struct Notification: Sendable, Hashable {
    public var channel: String
    public var payload: String
    /// The sender's backend process.
    public var processID: Int32
}
