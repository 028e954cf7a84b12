// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// Where the package goes back to, how it ends, what keeps both governed, and what can be done about it.
extension PackagePanels {
    // MARK: Rollback Readiness

    func rollbackPanel(width: Int, detail: PanelDetail) -> Panel {
        var panel = Panel(title: Words.Packages.rollback, about: Words.Packages.rollbackAbout)
        panel.empty = dossierPlaceholder(none: Words.Packages.noPlan)
        guard let dossier = packages.dossier else { return panel }
        let plan = dossier.rollbackPlan
        let isReady = plan.contains { $0.isAvailable }
        var answer = StyledText(
            isReady ? "✓ \(Words.Packages.rollbackPlan)" : "○ \(Words.Packages.rollbackPlan)",
            theme.style(isReady ? .outcomeSucceeded : .disabled))
        if !isReady { answer.append(", \(Words.Packages.noTargetShort)", theme.style(.disabled)) }
        panel.answer = marked(answer, packages.engine.dossier)
        panel.items = plan.enumerated().map { index, step in
            NoteLines(words: step.words, theme: theme, evidence: isWhole ? evidence(of: step, first: index == 0) : [])
                .lines(number: index + 1, item: index, width: width, detail: detail)
        }
        return panel
    }

    /// The bundle that a rollback returns to, or the bindings that it keeps.
    private func evidence(of step: RollbackStep, first: Bool) -> [DisplayText] {
        guard first else {
            return [
                step.domain.map(Words.Packages.domain), step.dns.map(Words.Packages.dns),
                step.ssl.map(Words.Packages.ssl),
            ].compactMap { $0 }
        }
        let bundle = step.bundle
        return (step.targetRelease.map { [Words.Packages.target($0)] } ?? [])
            + [
                bundle.artifact.map(Words.Packages.artifact), bundle.aiLease.map(Words.Packages.aiLease),
                bundle.apiServices.map(Words.Packages.apiServices), bundle.theme.map(Words.Packages.theme),
            ].compactMap { $0 }
    }

    // MARK: Retirement Workflow

    func retirementPanel(width: Int, detail: PanelDetail) -> Panel {
        var panel = Panel(title: Words.Packages.retirement, about: Words.Packages.retirementAbout)
        panel.empty = dossierPlaceholder(none: Words.Packages.noControls)
        guard let dossier = packages.dossier else { return panel }
        let controls = dossier.retirementControls
        var answer = StyledText(Words.Packages.retirementControls, dim)
        if !controls.isEmpty {
            let isLocked = controls.contains { $0.isLocked }
            answer.append(
                isLocked ? " × \(Words.Packages.locked)" : " ● \(Words.Packages.unlocked)",
                theme.style(isLocked ? .disabled : .chipWarning))
        }
        panel.answer = marked(answer, packages.engine.dossier)
        panel.items = controls.enumerated().map { index, control in
            NoteLines(
                words: control.words, theme: theme, evidence: isWhole ? evidence(of: control, index, dossier) : []
            )
            .lines(number: index + 1, item: index, width: width, detail: detail)
        }
        return panel
    }

    private func evidence(
        of control: RetirementControl, _ index: Int, _ dossier: PackageDossier
    ) -> [DisplayText] {
        guard index > 0 else {
            return control.isLocked ? control.lockReason.map { [Words.Packages.lockReason($0)] } ?? [] : []
        }
        let revoked = dossier.attachments.count { $0.revokedAt != nil }
        return [
            Words.Packages.retention(dossier.package.retention),
            Words.Packages.revoked(revoked, of: dossier.attachments.count),
        ]
    }

    // MARK: Lifecycle Guardrails

    func guardrailsPanel(width: Int, detail: PanelDetail) -> Panel {
        var panel = Panel(title: Words.Packages.guardrails, about: Words.Packages.guardrailsAbout)
        panel.empty = placeholder(packages.guardrails, none: Words.Packages.noGuardrails)
        guard let notes = packages.guardrails.value else { return panel }
        panel.answer = marked(StyledText(Words.Packages.notes(notes.count), dim), packages.guardrails)
        panel.items = notes.enumerated().map { index, note in
            NoteLines(words: note, theme: theme)
                .lines(number: index + 1, item: index, width: width, detail: detail)
        }
        return panel
    }

    // MARK: Workflows on this package

    func workflowsPanel(width: Int, detail: PanelDetail) -> Panel {
        let steps = state.packageSteps
        var panel = Panel(title: Words.Packages.workflows)
        panel.items = steps.enumerated().map { index, step in
            let isOffered = step.offer.isAvailable
            var head = StyledText(
                "\(DisplayText(String(step.key)))   ", theme.style(isOffered ? .keyName : .disabled))
            head.append(step.title, isOffered ? strong : theme.style(.disabled))
            guard let reason = step.offer.reason else {
                let below = StyledText("    \(step.requirement)", dim)
                return detail == .titles
                    ? [Line(head, item: index)] : [Line(head, item: index), Line(below, item: index)]
            }
            let room = max(8, width - 8)
            let words = DisplayText("✗ \(reason)")
            let parts =
                detail == .titles ? [] : detail == .brief ? [words.truncated(to: room)] : words.wrapped(to: room)
            return [Line(head, item: index)]
                + parts.map { Line(StyledText("    \($0)", theme.style(.disabled)), item: index) }
        }
        panel.empty = placeholder(packages.list, none: Words.Packages.noPackages)
        return panel
    }

    // MARK: Release history

    func releasesPanel(width: Int, detail: PanelDetail) -> Panel {
        var panel = Panel(title: Words.Packages.releases)
        panel.empty = dossierPlaceholder(none: Words.Packages.noReleases)
        guard let dossier = packages.dossier else { return panel }
        panel.answer = marked(
            StyledText(Words.Packages.releaseCount(dossier.releases.count), dim), packages.engine.dossier)
        panel.items = dossier.releases.enumerated().map { index, release in
            var head = StyledText(release.isCurrent ? "● " : "  ", theme.style(.accent))
            head.append(DisplayText(release.title).styled(strong, escapes: theme.style(.textEscaped)))
            let word: DisplayText =
                release.isCurrent ? "\(release.state), \(Words.Packages.current)" : "\(release.state)"
            let first = Line(head, trailing: StyledText(word, dim), item: index)
            guard detail != .titles else { return [first] }
            let moments = [
                release.certifiedAt.map(Words.Packages.certified), release.deployedAt.map(Words.Packages.deployed),
                release.rolledBackAt.map(Words.Packages.rolledBack),
            ].compactMap { $0 }
            let bundle = [
                release.bundle.artifact, release.bundle.aiLease, release.bundle.apiServices, release.bundle.theme,
            ].compactMap { $0 }.map { DisplayText($0) }
            var rows = moments.isEmpty ? [] : [moments.joined(separator: " · ")]
            if detail >= .detail { rows += bundle.joined(separator: " · ").wrapped(to: max(8, width - 4)) }
            return [first]
                + rows.map { part in
                    var text = StyledText("  ", dim)
                    text.append(part.styled(dim, escapes: theme.style(.textEscaped)))
                    return Line(text, item: index)
                }
        }
        return panel
    }

    // MARK: The manifest

    /// The bytes that the approvers sign, as they are.
    func manifestPanel(width: Int) -> Panel {
        var panel = Panel(title: Words.Packages.manifestTitle)
        panel.empty = dossierPlaceholder(none: Words.Packages.none)
        guard let package = packages.dossier?.package else { return panel }
        panel.answer = marked(
            StyledText(Words.Packages.revision(package.revision), dim), packages.engine.dossier)
        panel.empty = [DisplayText(package.manifest)]
        return panel
    }
}
