// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Crypto
import Governance
import Synchronization

/// Opening a request: its fields, its manifest, and the requester's own signature.
extension InMemoryGovernance {
    func open(_ draft: RequestDraft, _ login: String, _ context: ActionContext) -> ActionResult {
        state.withLock { state in
            let workflow = state.workflows.first { $0.key == draft.workflowKey }
            let arguments = draft.arguments
            let kind = ["package", "lease", "tenant"].first { arguments[$0] != nil } ?? "tenant"
            let subject = Self.text(arguments[kind])
            let noun = Self.noun(of: draft.workflowKey)
            var event = newEvent(
                "OPEN_REQUEST", workflow?.category ?? "access-control", .medium, by: login, context, state)
            event.resourceType = kind
            event.resourceID = subject
            event.tenant = kind == "tenant" ? subject : nil
            event.packageID = kind == "package" ? subject : nil
            let refused = "\(noun) request refused for \(subject ?? "(unnamed)")"
            guard let workflow else {
                return refuse(
                    event, refused, .invalidInput, "workflow: there is no workflow \"\(draft.workflowKey)\".", &state)
            }
            if let (code, message) = problem(.open(workflow), login, state)
                ?? fieldProblem(draft, workflow, state) ?? subjectProblem(draft, workflow, login, state)
            {
                return refuse(event, refused, code, message, &state)
            }
            var request = newRequest(workflow, draft, login, context, &state)
            if workflow.slots.contains(where: \.acceptsRequester),
                let person = state.people.first(where: { $0.login == login })
            {
                fillSlot(of: &request, by: person)
                if request.missingSlots.isEmpty { authorize(&request, &state) }
            }
            if workflow.key == Workflow.deploymentKey {
                change(package: request.packageID, &state) { $0.state = .inReview }
            }
            state.requests[request.id] = request
            state.arguments[request.id] = arguments
            event.requestID = request.id
            event.detail = draft.reason
            return accept(event, "\(noun) request opened for \(subject ?? "")", "\(noun) request opened.", &state)
        }
    }

    func amend(
        _ identifier: String, _ arguments: [String: JSONValue], _ reason: String, _ login: String,
        _ context: ActionContext
    ) -> ActionResult {
        step(.amend, identifier, login, context) { request, event, state in
            guard let workflow = state.workflows.first(where: { $0.key == request.workflowKey }) else {
                return self.refuse(event, "Amendment refused", .notFound, "There is no such workflow.", &state)
            }
            let draft = RequestDraft(workflowKey: workflow.key, arguments: arguments, reason: reason)
            if let (code, message) = self.fieldProblem(draft, workflow, state) {
                return self.refuse(event, "Amendment refused", code, message, &state)
            }
            guard ["package", "lease", "tenant"].allSatisfy({ arguments[$0] == request.arguments[$0] }) else {
                return self.refuse(
                    event, "Amendment refused", .invalidInput,
                    "An amended request stays about \(request.subject ?? ""). Withdraw it and open another.", &state)
            }
            guard arguments != request.arguments || reason != request.reason else {
                return self.refuse(
                    event, "Amendment refused", .invalidInput, "arguments: nothing is different from before.", &state)
            }
            let voided = request.signatures.count
            let renewed = self.newRequest(workflow, draft, login, context, &state)
            request.reason = reason
            request.manifest = renewed.manifest
            request.manifestSHA256 = renewed.manifestSHA256
            request.signatures = []
            request.missingSlots = workflow.slots
            request.state = .requested
            request.isVoided = request.isVoided || voided > 0
            if workflow.slots.contains(where: \.acceptsRequester),
                let person = state.people.first(where: { $0.login == login })
            {
                self.fillSlot(of: &request, by: person)
            }
            state.arguments[request.id] = arguments
            return self.accept(
                event, "\(Self.noun(of: request.workflowKey)) request amended for \(request.subject ?? "")",
                "Amended; \(voided) earlier signatures no longer count.", &state)
        }
    }

    /// Puts a signature into the first slot that the person's roles fill.
    func fillSlot(of request: inout GovernanceRequest, by person: Person) {
        guard let index = request.missingSlots.firstIndex(where: { person.roles.contains($0.role) }) else { return }
        let slot = request.missingSlots.remove(at: index)
        request.signatures.append(
            RequestSignature(
                slot: slot.name, role: slot.role, signer: person.login, signerName: person.displayName,
                signedAt: now(), manifestSHA256: request.manifestSHA256))
        request.state = request.missingSlots.isEmpty ? .authorized : .partlySigned
    }

    func change(package name: String?, _ state: inout State, _ body: (inout DeploymentPackage) -> Void) {
        guard let index = state.dossiers.firstIndex(where: { $0.package.name == name }) else { return }
        body(&state.dossiers[index].package)
    }

    private func fieldProblem(
        _ draft: RequestDraft, _ workflow: Workflow, _ state: borrowing State
    ) -> (RefusalCode, String)? {
        for field in workflow.fields {
            let text = Self.text(draft.arguments[field.name]) ?? field.defaultValue
            switch field.kind {
            case .reason: if !Self.isReason(draft.reason) { return (.reasonRequired, Self.reasonAdvice) }
            case .text, .choice:
                if text?.isEmpty ?? true { return (.invalidInput, "\(field.name): required.") }
            case .integer:
                guard let number = Int(text ?? ""), number >= field.minimum ?? 0, number <= field.maximum ?? .max else {
                    return (
                        .invalidInput,
                        "\(field.name): a whole number from \(field.minimum ?? 0) to \(field.maximum ?? 0)."
                    )
                }
            case .checklist:
                guard case .array(let ticked)? = draft.arguments[field.name],
                    field.choices.allSatisfy({ ticked.contains(.string($0)) })
                else { return (.checklistIncomplete, "\(field.name): still to confirm.") }
            case .confirmation:
                if text != Self.text(draft.arguments[field.confirms ?? ""]) {
                    return (.confirmationMismatch, "\(field.name): type the name exactly as it is named above.")
                }
            }
        }
        return nil
    }

    private func subjectProblem(
        _ draft: RequestDraft, _ workflow: Workflow, _ login: String, _ state: borrowing State
    ) -> (RefusalCode, String)? {
        if let name = Self.text(draft.arguments["package"]) {
            guard let dossier = state.dossiers.first(where: { $0.package.name == name }) else {
                return (.notFound, "package: there is no package \"\(name)\".")
            }
            return problem(.openFor(workflow, dossier.package), login, state)
        }
        if let name = Self.text(draft.arguments["lease"]) {
            guard let lease = state.leases.first(where: { $0.name == name }) else {
                return (.notFound, "lease: there is no lease \"\(name)\".")
            }
            if let problem = problem(.openOn(workflow, lease), login, state) { return problem }
            let cap = Int(Self.text(draft.arguments["cap"]) ?? "") ?? 0
            return cap > lease.cap ? nil : (.invalidInput, "cap: more than the present \(lease.cap).")
        }
        return nil
    }

    private func newRequest(
        _ workflow: Workflow, _ draft: RequestDraft, _ login: String, _ context: ActionContext, _ state: inout State
    ) -> GovernanceRequest {
        let moment = now()
        let identifier = "req_" + state.identifiers.next(at: moment)
        let lease = Self.text(draft.arguments["lease"])
        let package = Self.text(draft.arguments["package"])
        let manifest = Self.canonical(manifest(of: draft, workflow, identifier, login, state))
        let digest = SHA256.hash(data: Array(manifest.utf8))
        return GovernanceRequest(
            id: identifier, workflowKey: workflow.key, workflowTitle: workflow.title, state: .requested,
            requester: login, requesterName: state.people.first { $0.login == login }?.displayName ?? login,
            reason: draft.reason,
            tenant: Self.text(draft.arguments["tenant"]) ?? state.leases.first { $0.name == lease }?.tenant,
            packageID: package, requestedAt: moment,
            expiresAt: moment.advanced(by: .seconds(package == nil && lease == nil ? 4 * 3_600 : 24 * 3_600)),
            manifest: manifest,
            manifestSHA256: digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
            missingSlots: workflow.slots, coverage: context.coverage, lease: lease)
    }

    private func manifest(
        of draft: RequestDraft, _ workflow: Workflow, _ identifier: String, _ login: String, _ state: borrowing State
    ) -> JSONValue {
        var members: [String: JSONValue] = [
            "arguments": .object(draft.arguments), "format": .integer(1), "reason": .string(draft.reason),
            "request": .string(identifier), "requester": .string(login), "title": .string(workflow.title),
            "workflow": .string(workflow.key),
        ]
        if let lease = state.leases.first(where: { .string($0.name) == draft.arguments["lease"] }) {
            members["lease"] = .object([
                "cap": .integer(Int64(lease.cap)), "class": .string(lease.leaseClass),
                "envelope_cap": .integer(Int64(lease.envelopeCap)), "name": .string(lease.name),
            ])
        }
        guard let dossier = state.dossiers.first(where: { .string($0.package.name) == draft.arguments["package"] })
        else {
            return .object(members)
        }
        members["package"] = .object([
            "bundle": Self.bundle(of: dossier, dossier.package.release), "package": .string(dossier.package.name),
            "revision": .integer(Int64(dossier.package.revision)),
        ])
        if workflow.key == "rollback-package-approval" {
            let target = dossier.releases.first { !$0.isCurrent }?.release
            members["rollback"] = Self.bundle(of: dossier, target)
        } else if workflow.key == "engine-retirement-package" {
            members["revocations"] = .array(
                Self.revocable(dossier).map { .object(["kind": .string($0.kind), "name": .string($0.name)]) })
        }
        return .object(members)
    }

    /// What a retirement revokes, one by one.
    static func revocable(_ dossier: PackageDossier) -> [PackageAttachment] {
        dossier.attachments.filter {
            $0.revokedAt == nil && ["ai-lease", "api-service", "client-access", "placement"].contains($0.kind)
        }
    }

    private static func bundle(of dossier: PackageDossier, _ release: String?) -> JSONValue {
        var members: [String: JSONValue] = [:]
        members["release"] = release.map(JSONValue.string)
        let bundle = dossier.releases.first { $0.release == release }?.bundle
        members["artifact"] = bundle?.artifact.map(JSONValue.string)
        members["ai-lease"] = bundle?.aiLease.map(JSONValue.string)
        return .object(members)
    }

    /// JSON with its members in order, as the manifest is.
    private static func canonical(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .double(let value): String(value)
        case .string(let text): quoted(text)
        case .array(let items): "[" + items.map { canonical($0) }.joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(canonical($0.value))" }
                .joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
