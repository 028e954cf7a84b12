// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// One connection of a ``LoopbackListener``, read and written on its thread.
public struct LoopbackConnection: Sendable {
    let descriptor: Int32

    /// The head of a request, to its blank line; nil where the client left before.
    public func readRequest() -> String? {
        var request: [UInt8] = []
        var byte: UInt8 = 0
        while recv(descriptor, &byte, 1, 0) == 1 {
            request.append(byte)
            if request.suffix(4) == [13, 10, 13, 10] { return String(decoding: request, as: UTF8.self) }
        }
        return nil
    }

    /// Writes all of a text; false where the client is gone.
    @discardableResult
    public func write(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Writes so many bytes, block by block, until they are written or the client is gone.
    public func flood(_ byteCount: Int) {
        let block = String(repeating: "a", count: 65_536)
        var left = byteCount
        while left > 0, write(left < block.utf8.count ? String(block.prefix(left)) : block) { left -= block.utf8.count }
    }

    /// Writes a byte every 20 ms for as long as the client stays.
    public func drip() {
        while !waitForHangup(milliseconds: 20), write(" ") {}
    }

    /// Says no more, and goes on listening.
    public func closeHalf() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Has the end of the connection be a reset.
    public func endWithReset() {
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    }

    /// Whether the client left, or sent something, within a time; without one it waits for that.
    @discardableResult
    public func waitForHangup(milliseconds: Int32 = -1) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, milliseconds) > 0
    }
}
