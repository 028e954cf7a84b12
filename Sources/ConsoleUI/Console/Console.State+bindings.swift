// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// The keys of each screen: what the footer hints at, the help lists and the keyboard does is one list.
extension Console.State {
    var bindings: [Console.Binding] {
        mapped(screenBindings + moveBindings + globalBindings)
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
        case .settings: settingsBindings
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
        bindings += focusedGovernedBindings
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
        ] + timelineScaleBindings
    }

    private var workflowBindings: [Console.Binding] {
        if let lease = workflows.selectedLease { return leaseBindings(lease) }
        guard let workflow = workflows.selected else { return [] }
        return [
            Binding(
                KeyEvent(.enter), .character("o"), label: Words.Keys.open, command: .openWorkflow(nil),
                offer: rules.offer(.open(workflow)), isHint: true),
            Binding(.character("y"), label: Words.Keys.copyID, command: .copyID),
        ]
    }

    private var requestBindings: [Console.Binding] {
        guard focusedRow != nil else {
            return [Binding(.character("f"), label: Words.Keys.nextFilter, command: .nextRequestFilter, isHint: true)]
        }
        return [Binding(KeyEvent(.enter), label: Words.Keys.read, command: .enter, isHint: true)]
            + focusedGovernedBindings
            + [
                Binding(.character("f"), label: Words.Keys.nextFilter, command: .nextRequestFilter, isHint: true),
                Binding(.character("y"), label: Words.Keys.copyID, command: .copyID),
            ]
    }

    /// What can be done to the request or escalation in focus; what cannot is there too, with its reason.
    var focusedGovernedBindings: [Console.Binding] {
        switch focusedRow?.subject {
        case .request(let request)?: governedBindings(request)
        case .escalation(let escalation)?:
            mapped([
                Console.Binding(
                    .character("n"), label: Words.Review.name(of: .review),
                    command: .begin(.reviewEscalation(escalation)), offer: rules.offer(.reviewEscalation(escalation)),
                    isHint: true)
            ])
        case nil: []
        }
    }

    /// What can be done to a request; what cannot is there too, with its reason.
    func governedBindings(_ request: GovernanceRequest) -> [Console.Binding] {
        var kinds: [GovernedKind] = [.sign, .execute, .reject, .withdraw]
        // Others read already that only the requester withdraws.
        if request.requester == identity.value?.person.login { kinds.append(.amend) }
        // A session opens with the last signature: nothing is executed.
        if request.tenant != nil, request.packageID == nil, request.lease == nil { kinds.remove(at: 1) }
        if request.session != nil { kinds = [.close] }
        if request.state == .executed, request.session != nil || request.lease != nil {
            kinds = (request.session == nil ? [] : [.close]) + [.review]
        }
        let bindings = kinds.map { kind in
            Console.Binding(
                .character(kind.key), label: Words.Review.name(of: kind), command: .govern(kind),
                offer: rules.offer(kind, on: request), isHint: true)
        }
        return mapped(bindings)
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
            Binding(
                .character("t"), label: zone == nil ? Words.Keys.localTimes : Words.Keys.utcTimes,
                command: .toggleZone),
            Binding(
                KeyEvent(.escape), KeyEvent(.backspace), KeyEvent(.left, .alt), label: Words.Keys.back, command: .back),
            Binding(KeyEvent(.right, .alt), label: Words.Keys.forward, command: .forward),
            Binding(.character(":"), label: Words.Keys.commandLine, command: .commandLine),
            Binding(
                KeyEvent(.function(2)), KeyEvent(.character("m"), .alt), label: Words.Keys.mouse, command: .toggleMouse),
            Binding(.character("q"), .control("c"), label: Words.Keys.quit, command: .quit),
        ]
    }
}
