// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// Where a key or a paste goes: to what lies on top, then to the screen.
extension Console.State {
    mutating func handleKey(_ event: KeyEvent) -> [Console.Effect] {
        guard hasPainted, !isQuitting else { return [] }
        noteAttention()
        notice = nil
        if event == .control("l") { return [.redraw] }
        // What cannot be seen cannot be confirmed.
        guard isLargeEnough else { return [.character("q"), .control("c")].contains(event) ? quit() : [] }
        if event.typed == nil, conventions.keymap.keys(of: "global.mouse").contains(event) { return toggleMouse() }
        if let effects = handleDialogKey(event) { return effects }
        if tab == .timeline, timeline.prompt != nil { return handlePromptKey(event) }
        guard let binding = bindings.first(where: { $0.keys.contains(event) }) else { return [] }
        return run(binding)
    }

    /// Gives a key to what lies on top; nil where nothing does.
    mutating func handleDialogKey(_ event: KeyEvent) -> [Console.Effect]? {
        guard let dialog = dialogs.last else { return nil }
        guard let event = standardKey(for: event) else { return [] }
        let index = dialogs.count - 1
        switch dialog {
        case .help(let help): return handleHelpKey(event, help: help)
        case .commandLine(let line): return handleCommandLineKey(event, line: line)
        case .event(let detail): return handleEventKey(event, detail: detail, at: index)
        case .form(let form): return handleFormKey(event, form: form, at: index)
        case .review(let review): return handleReviewKey(event, review: review, at: index)
        case .filters(let list): return handleFiltersKey(event, list, at: index)
        }
    }

    /// Pasted text enters text fields and nothing else.
    mutating func handlePaste(_ text: String, isTruncated: Bool) -> [Console.Effect] {
        guard hasPainted, !isQuitting, isLargeEnough else { return [] }
        noteAttention()
        notice = nil
        let index = dialogs.count - 1
        switch dialogs.last {
        case .help(var help):
            help.search.insert(text)
            help.selection = 0
            dialogs[index] = .help(help)
        case .commandLine(var line):
            line.editor.insert(text)
            line.noteEdit()
            dialogs[index] = .commandLine(line)
        case .form(let form): pasteIntoForm(text, form: form, at: index)
        case .review(let review): pasteIntoReview(text, review: review, at: index)
        case .event, .filters: inform(Words.Notices.pasteRefused, .warning)
        case nil:
            if tab == .timeline, timeline.prompt != nil {
                timeline.prompt?.editor.insert(text)
                timeline.prompt?.edited()
            } else {
                inform(Words.Notices.pasteRefused, .warning)
            }
        }
        if isTruncated, notice == nil { inform(Words.Notices.pasteCut, .warning) }
        return []
    }

    mutating func run(_ binding: Console.Binding) -> [Console.Effect] {
        guard binding.offer.canBeAttempted else {
            notice = Console.Notice(
                kind: .warning,
                text: Words.Notices.unavailable(binding.label, DisplayText(binding.offer.reason ?? "")))
            return []
        }
        return run(binding.command)
    }

    private mutating func handleEventKey(
        _ event: KeyEvent, detail: EventDetail.State, at index: Int
    ) -> [Console.Effect] {
        var detail = detail
        let page = EventDetailView.page(in: self)
        let maximum = max(0, EventDetailView.lines(of: detail, in: self, width: contentArea.width).count - page)
        switch event {
        case KeyEvent(.escape), .character("q"), .control("c"), KeyEvent(.enter):
            let counting = stopCountingRelated()
            dialogs.removeLast()
            // an event below this one may have been left uncounted
            return counting + (detail.token == nil ? [] : [.cancel(.event)]) + countRelated()
        case KeyEvent(.down), .character("j"): detail.scroll += 1
        case KeyEvent(.up), .character("k"): detail.scroll -= 1
        case KeyEvent(.pageDown), .character(" "), .control("d"): detail.scroll += page
        case KeyEvent(.pageUp): detail.scroll -= page
        case KeyEvent(.home), .character("g"): detail.scroll = 0
        case KeyEvent(.end), .character("G"): detail.scroll = maximum
        case .character("y"): return [.copy(detail.id)]
        case .character("o"):
            if let id = detail.event?.requestID { return showRequest(id: id) }
            inform(Words.Event.noRequest)
        default: return handleEventDetailKey(event, detail)
        }
        detail.scroll = min(max(0, detail.scroll), maximum)
        dialogs[index] = .event(detail)
        return []
    }
}
