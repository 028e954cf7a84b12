// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance

/// How far a place on earth is from UTC, and when: all that showing local times needs, as a value.
public struct DisplayZone: Sendable, Hashable {
    /// From a moment on, until the next one.
    public struct Period: Sendable, Hashable {
        public var start: Timestamp
        /// Seconds east of UTC.
        public var offset: Int
        /// What the zone is called then, e.g. `CET`.
        public var abbreviation: String

        public init(start: Timestamp, offset: Int, abbreviation: String) {
            self.start = start
            self.offset = offset
            self.abbreviation = abbreviation
        }
    }

    /// By their starts; the first one holds before it too.
    public var periods: [Period]

    public init(periods: [Period]) {
        self.periods = periods
    }

    public static let utc = DisplayZone(
        periods: [Period(start: Timestamp(microseconds: .min), offset: 0, abbreviation: "UTC")])

    /// The zone in which moments are written now. It is set around each update and each drawing, from the state, so
    /// that no text between there and a moment has to hand it on.
    @TaskLocal static var current = DisplayZone.utc

    func period(at moment: Timestamp) -> Period {
        var (low, high) = (0, periods.count)
        while low < high {
            let middle = (low + high) / 2
            if periods[middle].start <= moment { low = middle + 1 } else { high = middle }
        }
        return periods.isEmpty ? Self.utc.periods[0] : periods[max(0, low - 1)]
    }

    func offset(at moment: Timestamp) -> Int { period(at: moment).offset }
}
