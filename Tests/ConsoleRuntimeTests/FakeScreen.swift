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
    }

    private struct Waiting {
        var isMet: @Sendable (Canvas) -> Bool
        var resume: CheckedContinuation<Void, Never>
    }

    private let state = Mutex(State())
    private let input: AsyncStream<InputEvent>.Continuation
    let events: AsyncStream<InputEvent>
    let size: Size
    let colorDepth = ColorDepth.truecolor

    init(width: Int = 120, height: Int = 40) {
        size = Size(width: width, height: height)
        (events, input) = AsyncStream.makeStream()
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

    func send(_ event: InputEvent) { input.yield(event) }
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
    }

    func discardInput() async { state.withLock { $0.discards += 1 } }

    func copy(_ text: String) async -> Bool {
        state.withLock { $0.copied.append(text) }
        return true
    }

    func captureMouse(_ capture: Bool) async {}
    func invalidate() async {}
    func suspend() async {}

    func close() async {
        state.withLock { $0.isClosed = true }
        input.finish()
    }
}
