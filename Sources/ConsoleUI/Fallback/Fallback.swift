// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The last good snapshot, and when it is kept and shown.
enum Fallback {
    struct State: Sendable, Equatable {
        /// When the snapshot that is shown was taken; nil while none is shown.
        var takenAt: Timestamp?
        /// Since when the first answer is awaited.
        var startedAt: Timestamp?
        /// Whether the kept snapshot was asked for.
        var wasAsked = false
        /// When what is shown is to be kept.
        var saveDue: Timestamp?
        /// What was kept last in this session.
        var kept: ConsoleSnapshot?
    }
}
