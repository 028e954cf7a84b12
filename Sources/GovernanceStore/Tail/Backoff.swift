// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// How long to wait before trying again.
enum Backoff {
    /// From 100 ms, doubled each time, to 2 s.
    static func delay(afterFailures failures: Int) -> Duration {
        .milliseconds(min(2_000, 50 << min(max(failures, 1), 6)))
    }
}
