// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Console {
    /// Everything that a key, the help or the command line can ask for. None of it confirms a governed action: the
    /// governed ones open the dialog in which that is done.
    enum Command: Sendable, Hashable {
        case show(Tab)
        case back
        case help
        case commandLine
        case refresh
        case togglePause
        case quit
        case suspend
        case redraw
        case up
        case down
        case pageUp
        case pageDown
        case first
        case last
        case nextPanel
        case previousPanel
        /// Enter: goes into whatever is in focus.
        case enter
        case editFilter
        case applyFilter(String)
        case toggleFollow
        case copyID
        case openWorkflow(String?)
        case govern(GovernedKind)
        case showEvent(String)
        case showRequest(String)
        case useTheme(String)
        case jump(Timeline.Jump)
        case goTo(String)
        case toggleMark
        case markRange
        case markAll
        case clearMarks
        case copyMarks(Timeline.CopyForm)
        case copyField(String)
        case toggleZone
        case toggleActivity
        /// Shorter buckets (1) or longer ones (-1).
        case zoomActivity(Int)
        case showRelated(EventRelation?)
        case showInContext
        case export(path: String, overwrites: Bool)
        case listFilters
        /// Switches a term of the filter off, or all on again.
        case toggleTerm
        case saveFilter(String)
        case useFilter(String)
        case deleteFilter(String)
        case forward
        case toggleMouse
        case keepTheme
        case nextSection
        case previousSection
        /// The form of a workflow, with fields filled in by name.
        case openForm(String, prefilling: [String: String])
        /// The form of a package's draft; nil for an engine that has none yet.
        case openDraft(DeploymentPackage?)
        /// The review of a step on a package, a lease or an escalation.
        case begin(SubjectStep)
        /// Shows the next kind of requests.
        case nextRequestFilter
        /// The engine after the one that is looked at, or before it.
        case nextEngine
        case previousEngine
        /// The form of a workflow for the package that is looked at.
        case openPackageWorkflow(String)
    }

    /// A key, what it does here, and whether it can be done.
    struct Binding: Sendable, Hashable {
        var keys: [KeyEvent]
        var label: DisplayText
        var command: Command
        var offer: Offer = .available
        /// Whether the footer shows it.
        var isHint = false

        init(
            _ keys: KeyEvent..., label: DisplayText, command: Command, offer: Offer = .available,
            isHint: Bool = false
        ) {
            self.keys = keys
            self.label = label
            self.command = command
            self.offer = offer
            self.isHint = isHint
        }
    }
}
