// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The state of the trail as a whole.
public struct TrailStatus: Sendable, Hashable, Codable {
    /// The last sequence number given.
    public var sealedHead: Int64
    /// Governed calls that drew a number and left no record, because their caller rolled back.
    public var attemptsWithoutRecord: Int64

    public init(sealedHead: Int64, attemptsWithoutRecord: Int64) {
        self.sealedHead = sealedHead
        self.attemptsWithoutRecord = attemptsWithoutRecord
    }
}
