// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CNcurses
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Gives the terminal back when the process ends without `close()`: a crash, or `exit()` elsewhere.
///
/// The handler uses async-signal-safe functions on memory that was made ready before, nothing else. Afterwards the
/// handler that was there before (the runtime's backtrace, or the system's) gets the signal.
enum CrashGuard {
    private static let signals = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGSYS]

    /// Keeps how to restore the terminal, and watches.
    ///
    /// Once per process: memory is kept for its whole life.
    static func arm(restoring bytes: [UInt8], modes: termios, errors: DivertedErrors?) {
        // Also makes the global before there is a handler that uses it.
        isArmed.store(false, ordering: .releasing)
        if crashState == nil {
            let state = UnsafeMutablePointer<CrashState>.allocate(capacity: 1)
            state.initialize(to: CrashState())
            crashState = state
            atexit { restoreAfterCrash() }
            installHandlers(into: state)
        }
        guard let state = crashState else { return }
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
        for (index, byte) in bytes.enumerated() { buffer[index] = byte }
        state.pointee.modes = modes
        state.pointee.errors = errors?.file ?? -1
        state.pointee.originalErrors = errors?.original ?? -1
        state.pointee.bytes = UnsafePointer(buffer)
        state.pointee.count = bytes.count
        isArmed.store(true, ordering: .releasing)
    }

    /// The terminal is as it should be outside of the console: while stopped, and after `close()`.
    static func disarm() {
        isArmed.store(false, ordering: .releasing)
    }

    static func rearm() {
        isArmed.store(true, ordering: .releasing)
    }

    /// Restores the terminal at once, from anywhere.
    static func restoreNow() {
        restoreAfterCrash()
    }

    /// Restores a terminal that is stalled, from another thread than the one that waits for it: its modes, and nothing that
    /// would have to be written.
    static func abandon() {
        restoreAfterCrash(writes: false)
    }

    private static func installHandlers(into state: UnsafeMutablePointer<CrashState>) {
        // A stack of its own, for when the crash is that this thread's stack is full; other threads have none.
        let size = 1 << 16
        var stack = stack_t()
        stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        stack.ss_size = size
        var present = stack_t()
        // The runtime's backtracer may have one already.
        if sigaltstack(nil, &present) == 0, present.ss_flags & Int32(SS_DISABLE) != 0 { sigaltstack(&stack, nil) }
        for signal in signals {
            var action = sigaction()
            action.setHandler { signal, information, _ in
                restoreAfterCrash()
                crashState?.pointee.silenceKeyboard()
                crashState?.pointee.reinstate(signal)
                // A fault happens again on return, where the handler from before finds it in its place. A signal that
                // somebody sent does not: the first one is that handler's, the second one, if it came back, the end.
                guard let information, information.pointee.si_code <= 0 else { return }
                var mask = sigset_t()
                sigemptyset(&mask)
                sigaddset(&mask, signal)
                pthread_sigmask(SIG_UNBLOCK, &mask, nil)
                raise(signal)
                raise(signal)
            }
            action.sa_flags = SA_ONSTACK | Int32(SA_SIGINFO)
            var old = sigaction()
            if sigaction(signal, &action, &old) == 0 { state.pointee.previous[Int(signal)] = old }
        }
    }
}

private struct CrashState {
    var modes = termios()
    var bytes: UnsafePointer<UInt8>?
    var count = 0
    /// The file that standard error was diverted to, and where it led before; -1 for neither.
    var errors: Int32 = -1
    var originalErrors: Int32 = -1
    let errorBuffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: DivertedErrors.limit)
    /// `/dev/null`, or -1 where standard input is to stay what it is.
    let nothing: Int32
    /// By signal number; 65 entries made beforehand, since a handler may not allocate.
    let previous: UnsafeMutablePointer<sigaction>

    init() {
        previous = .allocate(capacity: 65)
        previous.initialize(repeating: sigaction(), count: 65)
        let wish = getenv("SWIFT_BACKTRACE").map { String(cString: $0) } ?? ""
        nothing = wish.contains("interactive") ? -1 : open("/dev/null", O_RDONLY | O_CLOEXEC)
    }

    /// The runtime's backtracer asks on a terminal what it should do next and waits half a minute for a key; without
    /// a keyboard it ends at once. `SWIFT_BACKTRACE=interactive=yes` keeps the question.
    func silenceKeyboard() {
        if nothing >= 0 { dup2(nothing, STDIN_FILENO) }
    }

    func reinstate(_ signal: Int32) {
        guard signal > 0, signal < 65 else { return }
        sigaction(signal, previous + Int(signal), nil)
    }
}

/// What the handlers need.
///
/// `nonisolated(unsafe)`: a signal handler captures nothing, so it has to be global, and a pointer is not Sendable. It is
/// written once, before a handler is installed. What it points to is written by the thread that owns the terminal while
/// `isArmed` is false, and read by whoever takes `isArmed` down, which is one.
nonisolated(unsafe) private var crashState: UnsafeMutablePointer<CrashState>?
/// Whether the terminal is still to be restored: whoever exchanges it for false does so.
private let isArmed = Atomic<Bool>(false)

private func restoreAfterCrash(writes: Bool = true) {
    guard let state = crashState, isArmed.exchange(false, ordering: .acquiringAndReleasing) else { return }
    // In the background the terminal is somebody else's, and touching it would stop this process (SIGTTOU).
    let owner = tcgetpgrp(STDIN_FILENO)
    guard owner <= 0 || owner == getpgrp() else { return }
    // First: the writes below may be kept waiting, and a terminal without its modes is of no use to anybody.
    tcsetattr(STDIN_FILENO, TCSANOW, &state.pointee.modes)
    if writes, let bytes = state.pointee.bytes {
        var written = 0
        while written < state.pointee.count {
            let count = write(STDOUT_FILENO, bytes + written, state.pointee.count - written)
            if count <= 0 { break }
            written += count
        }
    }
    guard state.pointee.errors >= 0 else { return }
    dup2(state.pointee.originalErrors, STDERR_FILENO)
    guard writes else { return }
    DivertedErrors.replay(
        state.pointee.errors, to: state.pointee.originalErrors, through: state.pointee.errorBuffer)
}
