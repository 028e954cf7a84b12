// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// When the sources and lists are asked again: every 30 seconds, spread a little, while someone looks.
struct RefreshSchedule: Sendable, Equatable {
    static let interval = Duration.seconds(30)
    /// Each interval is longer or shorter by up to this many milliseconds.
    static let spread: UInt64 = 3_000

    var isPaused = false
    /// nil before the console has started.
    private(set) var next: Timestamp?
    private var generator: UInt64

    init(seed: UInt64) {
        generator = seed
    }

    func isDue(at now: Timestamp) -> Bool {
        guard !isPaused, let next else { return false }
        return now >= next
    }

    mutating func plan(after now: Timestamp) {
        // SplitMix64 (Steele, Lea, Flood, 2014): the state stays a value, so updates stay repeatable.
        generator &+= 0x9E37_79B9_7F4A_7C15
        var mixed = generator
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        let milliseconds = Int64(mixed % (2 * Self.spread + 1)) - Int64(Self.spread)
        next = now.advanced(by: Self.interval + .milliseconds(milliseconds))
    }
}
