// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq
import Dispatch

/// Owns the libpq connection and ends it once, at the latest when nobody refers to it any more.
///
/// `@unchecked Sendable`: `handle` is used on the connection's queue alone; a class of its own only because an actor's
/// `deinit` runs anywhere, and this one brings the end to the queue.
final class HandleBox: @unchecked Sendable {
    private let established: ConnectAttempt.Established
    private let socket: SocketReadiness
    private let queue: DispatchQueue
    private var isClosed = false

    init(established: ConnectAttempt.Established, socket: SocketReadiness, queue: DispatchQueue) {
        self.established = established
        self.socket = socket
        self.queue = queue
    }

    var handle: OpaquePointer { established.handle }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        socket.close { [established] in established.finish() }
    }

    deinit {
        guard !isClosed else { return }
        queue.async { [socket, established] in socket.close { established.finish() } }
    }
}
