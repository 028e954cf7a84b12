// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// What a line of a feed says.
struct FeedReading: Sendable {
    /// What to ask with to get what comes after it; nil where it cannot be told.
    var cursor: String?
    var record: Result<ImportRecord, FeedProblem>
}

/// Why a line cannot be taken, in words for a person.
struct FeedProblem: Error, Sendable, Hashable {
    var message: String
}

/// Reads one line; pure.
typealias FeedLineReader = @Sendable ([UInt8]) -> FeedReading
