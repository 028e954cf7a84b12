// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A non-blocking TCP connection whose every wait ends at a deadline.
struct HTTPSocket: ~Copyable {
    enum Reception {
        case bytes(ArraySlice<UInt8>)
        case closed
        /// A reset, or the deadline.
        case failed
    }

    /// How long a wait lasts at most before the caller is asked whether it still wants the answer.
    private static let slice: Duration = .milliseconds(100)
    private static let blockSize = 16 * 1_024

    private let descriptor: Int32

    deinit {
        close(descriptor)
    }

    /// Connects to the first address of the host that answers.
    static func connect(
        to target: HTTPTarget, until deadline: ContinuousClock.Instant, while isWanted: () -> Bool
    ) -> HTTPSocket? {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = streamType
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(target.host, String(target.port), &hints, &list) == 0 else { return nil }
        defer { freeaddrinfo(list) }
        var next = list
        while let address = next?.pointee, isWanted(), ContinuousClock.now < deadline {
            if let socket = connect(to: address, until: deadline, while: isWanted) { return socket }
            next = address.ai_next
        }
        return nil
    }

    private static func connect(
        to address: addrinfo, until deadline: ContinuousClock.Instant, while isWanted: () -> Bool
    ) -> HTTPSocket? {
        let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        guard descriptor >= 0 else { return nil }
        let socket = HTTPSocket(descriptor: descriptor)
        guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
            fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0
        else { return nil }
        #if canImport(Darwin)
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &yes, socklen_t(MemoryLayout<Int32>.size))
        #endif
        if systemConnect(descriptor, address) == 0 { return socket }
        guard errno == EINPROGRESS else { return nil }
        while isWanted() {
            guard let isReady = socket.wait(for: POLLOUT, until: deadline) else { return nil }
            guard isReady else { continue }
            var failure: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &length) == 0, failure == 0 else {
                return nil
            }
            return socket
        }
        return nil
    }

    /// Whether all bytes were taken by the system before the deadline.
    borrowing func send(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemSend(descriptor, $0) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EAGAIN || errno == EINTR {
                guard wait(for: POLLOUT, until: deadline) != nil else { return false }
            } else {
                return false
            }
        }
        return true
    }

    /// What came next; an empty run of bytes where nothing came for a while and the deadline is not reached.
    borrowing func receive(until deadline: ContinuousClock.Instant) -> Reception {
        guard let isReady = wait(for: POLLIN, until: deadline) else { return .failed }
        guard isReady else { return .bytes([]) }
        var block = [UInt8](repeating: 0, count: Self.blockSize)
        let count = block.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        if count > 0 { return .bytes(block[..<count]) }
        if count == 0 { return .closed }
        return errno == EAGAIN || errno == EINTR ? .bytes([]) : .failed
    }

    /// True when ready, false after a slice of waiting, nil at the deadline.
    private borrowing func wait(for events: Int32, until deadline: ContinuousClock.Instant) -> Bool? {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return nil }
        let (seconds, attoseconds) = min(left, Self.slice).components
        // Rounded up, so that the last wait before the deadline does not spin.
        let milliseconds = Int32(seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1)
        var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
        let count = poll(&entry, 1, milliseconds)
        if count < 0 { return errno == EINTR ? false : nil }
        return count > 0
    }
}

#if canImport(Darwin)
private let streamType = SOCK_STREAM
private let noSignal: Int32 = 0
#else
private let streamType = Int32(SOCK_STREAM.rawValue)
private let noSignal = Int32(MSG_NOSIGNAL)
#endif

private func systemConnect(_ descriptor: Int32, _ address: addrinfo) -> Int32 {
    connect(descriptor, address.ai_addr, address.ai_addrlen)
}

private func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    send(descriptor, bytes.baseAddress, bytes.count, noSignal)
}
