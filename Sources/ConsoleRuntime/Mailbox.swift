// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Synchronization

/// Messages from everywhere to the one loop, taken in batches.
final class Mailbox<Message: Sendable>: Sendable {
    private let waiting = Mutex<[Message]>([])
    private let signal: AsyncStream<Void>.Continuation
    /// One element after each post or several; ends when the mailbox is closed.
    let signals: AsyncStream<Void>

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func post(_ message: Message) {
        waiting.withLock { $0.append(message) }
        signal.yield()
    }

    /// Everything posted so far, in order.
    func take() -> [Message] {
        waiting.withLock { messages in
            defer { messages = [] }
            return messages
        }
    }

    /// Drops what has been posted but not taken.
    func discard(where isUnwanted: (Message) -> Bool) {
        waiting.withLock { $0.removeAll(where: isUnwanted) }
    }

    func close() {
        signal.finish()
    }
}
