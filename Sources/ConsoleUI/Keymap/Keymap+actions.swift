// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Keymap {
    private static let screens = Set(Console.Tab.allCases.map { Place.screen($0) })

    /// Every action, in the order in which `countersign keys list` shows them.
    public static let actions: [Action] = global + tabs + lists + screenActions + timeline + packages + requests

    /// What the console keeps for itself: these always leave, stop, redraw and confirm, whatever a file says.
    static let reserved: Set<KeyEvent> = [.control("c"), .control("z"), .control("l"), .control("s")]

    /// Names that look like actions and are fixed, since every confirmation must be the same deliberate one.
    static let fixed: Set<String> = ["review.confirm", "review.cancel", "review.word", "form.review", "form.leave"]

    private static let global: [Action] = [
        Action("global.help", [.character("?"), KeyEvent(.function(1))], Words.Keys.help, in: screens),
        Action("global.refresh", [.character("r")], Words.Keys.refresh, in: screens),
        Action("global.pause", [.character("p")], Words.Keys.pause, in: screens),
        Action(
            "global.back", [KeyEvent(.escape), KeyEvent(.backspace), KeyEvent(.left, .alt)], Words.Keys.back,
            in: screens),
        Action("global.forward", [KeyEvent(.right, .alt)], Words.Keys.forward, in: screens),
        Action("global.command", [.character(":")], Words.Keys.commandLine, in: screens),
        Action(
            "global.mouse", [KeyEvent(.function(2)), KeyEvent(.character("m"), .alt)], Words.Keys.mouse,
            in: screens.union([.event, .request])),
        Action("global.zone", [.character("t")], Words.Keys.localTimes, in: screens),
        Action("global.quit", [.character("q"), .control("c")], Words.Keys.quit, in: screens),
    ]

    private static let tabs: [Action] = Console.Tab.allCases.map { tab in
        Action("screen.\(tab)", [.character(Character("\(tab.rawValue)"))], Words.tabName(tab), in: screens)
    }

    private static let lists: [Action] = {
        let readable = screens.union([.event, .request])
        return [
            Action("list.down", [.character("j"), KeyEvent(.down)], Words.Keys.down, in: readable),
            Action("list.up", [.character("k"), KeyEvent(.up)], Words.Keys.up, in: readable),
            Action("list.page-down", [.control("d"), KeyEvent(.pageDown)], Words.Keys.pageDown, in: readable),
            Action("list.page-up", [.control("u"), KeyEvent(.pageUp)], Words.Keys.pageUp, in: readable),
            Action("list.first", [.character("g"), KeyEvent(.home)], Words.Keys.first, in: readable),
            Action("list.last", [.character("G"), KeyEvent(.end)], Words.Keys.last, in: readable),
            Action("list.open", [KeyEvent(.enter), .character("o")], Words.Keys.show, in: screens),
            Action("list.copy", [.character("y")], Words.Keys.copyID, in: readable),
        ]
    }()

    private static let screenActions: [Action] = [
        Action(
            "overview.next-panel", [KeyEvent(.tab)], Words.Keys.nextPanel, in: [.screen(.overview), .screen(.packages)]),
        Action(
            "overview.previous-panel", [KeyEvent(.backTab)], Words.Keys.previousPanel,
            in: [.screen(.overview), .screen(.packages)]),
        Action(
            "settings.next-section", [KeyEvent(.tab), KeyEvent(.right)], Words.Settings.nextSection,
            in: [.screen(.settings)]),
        Action(
            "settings.previous-section", [KeyEvent(.backTab), KeyEvent(.left)], Words.Settings.previousSection,
            in: [.screen(.settings)]),
        Action("requests.filter", [.character("f")], Words.Keys.nextFilter, in: [.screen(.requests)]),
        Action(
            "lease.escalate", [.character("e")], Words.Keys.escalate, in: [.screen(.workflows)], isGoverned: true),
        Action(
            "lease.review", [.character("n")], Words.Review.name(of: .review), in: [.screen(.workflows)],
            isGoverned: true),
        Action(
            "timeline.filter", [.character("/")], Words.Keys.filter, in: [.screen(.overview), .screen(.timeline)]),
        Action("timeline.follow", [.character("f")], Words.Keys.follow, in: [.screen(.timeline)]),
        Action("event.request", [.character("o")], Words.Hints.itsRequest, in: [.event]),
    ]

    private static let timeline: [Action] = Timeline.keys.compactMap { entry in
        entry.command.actionName.map { Action($0, [.character(entry.key)], entry.label, in: [.screen(.timeline)]) }
    }

    private static let packages: [Action] = {
        let both: Set<Place> = [.screen(.overview), .screen(.packages)]
        let steps: [(name: String, key: Character, label: DisplayText)] = [
            ("approve", "a", Words.Packages.approve), ("quota", "u", Words.Packages.quota),
            ("roll-back", "b", Words.Packages.rollBack), ("retire", "T", Words.Packages.retire),
            ("revise", "D", Words.Packages.revise), ("block", "B", Words.Packages.block),
            ("serving", "V", Words.Packages.servingStep),
        ]
        return [
            Action("package.next", [.character("]"), KeyEvent(.right)], Words.Keys.nextEngine, in: both),
            Action("package.previous", [.character("["), KeyEvent(.left)], Words.Keys.previousEngine, in: both),
        ]
            + steps.map { step in
                Action(
                    "package.\(step.name)", [.character(step.key)], step.label, in: [.screen(.packages)],
                    isGoverned: true)
            }
    }()

    private static let requests: [Action] = {
        GovernedKind.allCases.map { kind in
            Action(
                "request.\(kind.rawValue)", [.character(kind.key)], Words.Review.name(of: kind),
                in: [.screen(.overview), .screen(.requests), .request], isGoverned: true)
        }
    }()
}

extension Console.Command {
    /// The action of the key map that runs the command; nil for what no key alone can ask.
    var actionName: String? {
        switch self {
        case .show(let tab): "screen.\(tab)"
        case .back: "global.back"
        case .forward: "global.forward"
        case .help: "global.help"
        case .commandLine: "global.command"
        case .refresh: "global.refresh"
        case .togglePause: "global.pause"
        case .toggleMouse: "global.mouse"
        case .quit: "global.quit"
        case .up: "list.up"
        case .down: "list.down"
        case .pageUp: "list.page-up"
        case .pageDown: "list.page-down"
        case .first: "list.first"
        case .last: "list.last"
        case .enter, .openWorkflow(nil): "list.open"
        case .copyID: "list.copy"
        case .nextPanel: "overview.next-panel"
        case .previousPanel: "overview.previous-panel"
        case .editFilter: "timeline.filter"
        case .toggleFollow: "timeline.follow"
        case .govern(let kind): "request.\(kind.rawValue)"
        case .keepTheme: "list.open"
        case .nextSection: "settings.next-section"
        case .previousSection: "settings.previous-section"
        case .nextRequestFilter: "requests.filter"
        case .nextEngine: "package.next"
        case .previousEngine: "package.previous"
        case .openDraft: "package.revise"
        case .openPackageWorkflow("quota-exception-package"): "package.quota"
        case .openPackageWorkflow("rollback-package-approval"): "package.roll-back"
        case .openPackageWorkflow("engine-retirement-package"): "package.retire"
        case .openPackageWorkflow: "package.approve"
        case .begin(.escalate): "lease.escalate"
        case .begin(.reviewEscalation): "lease.review"
        case .begin(.block), .begin(.unblock): "package.block"
        case .begin(.serve), .begin(.drain): "package.serving"
        case .toggleZone: "global.zone"
        case .toggleMark: "timeline.mark"
        case .markRange: "timeline.mark-range"
        case .markAll: "timeline.mark-all"
        case .clearMarks: "timeline.clear-marks"
        case .copyMarks(.ids): "timeline.copy-marks"
        case .toggleActivity: "timeline.histogram"
        case .zoomActivity(let step): step > 0 ? "timeline.zoom-in" : "timeline.zoom-out"
        case .showRelated(nil): "timeline.related"
        case .showInContext: "timeline.context"
        case .toggleTerm: "timeline.term"
        case .listFilters: "timeline.saved-filters"
        case .jump(let jump): "timeline.\(jump.direction == .older ? "older" : "newer")-\(jump.kind)"
        default: nil
        }
    }
}
