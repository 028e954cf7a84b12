// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Console.State {
    /// What could be typed at the caret of the filter line.
    func completion(of prompt: Timeline.FilterPrompt) -> FilterCompletion {
        let editor = prompt.completed ?? prompt.editor
        return EventFilter.completion(of: editor.text, at: editor.caret, known: knownValues)
    }

    /// Values that the events in memory have, the newest first.
    private var knownValues: [EventFilter.Field: [String]] {
        var known: [EventFilter.Field: [String]] = [:]
        for event in timeline.window.events.prefix(400) {
            let values: [(EventFilter.Field, String?)] = [
                (.actor, event.actorUsername), (.action, event.action), (.tenant, event.tenant),
                (.environment, event.environment), (.package, event.packageID), (.request, event.requestID),
                (.resource, event.resourceTerm), (.surface, event.surface), (.origin, event.origin),
                (.correlation, event.correlationID),
            ]
            for (field, value) in values {
                guard let value, known[field, default: []].count < 40 else { continue }
                if known[field]?.contains(value) != true { known[field, default: []].append(value) }
            }
        }
        return known
    }

    mutating func handlePromptKey(_ event: KeyEvent) -> [Console.Effect] {
        guard var prompt = timeline.prompt else { return [] }
        switch event {
        case KeyEvent(.enter): return apply(filterText: prompt.editor.text)
        case KeyEvent(.escape), .control("c"):
            timeline.prompt = nil
            return []
        case KeyEvent(.tab): complete(&prompt, by: 1)
        case KeyEvent(.backTab): complete(&prompt, by: -1)
        case KeyEvent(.up), .control("p"): prompt.goBack(in: timeline.filterHistory)
        case KeyEvent(.down), .control("n"): prompt.goForward(in: timeline.filterHistory)
        default:
            if prompt.editor.handle(event) { prompt.edited() }
        }
        timeline.prompt = prompt
        return []
    }

    private func complete(_ prompt: inout Timeline.FilterPrompt, by delta: Int) {
        // Tab again goes on through the completions of what was typed, not of what it put there.
        let base = prompt.completed ?? prompt.editor
        let completion = completion(of: prompt)
        let candidates = completion.candidates
        guard !candidates.isEmpty else { return }
        let next = prompt.candidate.map { ($0 + delta + candidates.count) % candidates.count }
        let index = next ?? (delta > 0 ? 0 : candidates.count - 1)
        let characters = base.characters
        let before = String(characters[..<completion.range.lowerBound]) + candidates[index]
        let after = String(characters[completion.range.upperBound...])
        prompt.editor = LineEditor(before + after, caret: before.count)
        prompt.problem = nil
        prompt.completed = base
        prompt.candidate = index
        // one candidate is settled: what comes next is completed from here
        if candidates.count == 1 { prompt.edited() }
    }
}

extension Timeline.FilterPrompt {
    /// Text was typed: what was chosen before is part of it now.
    mutating func edited() {
        problem = nil
        completed = nil
        candidate = nil
        historyIndex = nil
    }

    mutating func goBack(in history: [String]) {
        guard !history.isEmpty else { return }
        if historyIndex == nil { draft = editor.text }
        let index = max(0, (historyIndex ?? history.count) - 1)
        edited()
        historyIndex = index
        editor = LineEditor(history[index])
    }

    mutating func goForward(in history: [String]) {
        guard let index = historyIndex else { return }
        let next = index + 1
        edited()
        historyIndex = next < history.count ? next : nil
        editor = LineEditor(next < history.count ? history[next] : draft)
    }
}
