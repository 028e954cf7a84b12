// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension CommandLine {
    /// Lines that are kept, here and across sessions.
    static let historyLimit = 200
    /// Longer lines are run, and not kept.
    static let rememberedLength = 500

    /// Whether a line may be kept for later sessions. Only what finds its way to a place is: no argument of a kind that
    /// could hold a reason or a secret ever is.
    static func isRemembered(_ line: String) -> Bool {
        let name = line.prefix { $0 != " " }.lowercased()
        guard line.count <= rememberedLength, let entry = try? entry(named: name) else { return false }
        switch entry.argument {
        case .none, .eventID, .requestID, .workflow, .theme, .filter, .field, .relation, .time: return true
        // The name of a file may say what the trail is exported for.
        case .file: return false
        }
    }
}

extension CommandLine.State {
    mutating func goBack(in history: [String]) {
        guard !history.isEmpty else { return }
        if historyIndex == nil { draft = editor.text }
        show(max(0, (historyIndex ?? history.count) - 1), of: history)
    }

    mutating func goForward(in history: [String]) {
        guard let index = historyIndex else { return }
        let next = index + 1
        guard next < history.count else {
            historyIndex = nil
            editor = LineEditor(draft)
            return
        }
        show(next, of: history)
    }

    /// Ctrl-R: the newest line that holds what was typed, then older ones.
    mutating func search(in history: [String]) {
        let needle = searched ?? editor.text.lowercased()
        if searched == nil { draft = editor.text }
        let end = searched == nil ? history.count : historyIndex ?? history.count
        guard let index = history[..<end].lastIndex(where: { $0.lowercased().contains(needle) }) else {
            problem = CommandLine.Problem(message: Words.Commands.noSuchHistory(needle))
            return
        }
        searched = needle
        problem = nil
        show(index, of: history)
    }

    private mutating func show(_ index: Int, of history: [String]) {
        historyIndex = index
        editor = LineEditor(history[index])
    }

    /// Forgets what led here, since the line is written by hand again.
    mutating func noteEdit() {
        completion = nil
        completed = nil
        problem = nil
        historyIndex = nil
        searched = nil
    }
}

extension Console.State {
    /// Keeps a line that was run: once, at the end, and for later sessions where it may be.
    mutating func remember(_ line: String) -> [Console.Effect] {
        commandHistory.removeAll { $0 == line }
        commandHistory.append(line)
        commandHistory.removeFirst(max(0, commandHistory.count - CommandLine.historyLimit))
        return CommandLine.isRemembered(line) ? [.remember(line)] : []
    }
}
