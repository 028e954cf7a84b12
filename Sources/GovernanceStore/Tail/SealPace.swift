// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// When to seal next. An event is visible elsewhere within half a second (p95), so the longest pause is far below
/// that; while events come, sealing goes on without a pause after a full batch. Each round costs an idle console about a
/// millisecond of processor time, hence the longer pause.
struct SealPace: Sendable, Hashable {
    /// Events in one batch.
    static let batch = 5_000
    static let busyPause: Duration = .milliseconds(200)
    static let idlePause: Duration = .milliseconds(400)
    /// Empty rounds until the pause is the idle one: about two seconds.
    static let patience = 10

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
