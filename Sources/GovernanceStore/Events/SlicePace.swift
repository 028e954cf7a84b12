// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// How wide the next slice of a slow search is, in time of the trail, so that each takes about as long as a person
/// does not notice. It widens fourfold and more over stretches that turn out empty or cheap.
struct SlicePace: Sendable, Hashable {
    /// No slice may take longer; PostgreSQL is told so.
    static let timeLimit: Duration = .milliseconds(100)
    /// A call that has searched so long begins no further slice.
    static let budget: Duration = .milliseconds(60)
    /// Events in the first slice.
    static let firstRows = 5_000

    /// In microseconds, at least one millisecond: ids tell nothing finer.
    private(set) var width: Int64

    init(width: Int64) {
        self.width = max(width, 1_000)
    }

    /// Adapts to a slice that was searched to its end.
    mutating func finished(in elapsed: Duration) {
        switch elapsed {
        case ..<(.milliseconds(4)): widen(16)
        case ..<(.milliseconds(12)): widen(6)
        case ..<(.milliseconds(25)): widen(2)
        case .milliseconds(60)...: narrow(2)
        default: break
        }
    }

    /// Adapts to a slice that was stopped at the time limit; false where it cannot get any narrower.
    mutating func timedOut() -> Bool {
        guard width > 1_000 else { return false }
        narrow(8)
        return true
    }

    private mutating func widen(_ factor: Int64) {
        let (product, overflow) = width.multipliedReportingOverflow(by: factor)
        // a hundred thousand years are as good as endless, and leave room for sums
        width = overflow ? 3_155_760_000_000_000_000 : min(product, 3_155_760_000_000_000_000)
    }

    private mutating func narrow(_ factor: Int64) {
        width = max(width / factor, 1_000)
    }
}
