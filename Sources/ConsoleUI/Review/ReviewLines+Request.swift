// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// A request that exists: its matter first, then its signatures, then every byte of what is signed.
extension ReviewLines {
    func lines(of request: GovernanceRequest, command: [Line] = []) -> [Line] {
        let outline = ManifestOutline(request.manifest)
        var lines: [Line] = []
        if let target = request.subject { lines += field(Words.Review.target, target, isStrong: true) }
        lines += field(Words.Labels.reason, request.reason)
        let expiry: DisplayText =
            request.state.isOpen
            ? "   \(Words.Requests.expires(request.expiresAt.deadlineText(now: state.now)))" : ""
        lines.append(standing(Badge(request.state), expiry))
        if request.isVoided, request.state.isOpen {
            lines.append(Line("! \(Words.Requests.voided)", theme.style(.noticeWarning)))
        }
        lines += field(Words.Labels.requested, "\(request.requesterName) (\(request.requester))", request.requestedAt)
        if let session = request.session { lines += self.session(session) }
        lines += signatures(request)
        if let moment = request.executedAt {
            lines += field(Words.Labels.executed, request.executedBy ?? "", moment)
        }
        if request.needsReview || request.reviewCount > 0 {
            lines += field(Words.Labels.reviews, Words.Review.reviews(request.reviewCount, isOpen: request.needsReview))
        }
        if let outline { lines += matter(outline) }
        if request.state.isOpen { lines += coverageNow() }
        if let coverage = request.coverage {
            lines += field(Words.Labels.atOpening, Words.Review.coverageThen(DisplayText(coverage)))
        }
        lines += field(Words.Labels.request, request.id)
        lines += command
        return lines + manifest(request, outline)
    }

    /// What a rollback, a retirement, a quota or a lease override does, exactly.
    private func matter(_ outline: ManifestOutline) -> [Line] {
        var lines: [Line] = []
        if let bundle = outline.rollback {
            lines += list(Words.Review.goesBackTo, bundle.map { "\($0.kind): \($0.name)" })
            if let present = outline.bundle?.first(where: { $0.kind == "release" }) {
                lines += field(Words.Review.insteadOf, present.name)
            }
        } else if outline.text("workflow") == Workflow.deploymentKey, let bundle = outline.bundle {
            lines += list(Words.Review.bundle, bundle.map { "\($0.kind): \($0.name)" })
            if let node = outline.text("package", "node") { lines += field(Words.Labels.node, node) }
        }
        if let checklist = outline.checklist { lines += list(Words.Review.checklist, checklist.map { "✓ \($0)" }) }
        if let revocations = outline.revocations {
            lines += list(
                Words.Review.revokes,
                revocations.enumerated().map { "\($0.offset + 1)  \($0.element.kind): \($0.element.name)" })
        }
        if case .integer(let cap)? = outline.argument("cap") {
            let present = outline.text("lease", "cap") ?? outline.text("package", "burst_capacity")
            lines += list(Words.Review.cap, [Words.Review.change(from: present, to: "\(cap)")])
        }
        if case .integer(let minutes)? = outline.argument("minutes") {
            lines += field(Words.Review.minutes, DisplayText(minutes))
        }
        return lines
    }

    private func signatures(_ request: GovernanceRequest) -> [Line] {
        var lines: [Line] = []
        if request.signatures.isEmpty { lines += field(Words.Review.signatures, Words.Review.nobody) }
        for (index, signature) in request.signatures.enumerated() {
            let isSame = signature.manifestSHA256 == request.manifestSHA256
            lines += field(
                index == 0 ? Words.Review.signatures : "", Words.Labels.signature(signature, isCurrent: isSame))
        }
        if request.missingSlots.isEmpty {
            lines += field(Words.Review.missing, Words.Review.complete)
        }
        for slot in request.missingSlots { lines += field(Words.Review.missing, Words.Workflows.slot(slot)) }
        return lines
    }

    private func session(_ session: PrivilegedSession) -> [Line] {
        field(Words.Labels.session, Words.Labels.session(session, now: state.now))
    }

    private func manifest(_ request: GovernanceRequest, _ outline: ManifestOutline?) -> [Line] {
        var lines = [Line(), heading(Words.Review.manifest)]
        lines += field(Words.Review.manifestHash, request.manifestSHA256, isStrong: true)
        if let outline {
            // Paths such as package.bundle.api-service-pool are shown whole where there is room for them.
            let width = room >= 80 ? 33 : Self.labelWidth
            for row in outline.rows {
                lines += rows(
                    DisplayText(row.label), DisplayText.lines(of: row.value), style: theme.style(.text),
                    labelWidth: width)
            }
        } else {
            lines.append(Line(Words.Review.unreadable, theme.style(.noticeWarning)))
        }
        return lines + [Line(), heading(Words.Review.bytes)] + code(request.manifest)
    }
}
