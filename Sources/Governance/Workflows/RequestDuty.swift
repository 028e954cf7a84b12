// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What waits for a person.
public enum RequestDuty: String, Sendable, Hashable, Codable, CaseIterable {
    case sign
    case execute
    case review
}
