// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CNcurses
import CellCanvas
import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Whether a screen is open: ncurses has one current screen in a process.
private let isOpen = Mutex(false)

extension TerminalScreen {
    private static let watchedSignals = [SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM, SIGQUIT, SIGHUP]

    func start() throws(TerminalError) {
        try Self.checkTerminal(environment)
        guard
            isOpen.withLock({ open in
                defer { open = true }
                return !open
            })
        else {
            throw TerminalError(code: .alreadyOpen, message: "A screen is open in this process already.")
        }
        do throws(TerminalError) {
            try openSurface()
        } catch {
            isOpen.withLock { $0 = false }
            throw error
        }
    }

    private static func checkTerminal(_ environment: [String: String]) throws(TerminalError) {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw TerminalError(
                code: .notATerminal,
                message: "The console needs a terminal for its keyboard and screen. "
                    + "In scripts and pipes use the commands instead, such as “countersign events list”.")
        }
        guard let type = environment["TERM"], !type.isEmpty else {
            throw TerminalError(
                code: .noTerminalType,
                message: "TERM is not set. Name your terminal, for example: export TERM=xterm-256color")
        }
    }

    private func openSurface() throws(TerminalError) {
        let type = DisplayText(environment["TERM"] ?? "")
        var modes = termios()
        guard tcgetattr(STDIN_FILENO, &modes) == 0 else {
            throw TerminalError(code: .system, message: "The terminal's settings cannot be read: error \(errno).")
        }
        if terminal_has_locale() == 0 {
            throw TerminalError(
                code: .system, message: "No UTF-8 locale is installed. Install one, or set LC_ALL=C.UTF-8.")
        }
        let description = try TerminalDescription.load(type: type, environment: environment)
        let signals = try SignalPipe()
        // Before ncurses opens: it puts its own handlers, which are not safe, wherever none is installed.
        signals.install(Self.watchedSignals)
        // From the first byte that is written on.
        let stallWatch = StallWatch(signals.endDescriptor, watching: executor.queue)
        let opened = description.openScreen()
        DirectColor.release()
        guard let handle = opened else {
            signals.uninstall()
            stallWatch.cancel { signals.close() }
            throw TerminalError(
                code: .unknownTerminalType, message: "The terminal type “\(type)” cannot be used. Try another TERM.")
        }
        let errors = DivertedErrors()
        CrashGuard.arm(restoring: description.restoreSequence, modes: modes, errors: errors)
        errors?.divert()
        self.errors = errors
        surface = CursesSurface(
            depth: description.depth, isDirect: description.isDirect, capturesMouse: options.capturesMouse,
            handle: handle)
        parser = InputParser(pasteLimit: options.pasteLimit, described: description.keys)
        self.signals = signals
        self.stallWatch = stallWatch
        startSources(signals)
    }

    private func startSources(_ signals: SignalPipe) {
        let input = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: executor.queue)
        input.setEventHandler { [weak self] in self?.assumeIsolated { $0.readInput(keeping: true) } }
        input.activate()
        inputSource = input
        let descriptor = signals.readDescriptor
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: executor.queue)
        source.setEventHandler { [weak self] in self?.assumeIsolated { $0.handleSignals() } }
        source.activate()
        signalSource = source
        let timer = DispatchSource.makeTimerSource(flags: .strict, queue: executor.queue)
        timer.setEventHandler { [weak self] in self?.assumeIsolated { $0.inputTimedOut() } }
        timer.activate()
        self.timer = timer
    }

    public func close() async {
        guard surface != nil else { return }
        surface?.leave()
        CrashGuard.disarm()
        errors?.restore()
        errors = nil
        surface?.close()
        surface = nil
        signals?.uninstall()
        timer?.cancel()
        await cancel(inputSource)
        await cancel(signalSource)
        if let stallWatch { await withCheckedContinuation { done in stallWatch.cancel { done.resume() } } }
        stallWatch = nil
        inputSource = nil
        signalSource = nil
        timer = nil
        signals?.close()
        signals = nil
        queue.finish()
        isOpen.withLock { $0 = false }
    }

    /// A descriptor may be closed only after its source's cancel handler has run.
    private func cancel(_ source: (any DispatchSourceRead)?) async {
        guard let source else { return }
        await withCheckedContinuation { continuation in
            source.setCancelHandler { continuation.resume() }
            source.cancel()
        }
    }

    private func handleSignals() {
        guard let signals else { return }
        var isResized = false
        for signal in signals.drain() {
            switch signal {
            case SIGWINCH: isResized = true
            case SIGTSTP: stop(group: false)
            case SIGCONT: takeTerminalBack()
            case SIGHUP: hangUp()
            default: terminate(by: signal)
            }
        }
        if isResized, surface?.measure() == true { queue.append([.resize(size)]) }
    }

    /// The first request lets the console end in order; the second one does not wait for it.
    private func terminate(by signal: Int32) {
        guard wasAskedToTerminate else {
            wasAskedToTerminate = true
            queue.append([.terminate])
            return
        }
        CrashGuard.restoreNow()
        signals?.uninstall()
        raise(signal)
    }

    func hangUp() {
        guard let source = inputSource else { return }
        source.cancel()
        inputSource = nil
        queue.append([.hangup])
        queue.finish()
    }

    public func suspend() {
        stop(group: true)
    }

    /// Stops the process as the terminal's own Ctrl-Z would, and returns when it continues.
    ///
    /// - Parameter group: whether the whole foreground job stops, as for a key, or only this process.
    func stop(group: Bool) {
        guard surface != nil, let signals else { return }
        surface?.leave()
        CrashGuard.disarm()
        errors?.restore()
        signals.uninstall()
        signals.install([SIGCONT])
        kill(group ? 0 : getpid(), SIGTSTP)
        // The stop may come a moment after `kill` returns. Where nobody controls jobs the system ignores it, and no
        // SIGCONT ever comes; then the screen comes back after this time.
        var descriptor = pollfd(fd: signals.readDescriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&descriptor, 1, 100)
        signals.uninstall()
        let others = signals.drain().filter { $0 != SIGCONT }
        signals.install(Self.watchedSignals)
        showAgain()
        if others.contains(where: { $0 != SIGWINCH && $0 != SIGTSTP }) { queue.append([.terminate]) }
    }

    /// The process was stopped by other means (SIGSTOP) and continues: the terminal may be in any state.
    private func takeTerminalBack() {
        guard surface != nil else { return }
        surface?.leave()
        showAgain()
    }

    private func showAgain() {
        let before = size
        errors?.divert()
        // before what it has to undo
        CrashGuard.rearm()
        surface?.enterAgain()
        queue.append(size == before ? [.resumed] : [.resumed, .resize(size)])
    }
}
