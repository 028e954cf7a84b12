// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance

extension PackageDossier {
    /// The package's own fields, then what belongs to it.
    var record: Record {
        var record = package.record
        record.entries +=
            Record([
                "resources": .list(resources.map { .record($0.record) }),
                "attachments": .list(attachments.map { .record($0.record) }),
                "releases": .list(releases.map { .record($0.record) }),
                "rollback_plan": .list(rollbackPlan.map { .record($0.record) }),
                "retirement_controls": .list(retirementControls.map { .record($0.record) }),
            ]).entries
        return record
    }

    static let shape = RecordShape<PackageDossier>(record: { $0.record }, columns: [])
}

extension PanelNote {
    fileprivate var fields: [Record.Entry] {
        Record(["title": .text(title), "detail": .text(detail), "note": .text(note)]).entries
    }

    static let shape = RecordShape<PanelNote>(
        record: { note in
            var record = Record([:])
            record.entries = note.fields
            return record
        },
        columns: [
            TableColumn("GUARDRAIL", minimumWidth: 16) { DisplayText($0.title) },
            TableColumn("WHAT IT MEANS", minimumWidth: 20) { DisplayText($0.detail) },
            TableColumn("WHY", dropRank: 1) { DisplayText($0.note) },
        ])
}

extension PackageResource {
    fileprivate var record: Record {
        var record = Record(["kind": .text(kind), "name": .text(name)])
        record.entries += words.fields
        return record
    }
}

extension PackageAttachment {
    fileprivate var record: Record {
        Record([
            "kind": .text(kind), "name": .text(name), "masked_credential": Field(maskedCredential),
            "attached_at": Field(attachedAt), "revoked_at": Field(revokedAt), "revoked_by": Field(revokedBy),
            "revoked_request_id": Field(revokedRequestID),
        ])
    }
}

extension ReleaseBundle {
    fileprivate var fields: [Record.Entry] {
        Record([
            "artifact": Field(artifact), "ai_lease": Field(aiLease), "api_services": Field(apiServices),
            "theme": Field(theme),
        ]).entries
    }
}

extension PackageRelease {
    fileprivate var record: Record {
        var record = Record([
            "release": .text(release), "title": .text(title), "state": .text(state),
            "certified_at": Field(certifiedAt), "deployed_at": Field(deployedAt),
            "rolled_back_at": Field(rolledBackAt), "is_current": .flag(isCurrent),
        ])
        record.entries += bundle.fields
        return record
    }
}

extension RollbackStep {
    fileprivate var record: Record {
        var record = Record(["is_available": .flag(isAvailable), "target_release": Field(targetRelease)])
        record.entries += words.fields + bundle.fields
        record.entries += Record(["domain": Field(domain), "dns": Field(dns), "ssl": Field(ssl)]).entries
        return record
    }
}

extension RetirementControl {
    fileprivate var record: Record {
        var record = Record(["is_locked": .flag(isLocked), "lock_reason": Field(lockReason)])
        record.entries += words.fields
        return record
    }
}
