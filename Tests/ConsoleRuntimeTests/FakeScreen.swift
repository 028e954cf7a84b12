// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Synchronization
import Testing

/// A terminal in memory: keys go in, and tests wait for what becomes visible.
final class FakeScreen: Screen {
    private struct State {
        var canvas: Canvas?
        var presented = 0
        var discards = 0
        var copied: [String] = []
        var isClosed = false
        var waiting: [Int: Waiting] = [:]
        var nextID = 0
        /// Input that nobody has asked for yet.
        var input: [InputEvent] = []
        var reader: CheckedContinuation<InputEvent?, Never>?
        var drained: [CheckedContinuation<Void, Never>] = []
        /// Whether frames take until `showFrames()`.
        var holdsFrames = false
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private struct Waiting {
        var isMet: @Sendable (Canvas) -> Bool
        var resume: CheckedContinuation<Void, Never>
    }

    private let state = Mutex(State())
    let size: Size
    let colorDepth = ColorDepth.truecolor

    init(width: Int = 120, height: Int = 40) {
        size = Size(width: width, height: height)
    }

    /// What is typed, as it is asked for: what nobody has taken can still be dropped.
    var events: AsyncStream<InputEvent> {
        AsyncStream {
            await self.nextEvent()
        } onCancel: {
            self.endInput()
        }
    }

    private func nextEvent() async -> InputEvent? {
        await withCheckedContinuation { reader in
            let (answer, drained): (InputEvent??, [CheckedContinuation<Void, Never>]) = state.withLock { state in
                if !state.input.isEmpty { return (state.input.removeFirst(), []) }
                if state.isClosed { return (.some(nil), []) }
                state.reader = reader
                defer { state.drained = [] }
                return (nil, state.drained)
            }
            if let answer { reader.resume(returning: answer) }
            for waiter in drained { waiter.resume() }
        }
    }

    private func endInput() {
        let reader = state.withLock { state in
            state.isClosed = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    var text: String { state.withLock { $0.canvas?.text ?? "" } }
    /// Whether any cell of what is shown has that colour.
    func hasColor(_ color: Color) -> Bool {
        state.withLock { state in
            guard let canvas = state.canvas else { return false }
            return (0..<canvas.size.height).contains { y in canvas.row(y).contains { $0.style.foreground == color } }
        }
    }
    /// How many canvases were shown.
    var presented: Int { state.withLock { $0.presented } }
    var discards: Int { state.withLock { $0.discards } }
    var copied: [String] { state.withLock { $0.copied } }
    var isClosed: Bool { state.withLock { $0.isClosed } }

    func send(_ event: InputEvent) {
        let reader = state.withLock { state in
            defer { state.reader = nil }
            if state.reader == nil { state.input.append(event) }
            return state.reader
        }
        reader?.resume(returning: event)
    }

    /// Returns once the console has taken all that was typed.
    func waitUntilRead() async {
        await withCheckedContinuation { waiter in
            let isRead = state.withLock { state in
                if state.reader != nil, state.input.isEmpty { return true }
                state.drained.append(waiter)
                return false
            }
            if isRead { waiter.resume() }
        }
    }

    /// Frames take until `showFrames()`: the console is busy, and what is typed meanwhile waits.
    func holdFrames() { state.withLock { $0.holdsFrames = true } }

    /// Returns once a frame is held.
    func waitUntilHeld() async {
        while state.withLock({ $0.held.isEmpty }), !Task.isCancelled { await Task.yield() }
    }

    func showFrames() {
        let held = state.withLock { state in
            state.holdsFrames = false
            defer { state.held = [] }
            return state.held
        }
        for frame in held { frame.resume() }
    }

    func press(_ keys: KeyEvent...) { for key in keys { send(.key(key)) } }
    func type(_ text: String) { for character in text { press(.character(character)) } }

    /// Returns once a canvas with the text has been shown. When the test's time is up instead, says what was shown.
    func waitFor(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) async {
        await wait { $0.text.contains(text) }
        guard Task.isCancelled else { return }
        Issue.record("“\(text)” was never shown, but this:\n\(self.text)", sourceLocation: sourceLocation)
    }

    private func wait(until isMet: @escaping @Sendable (Canvas) -> Bool) async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { resume in
                let isDone = state.withLock { state in
                    if Task.isCancelled { return true }
                    if let canvas = state.canvas, isMet(canvas) { return true }
                    state.waiting[id] = Waiting(isMet: isMet, resume: resume)
                    return false
                }
                if isDone { resume.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume.resume()
        }
    }

    func present(_ canvas: Canvas) async {
        let met = state.withLock { state in
            state.canvas = canvas
            state.presented += 1
            let met = state.waiting.filter { $0.value.isMet(canvas) }
            for id in met.keys { state.waiting[id] = nil }
            return met.values.map(\.resume)
        }
        for resume in met { resume.resume() }
        await withCheckedContinuation { frame in
            let isHeld = state.withLock { state in
                if state.holdsFrames { state.held.append(frame) }
                return state.holdsFrames
            }
            if !isHeld { frame.resume() }
        }
    }

    func discardInput() async {
        state.withLock { state in
            state.discards += 1
            state.input = []
        }
    }

    func copy(_ text: String) async -> Bool {
        state.withLock { $0.copied.append(text) }
        return true
    }

    func captureMouse(_ capture: Bool) async {}
    func invalidate() async {}
    func suspend() async {}

    func close() async {
        endInput()
    }
}
