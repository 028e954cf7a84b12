// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How long to wait before the next attempt to connect: doubling, up to a limit, and scattered, so that many clients
/// of a server that comes back do not all arrive at once.
struct Backoff {
    private let first: Duration
    private let longest: Duration
    private var current: Duration

    init(first: Duration = .milliseconds(100), longest: Duration = .seconds(10)) {
        self.first = first
        self.longest = longest
        current = first
    }

    /// Between half of the current step and all of it; the step then doubles.
    mutating func next() -> Duration {
        defer { current = min(current * 2, longest) }
        return current * Double.random(in: 0.5...1)
    }

    mutating func reset() {
        current = first
    }
}
