// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Why a file or a record could not be taken.
public struct LogExchangeError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable, Hashable {
        /// The path does not exist, or may not be read.
        case unreadable
        /// The path is no file with records, or not of the format.
        case notALog = "not-a-log"
        /// The records are of another format, which the message names.
        case otherFormat = "other-format"
        /// gzip is missing, or the file is damaged.
        case decompression
        /// The record lacks a field, or has one that makes no sense.
        case invalidRecord = "invalid-record"
        /// PostgreSQL does not let this person import.
        case refused
    }

    public var code: Code
    /// Words for a person: what is wrong, with the field's name. Never a secret.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
