// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// What an action does, in a sentence, where it is confirmed.
extension Words.Review {
    static func consequence(_ subject: ConsoleUI.Review.Subject) -> DisplayText {
        switch subject {
        case .opening(_, let workflow):
            workflow.slots.contains(where: \.acceptsRequester)
                ? "A request is opened in your name, with your signature where the workflow takes it. \(workflow.condition)."
                : "A request is opened in your name and waits for its signatures. \(workflow.condition)."
        case .request(let request, .sign): signing(request)
        case .request(let request, .execute): executing(request)
        case .request(_, .reject): "The request ends here, with your reason. It cannot be taken up again."
        case .request(_, .withdraw): "The request ends here. Signatures that it has are void."
        case .request(_, .close): "The session ends now, before its time."
        case .request(_, .review), .step(.reviewEscalation):
            "Your note is kept in the trail as a review. It governs nothing."
        case .step(.escalate(let lease)):
            "\(lease.name) can be expanded for 30 minutes. Finance is flagged, and somebody else reviews it."
        case .step(.block(let package)):
            "\(package.name) cannot go on until it is unblocked; an approval that it has is void."
        case .step(.unblock(let package)): "\(package.name) is a draft again, and can be submitted."
        case .step(.serve(let package)): "\(package.name) counts as serving traffic: its retirement is locked."
        case .step(.drain(let package)): "\(package.name) counts as drained: its retirement can be opened."
        case .drafting(let draft):
            draft.package == nil
                ? "The package of \(draft.name) is drafted: revision 1, to be submitted for approval."
                : "\(draft.name) gets another revision and manifest: signatures on its open requests are void."
        case .amending(_, let request, _): amending(request)
        case .request(_, .amend), .request(_, nil), .loading, .missing: ""
        }
    }

    private static func amending(_ request: GovernanceRequest) -> DisplayText {
        let count = request.signatures.count
        let fall: DisplayText =
            count == 0
            ? "The request gets another manifest."
            : count == 1
                ? "The request gets another manifest: the signature that it has no longer counts."
                : "The request gets another manifest: its \(count) signatures no longer count."
        return "\(fall) Yours is given anew where the workflow takes it."
    }

    private static func signing(_ request: GovernanceRequest) -> DisplayText {
        if request.missingSlots.count > 1 { return "Your signature is recorded. Another one is still needed after it." }
        let subject = request.subject ?? "the package"
        switch request.workflowKey {
        case Workflow.deploymentKey:
            return "Your signature is the last one: \(subject) is approved and ready to deploy."
        case "engine-retirement-package":
            return "Your signature is the last one: \(subject) is retiring until an operator executes it."
        case "break-glass-admin-session":
            return "Your signature completes this request. It takes effect at once: the session opens."
        default: return "Your signature is the last one: the request is authorized, and an operator executes it."
        }
    }

    /// The count is of the manifest's own revocations: what was signed is what is done.
    private static func executing(_ request: GovernanceRequest) -> DisplayText {
        let outline = ManifestOutline(request.manifest)
        let subject = DisplayText(request.subject ?? "it")
        var cap: DisplayText = "the cap that was asked for"
        if case .integer(let number)? = outline?.argument("cap") { cap = DisplayText(number) }
        switch request.workflowKey {
        case "engine-retirement-package":
            let count = outline?.revocations?.count ?? 0
            let resources: DisplayText = count == 1 ? "1 resource" : "\(count) resources"
            return "Executing revokes \(resources), one event each, and retires \(subject). It cannot be taken back."
        case "rollback-package-approval":
            let release = DisplayText(outline?.rollback?.first?.name ?? "its last certified release")
            return "Executing rolls \(subject) back to \(release): exactly the bundle above replaces the present one."
        case "quota-exception-package": return "Executing raises the burst capacity of \(subject) to \(cap)."
        case "lease-expansion-override":
            return "Executing raises the cycle cap of \(subject) to \(cap). Somebody else reviews it afterwards."
        case Workflow.deploymentKey:
            let release = DisplayText(outline?.bundle?.first?.name ?? "the release that was approved")
            return "Executing deploys \(subject) with \(release)."
        default: return "Executing carries out what was signed."
        }
    }
}
