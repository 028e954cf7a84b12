// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// Clicks and the wheel. What a click means is asked of the screen as it is drawn.
extension Console.State {
    /// Rows that a turn of the wheel moves.
    private static let wheelRows = 3

    mutating func handleMouse(_ event: MouseEvent) -> [Console.Effect] {
        guard hasPainted, !isQuitting, isMouseCaptured else { return [] }
        switch event.action {
        case .wheelUp: return turnWheel(by: -Self.wheelRows)
        case .wheelDown: return turnWheel(by: Self.wheelRows)
        case .press(.left):
            noteAttention()
            notice = nil
            guard let target = draw(theme: .fallback).target(at: event.position) else { return [] }
            return click(target)
        case .press, .release, .drag: return []
        }
    }

    /// Gives the mouse to the terminal, so that text can be selected, or takes it back.
    mutating func toggleMouse() -> [Console.Effect] {
        isMouseCaptured.toggle()
        let key = keyName("global.mouse")
        inform(isMouseCaptured ? Words.Mouse.taken(key) : Words.Mouse.released(key))
        return [.captureMouse(isMouseCaptured)]
    }

    private mutating func turnWheel(by rows: Int) -> [Console.Effect] {
        let key = KeyEvent(rows < 0 ? .up : .down)
        let index = dialogs.count - 1
        switch dialogs.last {
        case nil:
            guard tab != .timeline || timeline.prompt == nil else { return [] }
            return (0..<abs(rows)).flatMap { _ in run(rows < 0 ? .up : .down) }
        case .help:
            return handleHelpKeys(Array(repeating: key, count: abs(rows)))
        case .event: return (0..<abs(rows)).flatMap { _ in handleDialogKey(key) ?? [] }
        case .review(var review):
            review.scroll = max(0, min(review.scroll + rows, maximumScroll(of: review)))
            dialogs[index] = .review(review)
            return []
        default: return []
        }
    }

    private mutating func click(_ target: Canvas.Target) -> [Console.Effect] {
        switch target.name {
        case Click.tab: return Console.Tab(rawValue: target.number).map { run(.show($0)) } ?? []
        case Click.binding:
            let bindings = bindings
            return bindings.indices.contains(target.number) ? run(bindings[target.number]) : []
        case Click.dialogHint: return clickHint(target.number)
        case Click.row: return clickRow(below: target.number)
        case Click.term: return dialogs.isEmpty ? toggleTerm(at: target.number) : []
        case Click.relation:
            guard case .event(let detail)? = dialogs.last, detail.relations.indices.contains(target.number - 1) else {
                return []
            }
            return showRelated(detail.relations[target.number - 1])
        case Click.field: return clickField(target.number)
        case Click.review:
            if case .form(let form)? = dialogs.last {
                return handleFormKey(.control("s"), form: form, at: dialogs.count - 1)
            }
            return []
        case Click.cancel: return handleDialogKey(KeyEvent(.escape)) ?? []
        case let name where name.hasPrefix(Click.choicePrefix):
            guard let field = Int(name.dropFirst(Click.choicePrefix.count)) else { return [] }
            return clickChoice(target.number, of: field)
        default:
            guard let list = Int(target.name.dropFirst(Click.listPrefix.count)) else { return [] }
            return clickList(list, item: target.number)
        }
    }

    /// A hint is its key pressed, but for the one that confirms.
    private mutating func clickHint(_ index: Int) -> [Console.Effect] {
        let hints = dialogHints
        guard hints.indices.contains(index), let key = KeyNotation.event(hints[index].key.description),
            canBeClicked(key)
        else { return [] }
        if dialogs.isEmpty, tab == .timeline, timeline.prompt != nil { return handlePromptKey(key) }
        return handleDialogKey(key) ?? []
    }

    /// Only in a form Ctrl-S leads on to the review, which confirms; everywhere else it may be the confirmation.
    private func canBeClicked(_ key: KeyEvent) -> Bool {
        if case .form? = dialogs.last { return true }
        return key != .control("s") && key != .character(" ")
    }

    /// A row of the list in focus gets the focus; clicked again, it opens.
    private mutating func clickRow(below distance: Int) -> [Console.Effect] {
        let key = KeyEvent(distance < 0 ? .up : .down)
        switch dialogs.last {
        case nil:
            guard distance != 0 else { return openFocused() }
            return (0..<abs(distance)).flatMap { _ in run(distance < 0 ? .up : .down) }
        case .help:
            let keys = distance == 0 ? [KeyEvent(.enter)] : Array(repeating: key, count: abs(distance))
            return handleHelpKeys(keys)
        default: return []
        }
    }

    private mutating func clickList(_ list: Int, item: Int) -> [Console.Effect] {
        if list == Click.completions {
            completeCommandLine(with: item)
            return []
        }
        if dialogs.isEmpty, tab == .packages, let section = Packages.Section(rawValue: list) {
            if section == packages.section, packageRow(of: section) == item { return openFocused() }
            packages.section = section
            return focusPackages(row: item)
        }
        guard dialogs.isEmpty, tab == .overview, let panel = Overview.Panel(rawValue: list) else { return [] }
        if panel == overview.panel, overviewRow(of: panel) == item { return openFocused() }
        overview.panel = panel
        focusOverview(row: item)
        return []
    }

    /// Puts the focus there. Nothing that confirms is done by a click: in a review the button only gets the focus.
    private mutating func clickField(_ number: Int) -> [Console.Effect] {
        switch dialogs.last {
        case .form(var form) where form.fields.indices.contains(number):
            form.move(to: .field(number))
            dialogs[dialogs.count - 1] = .form(form)
        case .review(var review) where review.phase == .reviewing:
            let stops: [Review.Focus] = [.reason, .word, .confirm]
            guard stops.indices.contains(number), review.stops.contains(stops[number]) else { return [] }
            review.focus = stops[number]
            dialogs[dialogs.count - 1] = .review(review)
        default: break
        }
        return []
    }

    /// Makes a choice, or ticks an item.
    private mutating func clickChoice(_ choice: Int, of index: Int) -> [Console.Effect] {
        guard case .form(var form)? = dialogs.last, form.fields.indices.contains(index),
            form.fields[index].definition.choices.indices.contains(choice)
        else { return [] }
        form.move(to: .field(index))
        form.fields[index].pick(choice)
        form.noteEdit(of: index)
        dialogs[dialogs.count - 1] = .form(form)
        keepDraft(form)
        return []
    }

    private mutating func openFocused() -> [Console.Effect] {
        let opening = bindings.first { $0.command.actionName == "list.open" }
        return opening.map { run($0) } ?? []
    }

    /// Keys for the help one after the other; each one finds the help as the one before left it.
    private mutating func handleHelpKeys(_ keys: [KeyEvent]) -> [Console.Effect] {
        var effects: [Console.Effect] = []
        for key in keys {
            guard case .help(let current)? = dialogs.last else { break }
            effects += handleHelpKey(key, help: current)
        }
        return effects
    }
}
