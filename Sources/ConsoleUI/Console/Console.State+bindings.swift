// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// The keys of each screen: what the footer hints at, the help lists and the keyboard does is one list.
extension Console.State {
    var bindings: [Console.Binding] {
        screenBindings + moveBindings + globalBindings
    }

    private typealias Binding = Console.Binding

    private var screenBindings: [Console.Binding] {
        switch tab {
        case .overview: overviewBindings
        case .timeline: timelineBindings
        case .sources: [Binding(.character("y"), label: Words.Keys.copyURL, command: .copyID, isHint: true)]
        case .packages: packageBindings
        case .workflows: workflowBindings
        case .requests: requestBindings
        }
    }

    private var overviewBindings: [Console.Binding] {
        var bindings: [Console.Binding] = []
        if let workflow = overviewWorkflow {
            bindings.append(
                Binding(
                    KeyEvent(.enter), .character("o"), label: Words.Keys.open, command: .enter,
                    offer: rules.offer(.open(workflow)), isHint: true))
        } else {
            bindings.append(Binding(KeyEvent(.enter), label: Words.Keys.show, command: .enter, isHint: true))
        }
        if let request = overviewRequest { bindings += governedBindings(request) }
        bindings += [
            Binding(KeyEvent(.tab), label: Words.Keys.nextPanel, command: .nextPanel, isHint: true),
            Binding(KeyEvent(.backTab), label: Words.Keys.previousPanel, command: .previousPanel),
            Binding(.character("/"), label: Words.Keys.filter, command: .editFilter, isHint: true),
            Binding(.character("y"), label: Words.Keys.copyID, command: .copyID),
        ]
        return bindings + engineBindings
    }

    private var timelineBindings: [Console.Binding] {
        [
            Binding(KeyEvent(.enter), label: Words.Keys.everyField, command: .enter, isHint: true),
            Binding(.character("/"), label: Words.Keys.filter, command: .editFilter, isHint: true),
            Binding(
                .character("f"), label: timeline.isFollowing ? Words.Keys.stopFollowing : Words.Keys.follow,
                command: .toggleFollow, isHint: true),
            Binding(.character("y"), label: Words.Keys.copyID, command: .copyID),
        ]
    }

    private var workflowBindings: [Console.Binding] {
        guard let workflow = workflows.selected else { return [] }
        return [
            Binding(
                KeyEvent(.enter), .character("o"), label: Words.Keys.open, command: .openWorkflow(nil),
                offer: rules.offer(.open(workflow)), isHint: true),
            Binding(.character("y"), label: Words.Keys.copyID, command: .copyID),
        ]
    }

    private var requestBindings: [Console.Binding] {
        guard let request = focusedRequest else { return [] }
        return [Binding(KeyEvent(.enter), label: Words.Keys.review, command: .enter, isHint: true)]
            + governedBindings(request)
            + [Binding(.character("y"), label: Words.Keys.copyID, command: .copyID)]
    }

    /// What can be done to a request; what cannot is there too, with its reason.
    func governedBindings(_ request: GovernanceRequest) -> [Console.Binding] {
        var kinds: [(Character, GovernedKind)] = [("s", .sign), ("x", .reject), ("w", .withdraw)]
        if request.session != nil { kinds = [("c", .close)] }
        return kinds.map { key, kind in
            Console.Binding(
                .character(key), label: Words.Review.name(of: kind), command: .govern(kind),
                offer: rules.offer(kind, on: request), isHint: true)
        }
    }

    private var moveBindings: [Console.Binding] {
        [
            Binding(.character("j"), KeyEvent(.down), label: Words.Keys.down, command: .down),
            Binding(.character("k"), KeyEvent(.up), label: Words.Keys.up, command: .up),
            Binding(.control("d"), KeyEvent(.pageDown), label: Words.Keys.pageDown, command: .pageDown),
            Binding(.control("u"), KeyEvent(.pageUp), label: Words.Keys.pageUp, command: .pageUp),
            Binding(.character("g"), KeyEvent(.home), label: Words.Keys.first, command: .first),
            Binding(.character("G"), KeyEvent(.end), label: Words.Keys.last, command: .last),
        ]
    }

    private var globalBindings: [Console.Binding] {
        let tabs = Console.Tab.allCases.map { tab in
            Binding(
                .character(Character("\(tab.rawValue)")), label: Words.tabName(tab), command: .show(tab))
        }
        return tabs + [
            Binding(.character("?"), KeyEvent(.function(1)), label: Words.Keys.help, command: .help, isHint: true),
            Binding(.character("r"), label: Words.Keys.refresh, command: .refresh, isHint: true),
            Binding(
                .character("p"), label: refresh.isPaused ? Words.Keys.resume : Words.Keys.pause,
                command: .togglePause),
            Binding(KeyEvent(.escape), label: Words.Keys.back, command: .back),
            Binding(.character(":"), label: Words.Keys.commandLine, command: .commandLine),
            Binding(.character("q"), .control("c"), label: Words.Keys.quit, command: .quit),
        ]
    }
}
