// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Synchronization

/// What the daemon counted since it started.
final class DaemonMetrics: Sendable {
    private let sealed = Mutex(0)

    /// Events that this daemon gave their number.
    var sealedEvents: Int { sealed.withLock { $0 } }

    func addSealed(_ count: Int) {
        sealed.withLock { $0 += count }
    }
}
