// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Words {
    enum Requests {
        static let title: DisplayText = "Requests"
        static let loading: DisplayText = "Reading the requests …"
        static let empty: DisplayText =
            "There is no request yet. Governance Operators open them from Workflows (\(Console.Tab.workflows.rawValue))."
        static let none: DisplayText = "No request is of this kind. f shows others."
        static func cut(_ limit: Int) -> DisplayText {
            "The newest \(limit) open requests; older ones: countersign requests list --open --after ID"
        }
        static let waiting: DisplayText = "Waiting for you"
        static let sessions: DisplayText = "Open sessions"
        static let mine: DisplayText = "Yours, waiting for others"
        static let open: DisplayText = "Open, by expiry"
        static let closed: DisplayText = "Ended"
        static let voided: DisplayText = "must be signed again: what was signed has been edited"
        static let mustSignAgain: DisplayText = "must be signed again"
        static let awaitsExecution: DisplayText = "awaits execution by a Governance Operator"
        static let escalation: DisplayText = "Escalation of a lease"
        static let awaitsReview: DisplayText = "awaits a review"

        static func group(_ group: ConsoleUI.Requests.Group) -> DisplayText {
            switch group {
            case .waiting: waiting
            case .session: sessions
            case .mine: mine
            case .open: open
            case .closed: closed
            }
        }
        static func filter(_ filter: ConsoleUI.Requests.Filter) -> DisplayText {
            switch filter {
            case .all: "all"
            case .waiting: "waiting for you"
            case .open: "open"
            case .ended: "ended"
            }
        }
        static func shown(_ filter: ConsoleUI.Requests.Filter) -> DisplayText { "showing: \(self.filter(filter))" }
        static func duty(_ duty: RequestDuty) -> DisplayText {
            switch duty {
            case .sign: "sign"
            case .execute: "execute"
            case .review: "review"
            }
        }
        static func needs(_ slots: [WorkflowSlot]) -> DisplayText {
            "needs \(slots.map { DisplayText($0.role.title) }.joined(separator: " and "))"
        }
        /// What an open or reviewable request waits for; empty where it waits for nothing.
        static func awaits(_ request: GovernanceRequest) -> DisplayText {
            if request.state == .authorized { return awaitsExecution }
            if request.state.isOpen { return needs(request.missingSlots) }
            return request.needsReview ? awaitsReview : ""
        }
        static func signed(_ signatures: [RequestSignature]) -> DisplayText {
            signatures.isEmpty
                ? "nobody has signed"
                : "signed by \(signatures.map { DisplayText($0.signerName) }.joined(separator: ", "))"
        }
        static func expires(_ moment: DisplayText) -> DisplayText { "expires \(moment)" }
        static func ends(_ moment: DisplayText) -> DisplayText { "ends \(moment)" }
        static func requested(_ name: String, _ age: DisplayText) -> DisplayText { "requested by \(name) \(age)" }
    }

    enum Leases {
        static let title: DisplayText = "Worker AI leases"
        static let about: DisplayText = "Read-only until escalated, then open for 30 minutes."
        static let flagged: DisplayText = "▲ flagged for finance"
        static let revoked: DisplayText = "revoked"
        static let locked: DisplayText = "read-only until escalated"

        static func count(_ count: Int) -> DisplayText { count == 1 ? "1 Lease" : "\(count) Leases" }
        static func cap(_ lease: WorkerLease) -> DisplayText {
            lease.cap == lease.envelopeCap
                ? "\(lease.cap) cycles, the envelope" : "\(lease.cap) cycles, envelope \(lease.envelopeCap)"
        }
        static func lock(_ lease: WorkerLease, now: Timestamp) -> DisplayText {
            if lease.isRevoked { return revoked }
            guard let escalation = lease.escalation, escalation.expiresAt > now else { return locked }
            return "escalated by \(escalation.by), ends \(escalation.expiresAt.deadlineText(now: now))"
        }
        static func reviews(_ count: Int) -> DisplayText {
            count == 1 ? "1 review is open" : "\(count) reviews are open"
        }
        static func escalated(_ duty: EscalationDuty, now: Timestamp) -> DisplayText {
            "escalated by \(duty.by) \(duty.at.ageText(now: now))"
        }
        static func escalation(_ duty: EscalationDuty, now: Timestamp) -> DisplayText {
            "\(escalated(duty, now: now)), not reviewed yet"
        }
    }

    enum Reasons {
        static let connecting = "The database has not answered yet."
        static let stale = "The database does not answer; what is shown is stale."
        static let standby = "This server takes no writes."
        static let readOnlySession = "This console was started read-only."
        static let suspended = "You are suspended."
        static let noRole = "You hold no governance role."

        static func readOnlyRole(_ roles: [GovernanceRole]) -> String {
            "\(roles.map(\.title).joined(separator: " + ")) is read-only."
        }
    }
}
