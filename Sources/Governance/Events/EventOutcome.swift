// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How an action ended. `denied` is a refusal by a rule; `unknown` means that no one can tell.
public enum EventOutcome: String, Sendable, Hashable, Codable, CaseIterable {
    case attempted
    case succeeded
    case failed
    case denied
    case unknown
}
