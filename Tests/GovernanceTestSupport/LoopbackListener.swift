// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// Listens on an ephemeral port of 127.0.0.1, and serves each connection on a thread of its own, however wrong a test
/// wants it served. It stops when nobody holds it any more.
public final class LoopbackListener: Sendable {
    public let port: UInt16
    private let descriptor: Int32

    public var url: String { "http://127.0.0.1:\(port)" }

    /// - Parameter serve: what becomes of a connection; it is closed when this returns.
    /// - Throws: `POSIXError` where there is no port.
    public init(_ serve: @escaping @Sendable (LoopbackConnection) -> Void) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard isBound else {
            let code = errno
            close(descriptor)
            throw POSIXError(.init(rawValue: code) ?? .EIO)
        }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread {
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { break }
                Thread.detachNewThread {
                    serve(LoopbackConnection(descriptor: connection))
                    close(connection)
                }
            }
            // By the thread that accepts, or it could accept at another listener that got the same number.
            close(descriptor)
        }
    }

    deinit {
        // Wakes the accepting thread, which ends.
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
