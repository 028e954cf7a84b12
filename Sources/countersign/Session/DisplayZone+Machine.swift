// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ConsoleUI
import Foundation
import Governance

extension DisplayZone {
    /// The zone of this machine, or of `TZ`, with its changes of offset from 1990 to 2060.
    static var ofThisMachine: DisplayZone {
        let zone = TimeZone.current
        var date = Date(timeIntervalSince1970: 631_152_000)
        let end = Date(timeIntervalSince1970: 2_840_140_800)
        var periods = [period(of: zone, at: date, start: Timestamp(microseconds: .min))]
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date, next < end {
            let start = Timestamp(microseconds: Int64(next.timeIntervalSince1970) * 1_000_000)
            periods.append(period(of: zone, at: next, start: start))
            date = next
        }
        if periods.allSatisfy({ $0.offset == 0 }), ["UTC", "GMT"].contains(periods[0].abbreviation) { return .utc }
        return DisplayZone(periods: periods)
    }

    private static func period(of zone: TimeZone, at date: Date, start: Timestamp) -> Period {
        let offset = zone.secondsFromGMT(for: date)
        return Period(
            start: start, offset: offset, abbreviation: zone.abbreviation(for: date) ?? "UTC\(offset / 3_600)")
    }
}
