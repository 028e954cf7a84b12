// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

@preconcurrency import Dispatch

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Waits until a socket can be read or written, one waiter at a time.
///
/// The sources are suspended unless somebody waits. That is what makes back-pressure: bytes that nobody asks for stay
/// in the kernel, whose window then holds the server back.
///
/// `@unchecked Sendable`: everything here is touched on `queue` alone, which the actor that owns it runs on; every
/// entry checks that.
final class SocketReadiness: @unchecked Sendable {
    private let descriptor: Int32
    private let queue: DispatchQueue
    private var readSource: (any DispatchSourceRead)?
    private var writeSource: (any DispatchSourceWrite)?
    private var isReadArmed = false
    private var isWriteArmed = false
    private var waiter: CheckedContinuation<Void, Never>?
    private var isClosed = false

    init(descriptor: Int32, queue: DispatchQueue) {
        self.descriptor = descriptor
        self.queue = queue
    }

    /// Whether there is something to read, or the peer is gone, right now.
    var isReadable: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    /// Returns once the socket can be read, or also written where `orWritable` is set, or once ``interrupt()`` or
    /// ``close(then:)`` is called.
    func wait(orWritable: Bool = false, isExpectedSoon: Bool = true, isolation: isolated (any Actor)? = #isolation)
        async
    {
        dispatchPrecondition(condition: .onQueue(queue))
        if isClosed { return }
        // Most answers arrive within a fraction of a millisecond. Waiting for those here, on the connection's own
        // thread, spares two thread switches through Dispatch's manager.
        var entry = pollfd(fd: descriptor, events: Int16(orWritable ? POLLIN | POLLOUT : POLLIN), revents: 0)
        if poll(&entry, 1, isExpectedSoon ? 1 : 0) > 0 { return }
        await withCheckedContinuation { continuation in
            precondition(waiter == nil, "one waiter at a time")
            waiter = continuation
            arm(orWritable: orWritable)
        }
    }

    /// Ends a wait early.
    func interrupt() {
        dispatchPrecondition(condition: .onQueue(queue))
        wake()
    }

    /// Lets go of the socket and calls `completion` once Dispatch is done with its descriptor, so that it may be
    /// closed: a number that was closed too early comes back as another socket's.
    func close(then completion: @escaping @Sendable () -> Void) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard !isClosed else { return }
        isClosed = true
        wake()
        let group = DispatchGroup()
        for source in [readSource, writeSource] as [(any DispatchSourceProtocol)?] {
            guard let source else { continue }
            group.enter()
            source.setCancelHandler { group.leave() }
            source.cancel()
            // A suspended source never delivers its cancel handler.
            source.resume()
        }
        group.notify(queue: queue) { [readSource, writeSource] in
            withExtendedLifetime((readSource, writeSource)) { completion() }
        }
        readSource = nil
        writeSource = nil
    }

    private func arm(orWritable: Bool) {
        if readSource == nil {
            let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { [weak self] in self?.wake() }
            readSource = source
        }
        readSource?.resume()
        isReadArmed = true
        guard orWritable else { return }
        if writeSource == nil {
            let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
            source.setEventHandler { [weak self] in self?.wake() }
            writeSource = source
        }
        writeSource?.resume()
        isWriteArmed = true
    }

    private func wake() {
        if isReadArmed {
            readSource?.suspend()
            isReadArmed = false
        }
        if isWriteArmed {
            writeSource?.suspend()
            isWriteArmed = false
        }
        waiter?.resume()
        waiter = nil
    }
}
