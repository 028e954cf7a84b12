// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance

extension Timestamp {
    /// This machine's clock; never used for what is recorded.
    static func system() -> Timestamp {
        Timestamp(microseconds: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded()))
    }

    /// `2026-11-22 16:10:41Z`: seconds are enough for eyes; JSON and CSV have the microseconds.
    var shown: String {
        let text = rfc3339
        return text.prefix(10) + " " + text.dropFirst(11).prefix(8) + "Z"
    }
}
