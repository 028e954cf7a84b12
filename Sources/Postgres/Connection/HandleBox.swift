// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq
import Dispatch

/// Owns the libpq connection and ends it once, at the latest when nobody refers to it any more.
///
/// `@unchecked Sendable`: `handle` is used on the connection's queue alone; a class of its own only because an actor's
/// `deinit` runs anywhere, and this one brings the end to the queue.
final class HandleBox: @unchecked Sendable {
    let handle: OpaquePointer
    private let notices: NoticeSink
    private let socket: SocketReadiness
    private let queue: DispatchQueue
    private var isClosed = false

    init(established: ConnectAttempt.Established, socket: SocketReadiness, queue: DispatchQueue) {
        handle = established.handle
        notices = established.notices
        self.socket = socket
        self.queue = queue
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        let ending = Ending(handle: handle, notices: notices)
        socket.close { ending.finish() }
    }

    deinit {
        guard !isClosed else { return }
        let ending = Ending(handle: handle, notices: notices)
        queue.async { [socket] in socket.close { ending.finish() } }
    }

    /// `@unchecked Sendable`: runs once, on the queue.
    private struct Ending: @unchecked Sendable {
        let handle: OpaquePointer
        let notices: NoticeSink

        func finish() {
            withExtendedLifetime(notices) { PQfinish(handle) }
        }
    }
}
