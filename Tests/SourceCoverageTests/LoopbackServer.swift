// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

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

    struct SetupError: Error {
        var call: String
        var code: Int32
    }

    let port: UInt16
    private let listener: Int32
    private let received = Mutex<[String]>([])
    private let stayed = Mutex<Duration?>(nil)

    var url: String { "http://127.0.0.1:\(port)" }
    /// How many requests have arrived.
    var requests: Int { received.withLock { $0.count } }
    /// The head of the last one.
    var lastRequest: String { received.withLock { $0.last ?? "" } }

    /// How long the client stayed with a server that hangs or drips: measured over here, on a thread of its own, so that
    /// busy tests cannot distort it.
    var stay: Duration {
        get async {
            while true {
                if let stay = stayed.withLock({ $0 }) { return stay }
                await Task.yield()
            }
        }
    }

    init(_ conduct: Conduct) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw SetupError(call: "socket", code: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard isBound else {
            let code = errno
            close(listener)
            throw SetupError(call: "bind", code: code)
        }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread { [weak self] in
                    if let request = Self.readRequest(connection) {
                        self?.received.withLock { $0.append(String(decoding: request, as: UTF8.self)) }
                    }
                    let start = ContinuousClock.now
                    Self.serve(connection, conduct)
                    let stay = ContinuousClock.now - start
                    self?.stayed.withLock { $0 = stay }
                    close(connection)
                }
            }
        }
    }

    deinit {
        // Wakes the accepting thread, which ends.
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Reads to the blank line; false where the client left before.
    private static func readRequest(_ connection: Int32) -> [UInt8]? {
        var request: [UInt8] = []
        var byte: UInt8 = 0
        while recv(connection, &byte, 1, 0) == 1 {
            request.append(byte)
            if request.suffix(4) == [13, 10, 13, 10] { return request }
        }
        return nil
    }

    private static func serve(_ connection: Int32, _ conduct: Conduct) {
        switch conduct {
        case .answers(let text):
            _ = write(Array(text.utf8), to: connection)
        case .hangs:
            waitForHangup(connection)
        case .resets(let text):
            _ = write(Array(text.utf8), to: connection)
            var lingering = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
        case .drips(let head):
            guard write(Array(head.utf8), to: connection) else { return }
            while !waitForHangup(connection, milliseconds: 20), write([0x20], to: connection) {}
        case .floods(let head, let byteCount):
            guard write(Array(head.utf8), to: connection) else { return }
            let block = [UInt8](repeating: 0x61, count: 65_536)
            var left = byteCount
            while left > 0, write(Array(block.prefix(left)), to: connection) { left -= block.count }
        }
    }

    private static func write(_ bytes: [UInt8], to connection: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    private static func waitForHangup(_ connection: Int32, milliseconds: Int32 = -1) -> Bool {
        var entry = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) > 0
    }
}
