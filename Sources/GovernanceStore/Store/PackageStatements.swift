// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

/// The statements that read the packages and the leases, and the governed calls on them.
enum PackageStatements {
    static let packages: Query = """
        select \(DeploymentPackage.columns) from countersign.package_overview order by name
        """

    static func package(_ name: String) -> Query {
        "select \(DeploymentPackage.columns) from countersign.package_overview where name = \(name)"
    }

    static func resources(_ name: String) -> Query {
        """
        select kind, name, title, detail, note from countersign.package_resource \
        where package = \(name) and is_current order by ordinal
        """
    }

    static func attachments(_ name: String) -> Query {
        """
        select kind, name, masked_credential, attached_at, revoked_at, revoked_by, revoked_request_id \
        from countersign.package_attachment where package = \(name) order by ordinal
        """
    }

    static func releases(_ name: String) -> Query {
        """
        select release, title, state, certified_at, deployed_at, rolled_back_at, artifact, ai_lease, api_services, \
        theme, is_current from countersign.package_release where package = \(name) order by ordinal desc
        """
    }

    static func rollbackPlan(_ name: String) -> Query {
        """
        select title, detail, note, is_available, target_release, artifact, ai_lease, api_services, theme, domain, \
        dns, ssl from countersign.package_rollback_plan where package = \(name) order by ordinal
        """
    }

    static func retirementControls(_ name: String) -> Query {
        """
        select title, detail, note, is_locked, lock_reason from countersign.package_retirement \
        where package = \(name) order by ordinal
        """
    }

    static let guardrails: Query = """
        select title, detail, note from countersign.lifecycle_guardrail order by ordinal
        """

    static let leases: Query = """
        select name, class, tenant, envelope_cap::bigint, cap::bigint, state = 'revoked' as is_revoked, is_locked, \
        escalation_id, escalated_by, escalated_at, escalation_expires_at, escalation_reason, is_flagged, \
        open_reviews::bigint, packages from countersign.lease_overview order by name
        """

    /// Escalations without a review, newest first; more than these would be no list to work through.
    static let escalations: Query = """
        select shown_id, subject, subject_login, since from countersign.review_duty where kind = 'escalation' \
        order by id desc limit 200
        """

    static func draft(
        _ name: String, _ details: PackageDetails, _ reason: String, client: String
    ) throws(GovernanceError) -> Query {
        let stated = try JSONText.encode(.object(details.stated))
        return call("countersign.draft_package(\(name), \(json: stated), \(reason), \(json: client))")
    }

    static func block(_ name: String, _ reason: String, client: String) -> Query {
        call("countersign.block_package(\(name), \(reason), \(json: client))")
    }

    static func unblock(_ name: String, _ reason: String, client: String) -> Query {
        call("countersign.unblock_package(\(name), \(reason), \(json: client))")
    }

    static func setEngineServing(_ engine: String, _ isServing: Bool, _ reason: String, client: String) -> Query {
        call("countersign.set_engine_serving(\(engine), \(isServing), \(reason), \(json: client))")
    }

    static func escalate(_ lease: String, _ reason: String, client: String) -> Query {
        call("countersign.escalate_lease(\(lease), \(reason), \(json: client))")
    }

    private static func call(_ function: Query) -> Query {
        "select \(ActionResult.columns) from \(function)"
    }
}
