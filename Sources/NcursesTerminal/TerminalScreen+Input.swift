// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Dispatch

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension TerminalScreen {
    /// Reads all that has been typed.
    ///
    /// What is dropped is parsed too: cut out of the middle of a paste, its end would be typed as keys.
    /// - Parameter keeping: whether it becomes events; before the first canvas nothing does.
    func readInput(keeping: Bool) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        // More than any terminal holds back at once. Whoever pours in more (a file sent as if it were typed) must not
        // keep drawing and signals waiting: the source fires again.
        var turns = 64
        while turns > 0, inputSource != nil, isInputReady() {
            turns -= 1
            let count = read(STDIN_FILENO, &buffer, buffer.count)
            if count > 0 {
                let now = ContinuousClock.now
                let events = Self.typed(parser.parse(buffer[..<count], after: lastRead.duration(to: now)))
                lastRead = now
                if keeping, hasPresented { deliver(events) }
            } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
                hangUp()
                return
            }
        }
        scheduleTimeout()
    }

    /// What has come meanwhile counts first: this process may have been kept from reading it for longer than a person or
    /// a link takes.
    func inputTimedOut() {
        if inputSource != nil, isInputReady() { return readInput(keeping: true) }
        let events = parser.timeOut()
        if hasPresented { deliver(events) }
        scheduleTimeout()
    }

    /// Without the key that confirms, where it came in one piece with others: a terminal that does not mark what is
    /// pasted, the Linux console for one, would let a paste confirm. A person's keys come one by one.
    static func typed(_ events: [InputEvent]) -> [InputEvent] {
        events.count > 1 ? events.filter { $0 != .key(.control("s")) } : events
    }

    /// Whether a read would not wait: the source may have fired for bytes that are gone by now.
    private func isInputReady() -> Bool {
        var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) > 0
    }

    private func deliver(_ events: [InputEvent]) {
        for event in events {
            if event == .key(.control("z")) {
                stop(group: true)
            } else {
                queue.append([event])
            }
        }
    }

    private func scheduleTimeout() {
        let delay: DispatchTimeInterval
        switch parser.waiting {
        case .nothing: delay = .never
        case .escape: delay = .milliseconds(Int(InputParser.escapePatience / .milliseconds(1)))
        case .sequence: delay = .milliseconds(500)
        case .paste: delay = .seconds(3)
        case .afterPaste: delay = .milliseconds(10)
        }
        timer?.schedule(deadline: delay == .never ? .distantFuture : .now() + delay, leeway: .nanoseconds(0))
    }
}
