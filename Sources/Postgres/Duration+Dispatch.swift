// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Dispatch

extension Duration {
    /// The same length for Dispatch's timers; what is longer than a century is a century, and what is negative nothing.
    var dispatchInterval: DispatchTimeInterval {
        let (seconds, attoseconds) = components
        guard seconds >= 0 else { return .seconds(0) }
        guard seconds < 3_153_600_000 else { return .seconds(3_153_600_000) }
        return .nanoseconds(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
    }
}
