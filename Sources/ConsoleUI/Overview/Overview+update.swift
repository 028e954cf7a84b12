// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Console.State {
    /// Rows in a panel that can have the focus.
    func rowCount(of panel: Overview.Panel) -> Int {
        switch panel {
        case .timeline: overviewEvents.count
        case .waiting: waitingCount
        case .sessions: sessionRows.count
        case .coverage: sources.definitions.count
        case .catalog: workflows.workflows.count
        case .summary, .resources, .trace, .rollback, .retirement, .guardrails:
            panel.section.map { packageRowCount(of: $0) } ?? 0
        }
    }

    /// The events that the overview shows on a terminal of this size.
    var overviewEvents: [AuditEvent] {
        let events = overview.latest.value?.events ?? []
        return Array(events.prefix(OverviewView.eventCount(in: self)))
    }

    func overviewRow(of panel: Overview.Panel) -> Int {
        let count = rowCount(of: panel)
        guard count > 0 else { return 0 }
        if panel == .trace { return packageRow(of: .trace) }
        if panel == .timeline {
            return overview.eventID.flatMap { id in overviewEvents.firstIndex { $0.id == id } } ?? 0
        }
        if let id = overview.requestIDs[panel],
            let row = overviewRequests(of: panel).firstIndex(where: { $0.id == id })
        {
            return row
        }
        return min(overview.rows[panel] ?? 0, count - 1)
    }

    var overviewEvent: AuditEvent? {
        switch overview.panel {
        case .timeline: overviewEvents.isEmpty ? nil : overviewEvents[overviewRow(of: .timeline)]
        case .trace: packages.trace.isEmpty ? nil : packages.trace[packageRow(of: .trace)]
        default: nil
        }
    }

    var overviewRequest: GovernanceRequest? { overviewRequestRow?.request }

    /// The request or escalation in focus.
    var overviewRequestRow: Requests.Row? {
        let rows = overviewRequests(of: overview.panel)
        return rows.isEmpty ? nil : rows[overviewRow(of: overview.panel)]
    }

    private func overviewRequests(of panel: Overview.Panel) -> [Requests.Row] {
        switch panel {
        case .waiting: waitingRows
        case .sessions: sessionRows
        default: []
        }
    }

    var overviewWorkflow: Workflow? {
        guard overview.panel == .catalog, !workflows.workflows.isEmpty else { return nil }
        return workflows.workflows[overviewRow(of: .catalog)]
    }

    mutating func moveOverview(_ command: Console.Command) {
        let panel = overview.panel
        let row = overviewRow(of: panel)
        let count = rowCount(of: panel)
        // Past a panel's end the next one begins: all of them are one list to read.
        if command == .down, row >= count - 1 { return movePanel(by: 1, wraps: false) }
        if command == .up, row == 0 {
            movePanel(by: -1, wraps: false)
            if overview.panel != panel { focusOverview(row: rowCount(of: overview.panel) - 1) }
            return
        }
        focusOverview(row: moved(row, command, count: count, page: 5))
    }

    mutating func movePanel(by delta: Int, wraps: Bool = true) {
        guard tab == .overview else { return }
        let panels = OverviewView.order(in: self)
        guard var index = panels.firstIndex(of: overview.panel) else { return }
        for _ in panels {
            index += delta
            if wraps { index = (index + panels.count) % panels.count }
            guard panels.indices.contains(index) else { return }
            // A panel without rows has nothing to put the focus on.
            guard rowCount(of: panels[index]) > 0 else { continue }
            overview.panel = panels[index]
            focusOverview(row: 0)
            return
        }
    }

    mutating func focusOverview(row: Int) {
        func id(in events: [AuditEvent]) -> String? {
            row == 0 || !events.indices.contains(row) ? nil : events[row].id
        }
        if overview.panel == .timeline {
            overview.eventID = id(in: overviewEvents)
        } else if overview.panel == .trace {
            packages.traceEventID = id(in: packages.trace)
        } else {
            overview.rows[overview.panel] = max(0, row)
            let requests = overviewRequests(of: overview.panel)
            overview.requestIDs[overview.panel] = requests.indices.contains(row) ? requests[row].id : nil
        }
    }

    mutating func enterOverview() -> [Console.Effect] {
        switch overview.panel {
        case .timeline, .trace: return overviewEvent.map { showEvent(id: $0.id) } ?? []
        case .waiting, .sessions: return overviewRequestRow.map { open($0) } ?? []
        case .coverage:
            sources.selection = overviewRow(of: .coverage)
            switchTab(to: .sources)
            return []
        case .catalog: return overviewWorkflow.map { openForm($0) } ?? []
        case .summary, .resources, .rollback, .retirement, .guardrails:
            guard let section = overview.panel.section else { return [] }
            packages.section = section
            packages.rows[section] = overviewRow(of: overview.panel)
            switchTab(to: .packages)
            return []
        }
    }
}
