// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CNcurses
import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Turns signals into bytes in a pipe, where a Dispatch source finds them.
///
/// A handler may only use async-signal-safe functions; this one writes one byte, and a second one into a pipe of its own
/// where the signal asks for the end, since whoever reads the first pipe may be held up. ncurses' own handlers
/// (`newterm` installs them where there are none) never get installed: it admits that they are unsafe.
final class SignalPipe {
    let readDescriptor: Int32
    /// Where INT, TERM, QUIT and HUP arrive a second time.
    let endDescriptor: Int32
    private let writeDescriptor: Int32
    private let writeEndDescriptor: Int32
    private var previous: [(signal: Int32, action: sigaction)] = []

    init() throws(TerminalError) {
        (readDescriptor, writeDescriptor) = try Self.makePipe()
        do throws(TerminalError) {
            (endDescriptor, writeEndDescriptor) = try Self.makePipe()
        } catch {
            for descriptor in [readDescriptor, writeDescriptor] { closeDescriptor(descriptor) }
            throw error
        }
        // before a handler is installed: a global is made when it is first used
        signalPipeDescriptor.store(writeDescriptor, ordering: .relaxed)
        endPipeDescriptor.store(writeEndDescriptor, ordering: .relaxed)
    }

    private static func makePipe() throws(TerminalError) -> (read: Int32, write: Int32) {
        var descriptors: [Int32] = [-1, -1]
        guard pipe(&descriptors) == 0 else {
            throw TerminalError(code: .system, message: "No pipe could be made for signals: error \(errno).")
        }
        for descriptor in descriptors {
            _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
        return (descriptors[0], descriptors[1])
    }

    func install(_ signals: [Int32]) {
        for signal in signals {
            var action = sigaction()
            action.setHandler { signal in
                let saved = errno
                var byte = UInt8(truncatingIfNeeded: signal)
                _ = write(signalPipeDescriptor.load(ordering: .relaxed), &byte, 1)
                if signal == SIGINT || signal == SIGTERM || signal == SIGQUIT || signal == SIGHUP {
                    _ = write(endPipeDescriptor.load(ordering: .relaxed), &byte, 1)
                }
                errno = saved
            }
            action.sa_flags = SA_RESTART
            var old = sigaction()
            if sigaction(signal, &action, &old) == 0 { previous.append((signal, old)) }
        }
    }

    /// The signals that have arrived, oldest first.
    func drain() -> [Int32] {
        var bytes = [UInt8](repeating: 0, count: 64)
        var signals: [Int32] = []
        while true {
            let count = read(readDescriptor, &bytes, bytes.count)
            guard count > 0 else { return signals }
            signals += bytes[..<count].map(Int32.init)
        }
    }

    /// Puts back the handlers that were there before.
    func uninstall() {
        for var entry in previous.reversed() { sigaction(entry.signal, &entry.action, nil) }
        previous = []
    }

    /// Once no source reads it any more.
    func close() {
        uninstall()
        signalPipeDescriptor.store(-1, ordering: .relaxed)
        endPipeDescriptor.store(-1, ordering: .relaxed)
        for descriptor in [readDescriptor, writeDescriptor, endDescriptor, writeEndDescriptor] {
            closeDescriptor(descriptor)
        }
    }
}

/// `close(2)`, by a name that a method `close` does not hide.
func closeDescriptor(_ descriptor: Int32) {
    _ = close(descriptor)
}

/// The pipes' writing ends, -1 for none. Global, since a signal handler captures nothing; atomic, since it runs on any
/// thread at any moment, and loading an atomic integer is async-signal-safe.
private let signalPipeDescriptor = Atomic<Int32>(-1)
private let endPipeDescriptor = Atomic<Int32>(-1)

extension sigaction {
    /// The field has a different name on every platform.
    mutating func setHandler(_ handler: @escaping @convention(c) (Int32) -> Void) {
        #if canImport(Darwin)
        __sigaction_u.__sa_handler = handler
        #else
        __sigaction_handler.sa_handler = handler
        #endif
    }

    /// For `SA_SIGINFO`.
    mutating func setHandler(
        _ handler: @escaping @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?) -> Void
    ) {
        #if canImport(Darwin)
        __sigaction_u.__sa_sigaction = handler
        #else
        __sigaction_handler.sa_sigaction = handler
        #endif
    }
}
