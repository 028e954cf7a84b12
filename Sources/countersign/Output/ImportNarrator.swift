// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import LogExchange
import Synchronization

/// Tells on standard error how an import goes: problems as they come, and on a terminal one line that moves.
final class ImportNarrator: Sendable {
    private struct State {
        var hasLine = false
        var drawnAt: ContinuousClock.Instant?
    }

    private static let pace: Duration = .milliseconds(100)

    private let terminal: Terminal
    private let output: Output
    private let state = Mutex(State())

    /// `terminal` is what standard error is connected to.
    init(terminal: Terminal, output: Output) {
        self.terminal = terminal
        self.output = output
    }

    func take(_ notice: ImportNotice) {
        state.withLock { state in
            switch notice {
            case .problem(let problem):
                clear(&state)
                output.say("\(problem.description)")
            case .progress(let report):
                draw(report, &state)
            }
        }
    }

    /// Takes the moving line away.
    func end() {
        state.withLock { clear(&$0) }
    }

    private func draw(_ report: ImportReport, _ state: inout State) {
        guard terminal.isInteractive else { return }
        let now = ContinuousClock.now
        if let drawnAt = state.drawnAt, now - drawnAt < Self.pace { return }
        state.drawnAt = now
        state.hasLine = true
        let words = report.progressWords.truncated(to: max(1, (terminal.width ?? 80) - 1))
        FileHandle.standardError.write(Data("\r\(words.description)\u{1B}[K".utf8))
    }

    private func clear(_ state: inout State) {
        guard state.hasLine else { return }
        state.hasLine = false
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
}
