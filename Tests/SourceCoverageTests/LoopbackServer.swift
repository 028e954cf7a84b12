// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import GovernanceTestSupport
import Synchronization

/// A server on an ephemeral loopback port that treats every connection in one way, however wrong.
final class LoopbackServer: Sendable {
    /// What a connection does once the request has arrived.
    enum Conduct: Sendable {
        /// Writes these bytes and closes.
        case answers(String)
        /// Never writes.
        case hangs
        /// Closes with a reset, before or after writing some bytes.
        case resets(after: String)
        /// Writes the head, then a byte every 20 ms for as long as the client stays.
        case drips(head: String)
        /// Writes the head, then this many bytes.
        case floods(head: String, byteCount: Int)
    }

    /// What the server and its connections share.
    private final class Record: Sendable {
        let received = Mutex<[String]>([])
        let stayed = Mutex<Duration?>(nil)
    }

    private let listener: LoopbackListener
    private let record: Record

    var port: UInt16 { listener.port }
    var url: String { listener.url }
    /// How many requests have arrived.
    var requests: Int { record.received.withLock { $0.count } }
    /// The head of the last one.
    var lastRequest: String { record.received.withLock { $0.last ?? "" } }

    /// How long the client stayed with a server that hangs or drips: measured over here, on a thread of its own, so that
    /// busy tests cannot distort it.
    var stay: Duration {
        get async {
            while true {
                if let stay = record.stayed.withLock({ $0 }) { return stay }
                await Task.yield()
            }
        }
    }

    init(_ conduct: Conduct) throws {
        let record = Record()
        self.record = record
        listener = try LoopbackListener { connection in
            if let request = connection.readRequest() { record.received.withLock { $0.append(request) } }
            let start = ContinuousClock.now
            Self.serve(connection, conduct)
            let stay = ContinuousClock.now - start
            record.stayed.withLock { $0 = stay }
        }
    }

    private static func serve(_ connection: LoopbackConnection, _ conduct: Conduct) {
        switch conduct {
        case .answers(let text):
            connection.write(text)
        case .hangs:
            connection.waitForHangup()
        case .resets(let text):
            connection.write(text)
            connection.endWithReset()
        case .drips(let head):
            guard connection.write(head) else { return }
            connection.drip()
        case .floods(let head, let byteCount):
            guard connection.write(head) else { return }
            connection.flood(byteCount)
        }
    }
}
