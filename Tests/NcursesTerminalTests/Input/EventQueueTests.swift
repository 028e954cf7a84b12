// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Testing

@testable import NcursesTerminal

@Suite struct EventQueueTests {
    @Test("Events come in order, then the stream ends")
    func order() async {
        let queue = EventQueue()
        queue.append([.key(.character("a")), .focus(true)])
        queue.append([.hangup])
        queue.finish()
        queue.append([.key(.character("z"))])
        var seen: [InputEvent] = []
        for await event in queue.stream() { seen.append(event) }
        #expect(seen == [.key(.character("a")), .focus(true), .hangup])
    }

    @Test("A reader that waits gets what comes")
    func waiting() async {
        let queue = EventQueue()
        async let first = queue.stream().first { _ in true }
        queue.append([.key(.character("x"))])
        #expect(await first == .key(.character("x")))
    }

    @Test("What was typed ahead can be dropped, what the terminal said stays")
    func discarding() async {
        let queue = EventQueue()
        queue.append([
            .key(KeyEvent(.enter)), .resize(Size(width: 80, height: 24)), .paste(InputEvent.Paste("x")), .terminate,
            .mouse(MouseEvent(.press(.left), at: .zero)),
        ])
        queue.discardInput()
        queue.finish()
        var seen: [InputEvent] = []
        for await event in queue.stream() { seen.append(event) }
        #expect(seen == [.resize(Size(width: 80, height: 24)), .terminate])
    }

    @Test("A flood of keys fills no memory, and what the terminal says still comes through")
    func flood() async {
        let queue = EventQueue()
        for _ in 0..<(EventQueue.limit + 1_000) { queue.append([.key(.character("x"))]) }
        queue.append([.terminate])
        queue.finish()
        var seen: [InputEvent] = []
        for await event in queue.stream() { seen.append(event) }
        #expect(seen.first == .terminate, "the request to end overtakes what was typed ahead")
        #expect(seen.dropFirst().elementsEqual(repeatElement(.key(.character("x")), count: EventQueue.limit)))
    }

    @Test("A storm of resizes is one")
    func resizes() async {
        let queue = EventQueue()
        for width in 1...500 { queue.append([.resize(Size(width: width, height: 10))]) }
        queue.finish()
        var seen: [InputEvent] = []
        for await event in queue.stream() { seen.append(event) }
        #expect(seen == [.resize(Size(width: 500, height: 10))])
    }
}
