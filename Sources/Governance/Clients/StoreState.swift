// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Whether the database answers, as a running console needs to know it.
public enum StoreState: Sendable, Hashable {
    case connecting
    /// The database answers.
    case live(StoreFacts)
    /// What is on screen is stale since `since`; `reason` is for a person.
    case lost(since: Timestamp, reason: String)
}
