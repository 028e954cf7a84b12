// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Console.State {
    /// Whole lines that complete what stands before the caret.
    func completions(of line: CommandLine.State) -> [String] {
        let text = line.editor.text
        guard let split = text.firstIndex(of: " ") else {
            return CommandLine.completions(ofName: text.lowercased())
        }
        let name = String(text[..<split])
        let rest = String(text[text.index(after: split)...])
        guard let entry = try? CommandLine.entry(named: name.lowercased()) else { return [] }
        let values: [String] =
            switch entry.argument {
            case .none, .time, .file: []
            case .filter: filterCompletions(of: rest)
            case .field:
                Timeline.CopyForm.allCases.map(\.rawValue) + ["json"] + (focusedEvent?.columns.map(\.name) ?? [])
            case .relation: EventRelation.allCases.map(\.rawValue)
            case .eventID: timeline.window.ids + (overview.latest.value?.events.map(\.id) ?? [])
            case .requestID: requestRows.compactMap(\.request?.id)
            case .workflow: workflows.workflows.map(\.key)
            case .theme: themeNames
            }
        var seen: Set<String> = []
        return values.filter { $0.hasPrefix(rest) && $0 != rest && seen.insert($0).inserted }.prefix(50)
            .map { "\(name) \($0)" }
    }

    /// Whole expressions that go on from what was typed, or the names of saved filters.
    private func filterCompletions(of text: String) -> [String] {
        for word in ["use", "delete"] where text.hasPrefix(word + " ") {
            return (timeline.savedFilters.value ?? []).map { "\(word) \($0.name)" }
        }
        let completion = completion(of: Timeline.FilterPrompt(editor: LineEditor(text)))
        let before = String(Array(text)[..<completion.range.lowerBound])
        return completion.candidates.map { before + $0 }
    }

    mutating func handleCommandLineKey(_ event: KeyEvent, line: CommandLine.State) -> [Console.Effect] {
        var line = line
        let index = dialogs.count - 1
        switch event {
        case KeyEvent(.escape), .control("c"):
            dialogs.removeLast()
            return []
        case KeyEvent(.enter): return runCommandLine(line, at: index)
        case KeyEvent(.tab): complete(&line, by: 1)
        case KeyEvent(.backTab): complete(&line, by: -1)
        case KeyEvent(.up), .control("p"): line.goBack(in: commandHistory)
        case KeyEvent(.down), .control("n"): line.goForward(in: commandHistory)
        case .control("r"): line.search(in: commandHistory)
        case KeyEvent(.backspace) where line.editor.isEmpty:
            dialogs.removeLast()
            return []
        default:
            if line.editor.handle(event) { line.noteEdit() }
        }
        dialogs[index] = .commandLine(line)
        return []
    }

    private func complete(_ line: inout CommandLine.State, by delta: Int) {
        // Tab again goes on through the completions of what was typed, not of what it put there.
        let base = line.completed ?? line.editor.text
        var origin = line
        origin.editor = LineEditor(base)
        let candidates = completions(of: origin)
        guard !candidates.isEmpty else { return }
        let next = line.completion.map { ($0 + delta + candidates.count) % candidates.count }
        let index = next ?? (delta > 0 ? 0 : candidates.count - 1)
        line.completed = base
        line.completion = index
        line.editor = LineEditor(candidates[index])
        line.problem = nil
    }

    private mutating func runCommandLine(_ line: CommandLine.State, at index: Int) -> [Console.Effect] {
        let text = line.editor.text.trimmingSpaces
        do {
            let command = try CommandLine.parse(line.editor.text)
            dialogs.removeLast()
            guard let command else { return [] }
            return remember(text) + run(command)
        } catch {
            var line = line
            line.problem = error
            dialogs[index] = .commandLine(line)
            return []
        }
    }

    /// Takes a completion that was clicked.
    mutating func completeCommandLine(with index: Int) {
        guard case .commandLine(var line)? = dialogs.last else { return }
        var origin = line
        origin.editor = LineEditor(line.completed ?? line.editor.text)
        let candidates = completions(of: origin)
        guard candidates.indices.contains(index) else { return }
        line.noteEdit()
        line.editor = LineEditor(candidates[index])
        dialogs[dialogs.count - 1] = .commandLine(line)
    }
}
