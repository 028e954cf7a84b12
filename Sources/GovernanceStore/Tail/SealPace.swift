// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// When to seal next. An event is visible elsewhere within half a second (p95), so the longest pause is far below
/// that; while events come, sealing goes on without a pause after a full batch.
struct SealPace: Sendable, Hashable {
    /// Events in one batch.
    static let batch = 5_000
    static let busyPause: Duration = .milliseconds(200)
    static let idlePause: Duration = .milliseconds(300)
    /// Empty rounds until the pause is the idle one: about ten seconds.
    static let patience = 50

    private var emptyRounds = 0

    init() {}

    /// How long to wait after a round that sealed so many events.
    mutating func pause(afterSealing sealed: Int) -> Duration {
        guard sealed == 0 else {
            emptyRounds = 0
            return sealed >= Self.batch ? .zero : Self.busyPause
        }
        emptyRounds = min(emptyRounds + 1, Self.patience)
        return emptyRounds < Self.patience ? Self.busyPause : Self.idlePause
    }
}
