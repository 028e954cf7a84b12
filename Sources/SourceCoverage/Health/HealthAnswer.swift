// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

/// What came back from a health path.
struct HealthAnswer: Sendable, Hashable {
    /// Bodies are cut here.
    static let bodyLimit = 64 * 1_024

    var httpStatus: Int
    /// At most `bodyLimit` bytes.
    var body: Data
    /// Whether the body ended by itself or was cut at the limit; false where it broke off or ran into the deadline.
    var isComplete: Bool
}
