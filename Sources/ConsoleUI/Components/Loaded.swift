// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// Something that is loaded from the database, and kept while it is loaded again.
struct Loaded<Value: Sendable & Equatable>: Sendable, Equatable {
    /// The last good answer.
    var value: Value?
    /// The load in flight.
    var token: Int?
    /// Why the last load failed; nil after a good answer.
    var problem: GovernanceError?
    var loadedAt: Timestamp?

    var isLoading: Bool { token != nil }

    /// Takes an answer in, unless a later load has replaced the one that it belongs to.
    ///
    /// - Returns: Whether the answer was the awaited one.
    mutating func finish(_ result: Result<Value, GovernanceError>, token: Int, at now: Timestamp) -> Bool {
        guard self.token == token else { return false }
        self.token = nil
        switch result {
        case .success(let value):
            self.value = value
            problem = nil
            loadedAt = now
        case .failure(let error):
            if error.code != .cancelled { problem = error }
        }
        return true
    }
}
