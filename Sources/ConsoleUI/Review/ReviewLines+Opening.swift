// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// What does not exist yet: a request that is about to be opened, a step on a package or lease, a package's draft.
extension ReviewLines {
    func lines(
        of draft: RequestDraft, _ workflow: Workflow, _ package: Loaded<PackageDossier?>
    ) -> [Line] {
        var lines = [heading(Words.Review.draft)]
        lines += field(Words.Labels.workflow, workflow.title)
        for definition in workflow.fields where definition.kind != .reason && definition.kind != .confirmation {
            guard let value = draft.arguments[definition.name] else { continue }
            switch value {
            case .array(let items):
                lines += list(
                    DisplayText(definition.label),
                    items.map { item in
                        if case .string(let text) = item { "✓ \(text)" } else { "✓ \(item.compactText)" }
                    })
            case .string(let text): lines += field(DisplayText(definition.label), text, isStrong: true)
            default: lines += field(DisplayText(definition.label), value.compactText, isStrong: true)
            }
        }
        lines += field(Words.Labels.reason, draft.reason)
        if package.isLoading { lines += field(Words.Labels.package, Words.Review.loadingPackage) }
        if let problem = package.problem { lines += field(Words.Labels.package, "✗ \(problem.message)") }
        if let dossier = package.value.flatMap(\.self) { lines += self.lines(of: dossier, for: workflow) }
        if case .string(let name)? = draft.arguments["lease"],
            let lease = state.workflows.leases.first(where: { $0.name == name })
        {
            lines += self.lines(of: lease)
        }
        for slot in workflow.slots { lines += field(Words.Review.needs, Words.Workflows.slot(slot)) }
        lines += coverageNow()
        lines.append(Line())
        return lines + Words.Review.draftEffect.wrapped(to: room).map { Line($0, dim) }
    }

    /// What is different, and whose signatures no longer count.
    func lines(of draft: RequestDraft, amending request: GovernanceRequest, _ workflow: Workflow) -> [Line] {
        var lines = [heading(Words.Review.amendment)]
        lines += field(Words.Labels.workflow, workflow.title)
        if let target = request.subject { lines += field(Words.Review.target, target, isStrong: true) }
        let stated = request.arguments
        for definition in workflow.fields where definition.kind != .reason && definition.kind != .confirmation {
            let (old, new) = (stated[definition.name], draft.arguments[definition.name])
            guard old != new else { continue }
            lines += list(
                DisplayText(definition.label),
                [Words.Review.change(from: old.map(Self.words), to: new.map(Self.words) ?? "")])
        }
        if draft.reason != request.reason {
            lines += list(Words.Labels.reason, [Words.Review.change(from: request.reason, to: draft.reason)])
        } else {
            lines += field(Words.Labels.reason, draft.reason)
        }
        if request.signatures.isEmpty { lines += field(Words.Review.voids, Words.Review.nobody) }
        for (index, signature) in request.signatures.enumerated() {
            lines += field(
                index == 0 ? Words.Review.voids : "", Words.Labels.signature(signature, isCurrent: true))
        }
        lines += field(Words.Review.manifestHash, request.manifestSHA256)
        lines += field(Words.Labels.request, request.id)
        return lines + coverageNow()
    }

    private static func words(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .array(let items): items.map(words).joined(separator: ", ")
        default: value.compactText
        }
    }

    /// The package as it is now, and what the workflow would do to it.
    private func lines(of dossier: PackageDossier, for workflow: Workflow) -> [Line] {
        let package = dossier.package
        var lines = field(Words.Labels.packageNow, Words.Labels.standing(package))
        switch workflow.key {
        case "rollback-package-approval":
            guard let step = dossier.rollbackPlan.first(where: \.isAvailable) else {
                return lines + field(Words.Review.goesBackTo, Words.Review.noRelease)
            }
            let bundle: [(DisplayText, String?)] = [
                ("release", step.targetRelease), ("artifact", step.bundle.artifact), ("ai-lease", step.bundle.aiLease),
                ("api-service-pool", step.bundle.apiServices), ("theme", step.bundle.theme),
            ]
            lines += list(
                Words.Review.goesBackTo,
                bundle.compactMap { kind, name -> DisplayText? in name.map { "\(kind): \($0)" } })
        case "engine-retirement-package":
            let revoked = dossier.attachments.filter {
                $0.revokedAt == nil && ["ai-lease", "api-service", "client-access", "placement"].contains($0.kind)
            }
            lines += list(
                Words.Review.revokes,
                revoked.enumerated().map { "\($0.offset + 1)  \($0.element.kind): \($0.element.name)" })
            lines += list(Words.Review.keeps, package.retention.map { DisplayText($0) }, isStrong: false)
        case "quota-exception-package":
            if let present = package.burstCapacity { lines += field(Words.Review.present, DisplayText(present)) }
        case Workflow.deploymentKey:
            lines += list(Words.Review.bundle, dossier.resources.map { "\($0.kind): \($0.name)" })
            if let node = package.node { lines += field(Words.Labels.node, node) }
            lines += field(Words.Review.packageHash, package.manifestSHA256)
        default: break
        }
        return lines
    }

    private func lines(of lease: WorkerLease) -> [Line] {
        var lines = field(Words.Labels.leaseClass, lease.leaseClass)
        if let tenant = lease.tenant { lines += field(Words.Labels.tenant, tenant) }
        lines += field(Words.Review.present, Words.Leases.cap(lease))
        lines += field(Words.Labels.escalation, Words.Leases.lock(lease, now: state.now))
        if let escalation = lease.escalation { lines += field(Words.Labels.escalatedFor, escalation.reason) }
        return lines
    }

    // MARK: Steps and drafts

    func lines(of step: SubjectStep) -> [Line] {
        var lines = field(Words.Review.target, step.target, isStrong: true)
        switch step {
        case .escalate(let lease):
            lines += self.lines(of: lease)
            if !lease.packages.isEmpty { lines += field(Words.Labels.packages, lease.packages.joined(separator: ", ")) }
        case .reviewEscalation(let duty):
            lines += field(Words.Labels.escalatedBy, duty.by, duty.at)
            lines += field(Words.Labels.escalation, duty.id)
        case .block(let package), .unblock(let package), .serve(let package), .drain(let package):
            lines += field(Words.Labels.packageNow, Words.Labels.standing(package))
            if let reason = package.blockedReason { lines += field(Words.Labels.blocked, reason) }
            lines += field(Words.Labels.engine, package.isEngineServing ? Words.Review.serves : Words.Review.servesNot)
        }
        return lines + coverageNow()
    }

    func lines(of draft: PackageDraft) -> [Line] {
        var lines = [heading(Words.Review.draftPackage)]
        lines += field(Words.Labels.package, draft.name, isStrong: true)
        let present: [String: String?] = [
            "release": draft.package?.release, "node": draft.package?.node, "fallback": draft.package?.fallback,
            "zone": draft.package?.approval?.zone,
        ]
        for (name, value) in draft.details.stated.sorted(by: { $0.key < $1.key }) {
            guard case .string(let text) = value else { continue }
            lines += list(DisplayText(name), [Words.Review.change(from: present[name] ?? nil, to: text)])
        }
        if draft.details.stated.isEmpty { lines += field(Words.Labels.details, Words.Review.nothingStated) }
        lines += field(Words.Labels.reason, draft.reason)
        return lines + coverageNow()
    }
}
