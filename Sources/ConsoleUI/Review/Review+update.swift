// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Console.State {
    /// Shows a request for reading, or begins an action on it.
    mutating func review(_ request: GovernanceRequest, _ kind: GovernedKind?) -> [Console.Effect] {
        if kind == .amend { return openAmendment(of: request) }
        if let kind {
            let offer = rules.offer(kind, on: request)
            guard offer.canBeAttempted else {
                inform(
                    Words.Notices.unavailable(Words.Review.name(of: kind), DisplayText(offer.reason ?? "")), .warning)
                return []
            }
        }
        return (kind == nil ? [] : [.discardInput]) + showReview(Review.State(.request(request, kind)))
    }

    /// Begins a step on a package, a lease or an escalation.
    mutating func begin(_ step: SubjectStep) -> [Console.Effect] {
        let offer = rules.offer(step.governed)
        guard offer.canBeAttempted else {
            inform(Words.Notices.unavailable(Words.Review.name(of: step), DisplayText(offer.reason ?? "")), .warning)
            return []
        }
        return [.discardInput] + showReview(Review.State(.step(step)))
    }

    /// Puts a review on top, with the reason that was typed for it before, and asks for what it has to show.
    mutating func showReview(_ review: Review.State) -> [Console.Effect] {
        var review = review
        if let key = review.subject.key, let kept = workflows.reasons[key] { review.reason = LineEditor(kept) }
        guard case .opening(let draft, _) = review.subject, case .string(let name)? = draft.arguments["package"], isLive
        else {
            dialogs.append(.review(review))
            return []
        }
        let token = newToken()
        review.package.token = token
        dialogs.append(.review(review))
        return [.loadReviewedPackage(name: name, token: token)]
    }

    mutating func takeReviewedPackage(_ result: Result<PackageDossier?, GovernanceError>, token: Int) {
        for (index, dialog) in dialogs.enumerated() {
            guard case .review(var review) = dialog, review.package.finish(result, token: token, at: now) else {
                continue
            }
            dialogs[index] = .review(review)
        }
    }

    mutating func showRequest(id: String) -> [Console.Effect] {
        if let known = requests.loaded.value?.first(where: { $0.id == id }) { return review(known, nil) }
        guard isLive else {
            inform(Words.Notices.needsDatabase, .warning)
            return []
        }
        let token = newToken()
        dialogs.append(.review(Review.State(.loading(id: id, token: token))))
        return [.loadRequest(id: id, token: token)]
    }

    mutating func takeRequest(_ result: Result<GovernanceRequest?, GovernanceError>, token: Int) {
        for (index, dialog) in dialogs.enumerated() {
            guard case .review(var review) = dialog, case .loading(let id, token) = review.subject else { continue }
            switch result {
            case .success(let request?): review.subject = .request(request, nil)
            case .success(nil): review.subject = .missing(id: id, nil)
            case .failure(let error): review.subject = .missing(id: id, error)
            }
            dialogs[index] = .review(review)
        }
    }

    /// Requests were read again: one that is only read is shown as it is now, one that is about to be acted on
    /// stays as it was shown, and says so if it is another one now.
    mutating func noteReviewedRequests() {
        let current = requests.loaded.value ?? []
        for (index, dialog) in dialogs.enumerated() {
            guard case .review(var review) = dialog, let shown = review.request,
                let latest = current.first(where: { $0.id == shown.id })
            else { continue }
            if !review.isAction {
                review.subject = .request(latest, nil)
            } else if review.phase == .reviewing {
                review.hasChanged =
                    latest.manifestSHA256 != shown.manifestSHA256 || latest.state != shown.state
            }
            dialogs[index] = .review(review)
        }
    }

    func offer(of review: Review.State) -> Offer {
        switch review.subject {
        case .opening(let draft, let workflow): offer(opening: draft, workflow, review)
        case .request(let request, let kind?): rules.offer(kind, on: request)
        case .step(let step): rules.offer(step.governed)
        case .drafting(let draft): rules.offer(.draft(draft.package))
        case .amending(_, let request, _): rules.offer(.amend(request))
        case .request(_, nil), .loading, .missing: Offer(reason: "", canBeAttempted: false)
        }
    }

    /// Opening is always tried where the person may open: what the package or lease allows is PostgreSQL's to say.
    private func offer(opening draft: RequestDraft, _ workflow: Workflow, _ review: Review.State) -> Offer {
        let opening = rules.offer(.open(workflow))
        guard opening.isAvailable else { return opening }
        var subject = Offer.available
        if let package = review.package.value?.map(\.package) {
            subject = rules.offer(.openFor(workflow, package))
        } else if case .string(let name)? = draft.arguments["lease"],
            let lease = workflows.leases.first(where: { $0.name == name })
        {
            subject = rules.offer(.openOn(workflow, lease))
        }
        return Offer(reason: subject.reason, canBeAttempted: true)
    }

    mutating func handleReviewKey(_ event: KeyEvent, review: Review.State, at index: Int) -> [Console.Effect] {
        var review = review
        review.problem = nil
        if let lines = scrollLines(for: event, in: review) {
            review.scroll = max(0, min(review.scroll + lines, maximumScroll(of: review)))
            dialogs[index] = .review(review)
            return []
        }
        switch review.phase {
        case .sending:
            // What was sent is sent; the console's end waits for its answer a moment.
            if event == .control("c") { return quit() }
            inform(Words.Review.underWay)
            return []
        case .answered(let result): return leaveAnswered(event, review, result: result)
        case .failed: return isLeaving(event) ? closeReview() : []
        case .reviewing: break
        }
        guard review.isAction else { return handleReadingKey(event, review) }
        if event == .control("y") { return review.action.map { [.copy(twin.line(for: $0))] } ?? [] }
        switch event {
        case KeyEvent(.escape), .control("c"): return closeReview()
        case KeyEvent(.tab), KeyEvent(.down): review.moveFocus(by: 1)
        case KeyEvent(.backTab), KeyEvent(.up): review.moveFocus(by: -1)
        case .control("s"): return confirm(review, at: index)
        case KeyEvent(.enter):
            if review.focus == .cancel { return closeReview() }
            review.problem = Words.Review.enterDoesNotConfirm
        case .character(" ") where review.focus == .confirm: return confirm(review, at: index)
        default:
            // Whoever just types means the field, and no character does anything to Cancel.
            if review.focus == .cancel, let typed = event.typed, !typed.isWhitespace {
                review.focus = review.fieldToFill
            }
            switch review.focus {
            case .reason:
                _ = review.reason.handle(event)
                keepReason(of: review)
            case .word: _ = review.word.handle(event)
            case .cancel, .confirm: break
            }
        }
        dialogs[index] = .review(review)
        return []
    }

    mutating func pasteIntoReview(_ text: String, review: Review.State, at index: Int) {
        var review = review
        if review.focus == .reason, review.phase == .reviewing {
            review.reason.insert(text)
            keepReason(of: review)
        } else {
            review.problem = Words.Review.pasteDoesNotConfirm
        }
        dialogs[index] = .review(review)
    }

    /// A reason that was typed is there again when its review comes back, whatever took it away.
    private mutating func keepReason(of review: Review.State) {
        guard let key = review.subject.key else { return }
        workflows.reasons[key] = review.reason.isEmpty ? nil : review.reason.text
    }

    /// Sends the action once everything that confirms it has been typed.
    private mutating func confirm(_ review: Review.State, at index: Int) -> [Console.Effect] {
        var review = review
        let offer = offer(of: review)
        if !offer.canBeAttempted {
            review.problem = offer.reason
        } else if review.hasChanged {
            review.problem = Words.Review.changed
        } else {
            review.problem = review.missingConfirmation
        }
        guard review.problem == nil, let action = review.action else {
            dialogs[index] = .review(review)
            return []
        }
        let token = newToken()
        review.phase = .sending(token: token)
        dialogs[index] = .review(review)
        return [.perform(action, context: actionContext, token: token)]
    }

    mutating func takeActionResult(_ result: Result<ActionResult, GovernanceError>, token: Int) -> [Console.Effect] {
        for (index, dialog) in dialogs.enumerated() {
            guard case .review(var review) = dialog, review.phase == .sending(token: token) else { continue }
            review.scroll = 0
            switch result {
            case .success(let answer):
                review.phase = .answered(answer)
                if answer.outcome == .succeeded { forgetDraft(of: review.subject) }
            case .failure(let error): review.phase = .failed(error)
            }
            dialogs[index] = .review(review)
        }
        return loadRequests() + loadLeases()
    }

    /// What was sent is no draft any more.
    private mutating func forgetDraft(of subject: Review.Subject) {
        switch subject {
        case .opening(let draft, _): workflows.drafts[draft.workflowKey] = nil
        case .drafting(let draft): workflows.drafts[Form.Subject.package(draft.package).key] = nil
        case .amending(_, let request, let workflow):
            workflows.drafts[Form.Subject.amendment(request, workflow).key] = nil
        case .request, .step, .loading, .missing: subject.key.map { workflows.reasons[$0] = nil }
        }
    }

    private func isLeaving(_ event: KeyEvent) -> Bool {
        [KeyEvent(.escape), KeyEvent(.enter), .control("c"), .character("q")].contains(event)
    }

    private mutating func closeReview() -> [Console.Effect] {
        dialogs.removeLast()
        return []
    }

    /// Leaves a review that was answered; after opening, its form goes too and the new request is shown.
    private mutating func leaveAnswered(
        _ event: KeyEvent, _ review: Review.State, result: ActionResult
    ) -> [Console.Effect] {
        if event == .character("e"), let id = result.eventID { return showEvent(id: id) }
        if event == .character("y"), let action = review.action { return [.copy(twin.line(for: action))] }
        guard isLeaving(event) else { return [] }
        dialogs.removeLast()
        guard result.outcome == .succeeded else { return [] }
        if !isAboutRequest(review) || isAmendment(review) {
            dialogs.removeAll { if case .form = $0 { true } else { false } }
        }
        if case .opening = review.subject {
            guard let id = result.requestID else { return [] }
            switchTab(to: .requests)
            focusRequest(id)
        } else {
            // The request below was shown for reading: its state is another one now.
            dialogs.removeAll { dialog in
                guard case .review(let below) = dialog else { return false }
                return below.request?.id == review.request?.id
            }
        }
        return []
    }

    private func isAmendment(_ review: Review.State) -> Bool {
        if case .amending = review.subject { true } else { false }
    }

    private func isAboutRequest(_ review: Review.State) -> Bool { review.request != nil }

    private mutating func handleReadingKey(_ event: KeyEvent, _ review: Review.State) -> [Console.Effect] {
        if isLeaving(event) { return closeReview() }
        guard let request = review.request else { return [] }
        if event == .character("y") { return [.copy(request.id)] }
        // A dialog is given the standard keys, whichever a person chose.
        let offered = governedBindings(request).compactMap { binding in
            if case .govern(let kind) = binding.command { kind } else { nil }
        }
        return offered.first { event == .character($0.key) }.map { self.review(request, $0) } ?? []
    }

    /// Lines to scroll for a key; nil where the key does something else.
    private func scrollLines(for event: KeyEvent, in review: Review.State) -> Int? {
        let isReading = !review.isAction || review.phase != .reviewing
        switch event {
        case KeyEvent(.pageDown): return max(1, size.height / 2)
        case KeyEvent(.pageUp): return -max(1, size.height / 2)
        case KeyEvent(.down) where isReading: return 1
        case KeyEvent(.up) where isReading: return -1
        case .character("j") where isReading: return 1
        case .character("k") where isReading: return -1
        default: return nil
        }
    }
}

extension Review.State {
    mutating func moveFocus(by delta: Int) {
        let stops = stops
        let current = stops.firstIndex(of: focus) ?? 0
        focus = stops[(current + delta + stops.count) % stops.count]
    }
}
