// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Why a test server could not do what a test asked of it.
public struct TestServerError: Error, CustomStringConvertible {
    /// What happened, in the words of the program that failed.
    public let message: String

    /// The message.
    public var description: String { message }
}
