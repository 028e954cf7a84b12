// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// A lease as rows of a list.
struct LeaseLines {
    let lease: WorkerLease
    let escalations: [EscalationDuty]
    let now: Timestamp
    let theme: Theme

    private var dim: Style { theme.style(.textDim) }

    /// Name and class with the cap, below them the lock and what is open.
    func summary(item: Int) -> [Line] {
        var head = StyledText(
            DisplayText(lease.name).styled(
                theme.style(lease.isRevoked ? .disabled : .textStrong), escapes: theme.style(.textEscaped)))
        head.append("  \(lease.leaseClass)", dim)
        if let tenant = lease.tenant { head.append(" · \(tenant)", dim) }
        let isEscalated = lease.escalation.map { $0.expiresAt > now } ?? false
        var below = StyledText("    ", dim)
        below.append(Words.Leases.lock(lease, now: now), theme.style(isEscalated ? .severityHigh : .textDim))
        if lease.isFlagged { below.append("   \(Words.Leases.flagged)", theme.style(.severityHigh)) }
        if lease.openReviews > 0 { below.append(" · \(Words.Leases.reviews(lease.openReviews))", dim) }
        return [
            Line(head, trailing: StyledText(Words.Leases.cap(lease), theme.style(.text)), item: item),
            Line(below, item: item),
        ]
    }
}

extension StyledText {
    /// A styled text as it is, to go on from.
    init(_ text: StyledText) { self = text }
}
