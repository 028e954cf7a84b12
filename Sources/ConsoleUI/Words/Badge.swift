// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// How a severity or a state is shown: a glyph and a word, then a colour, so that nothing is lost without colours.
struct Badge {
    var glyph: DisplayText
    var word: DisplayText
    var role: Role

    /// `▲ high`
    var text: DisplayText { "\(glyph) \(word)" }

    init(_ glyph: DisplayText, _ word: DisplayText, _ role: Role) {
        self.glyph = glyph
        self.word = word
        self.role = role
    }

    init(_ severity: Severity) {
        switch severity {
        case .low: self.init("·", "low", .severityLow)
        case .medium: self.init("■", "medium", .severityMedium)
        case .high: self.init("▲", "high", .severityHigh)
        case .critical: self.init("◆", "critical", .severityCritical)
        }
    }

    init(_ outcome: EventOutcome) {
        switch outcome {
        case .succeeded: self.init("✓", "succeeded", .outcomeSucceeded)
        case .denied: self.init("✗", "denied", .outcomeDenied)
        case .failed: self.init("!", "failed", .outcomeFailed)
        case .attempted: self.init("→", "attempted", .outcomeAttempted)
        case .unknown: self.init("?", "unknown", .outcomeAttempted)
        }
    }

    /// - Parameter state: nil while a source was not probed yet.
    init(_ state: SourceStatus.State?) {
        switch state {
        case .live: self.init("●", "live", .stateLive)
        case .degraded: self.init("◐", "degraded", .stateDegraded)
        case .offline: self.init("○", "offline", .stateOffline)
        case nil: self.init("·", Words.Sources.awaiting, .stateUnknown)
        }
    }

    init(_ state: RequestState) {
        switch state {
        case .requested: self.init("○", "requested", .requestOpen)
        case .partlySigned: self.init("◐", "partly signed", .requestOpen)
        case .authorized: self.init("●", "authorized", .requestAuthorized)
        case .executed: self.init("✓", "executed", .requestExecuted)
        case .rejected: self.init("✗", "rejected", .requestClosed)
        case .withdrawn: self.init("←", "withdrawn", .requestClosed)
        case .expired: self.init("×", "expired", .requestClosed)
        case .failed: self.init("!", "failed", .outcomeFailed)
        }
    }

    init(_ outcome: ActionResult.Outcome) {
        switch outcome {
        case .succeeded: self.init("✓", Words.Review.done, .outcomeSucceeded)
        case .denied: self.init("✗", Words.Review.refused, .outcomeDenied)
        case .failed: self.init("!", Words.Review.failed, .outcomeFailed)
        }
    }
}
