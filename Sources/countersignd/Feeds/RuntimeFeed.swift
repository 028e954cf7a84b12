// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import LogExchange

/// The contract of the feeds: runtime events as LogExchange reads them.
enum RuntimeFeed {
    static let read: FeedLineReader = { bytes in
        let line = RuntimeFeedLine(line: bytes)
        return FeedReading(cursor: line.cursor, record: line.record.mapError { FeedProblem(message: $0.message) })
    }
}
