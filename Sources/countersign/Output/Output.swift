// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import CountersignProgram
import Foundation
import Synchronization

/// Where a command writes: data and words, each to its own stream.
struct Output: Sendable {
    /// Whoever read the data went away, as `head` does; no failure.
    struct Closed: Error {}

    var terminal: Terminal
    /// Writes data to standard output; throws `Closed` where its reader is gone, and `CommandFailure` where the data
    /// cannot be written for another reason.
    var write: @Sendable (_ text: String) throws -> Void
    /// Writes words for a person, already safe to show, to standard error.
    var narrate: @Sendable (_ text: String) -> Void

    /// The streams of the process.
    static func standard(environment: [String: String]) -> Output {
        Output(
            terminal: Terminal(descriptor: STDOUT_FILENO, environment: environment),
            write: { text in try writeAll(text, to: STDOUT_FILENO) },
            narrate: { text in try? writeAll(text + "\n", to: STDERR_FILENO) })
    }

    /// Words for a person; interpolated raw text is made visible.
    func say(_ words: DisplayText) {
        narrate(words.description)
    }

    func line(_ text: String) throws {
        try write(text + "\n")
    }

    private static func writeAll(_ text: String, to descriptor: Int32) throws {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                // Somebody made the descriptor non-blocking, perhaps another process that shares it.
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&entry, 1, -1)
            } else if errno == EPIPE {
                throw Closed()
            } else if errno != EINTR {
                let reason = String(cString: strerror(errno))
                throw CommandFailure(.unavailable, "Standard output cannot be written: \(reason).")
            }
        }
    }
}
