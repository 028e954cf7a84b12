// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What became of one batch of reported records. The accepted ones are one transaction.
public struct ImportBatchResult: Sendable, Hashable {
    /// A record that was not taken, and why.
    public struct Rejection: Sendable, Hashable {
        /// The record's position in the batch, from 0.
        public var position: Int
        /// Words for a person, naming the field.
        public var message: String

        public init(position: Int, message: String) {
            self.position = position
            self.message = message
        }
    }

    /// `denied` where the person may not import at all; then nothing of the batch was taken.
    public var result: ActionResult
    public var inserted: Int
    /// Records that the trail already has, by origin and origin event id.
    public var duplicates: Int
    public var rejected: Int
    /// The first rejected records, at most 100.
    public var rejections: [Rejection]

    public init(
        result: ActionResult, inserted: Int = 0, duplicates: Int = 0, rejected: Int = 0, rejections: [Rejection] = []
    ) {
        self.result = result
        self.inserted = inserted
        self.duplicates = duplicates
        self.rejected = rejected
        self.rejections = rejections
    }
}
