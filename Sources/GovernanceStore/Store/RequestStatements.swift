// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

/// The statements that read the catalog and the requests, and the governed calls.
enum RequestStatements {
    static let workflows: Query = """
        select key, ordinal::bigint, title, description, required_role, condition, category, is_offered, opener_role, \
        in_catalog from countersign.workflow_overview order by ordinal
        """

    static let slots: Query = """
        select workflow, name, role, accepts_requester from countersign.workflow_slot order by workflow, ordinal
        """

    static let fields: Query = """
        select workflow, name, label, kind, is_required, minimum::bigint, maximum::bigint, choices, default_value, help, \
        confirms from countersign.workflow_field order by workflow, ordinal
        """

    /// Newest first; `after` is the bare UUID of the last one that is known.
    static func requests(_ query: RequestQuery, after: String?) -> Query {
        let limit = min(max(query.limit, 1), 1_000)
        var statement: Query = "select \(GovernanceRequest.columns) from countersign.request_overview as r where true"
        switch query.scope {
        case .all: break
        case .open: statement += " and is_open"
        case .waitingForMe where query.workflowKey != nil || query.package != nil: statement += " and waits_for_me"
        case .waitingForMe:
            // the function finds the next ones in the indexes of each duty; the view's column would look at every row
            statement += """
                 and id in (\
                select d.id from countersign.my_duty(\(text: after)::uuid, \(limit)::integer) as d)
                """
        case .waitingForOthers where query.workflowKey != nil || query.package != nil:
            statement += " and is_open and not waits_for_me"
        case .waitingForOthers:
            statement += """
                 and id in (\
                select d.id from countersign.other_duty(\(text: after)::uuid, \(limit)::integer) as d)
                """
        }
        if let workflow = query.workflowKey { statement += " and workflow = \(workflow)" }
        if let package = query.package { statement += " and package_id = \(package)" }
        if let after { statement += " and id < \(after)" }
        return statement + " order by id desc limit \(limit)"
    }

    static func expiring(within time: Duration, limit: Int) -> Query {
        let seconds = Double(time.components.seconds)
        return """
            select kind, shown_id, subject, holder, expires_at \
            from countersign.expiring(make_interval(secs => \(seconds)), \(Int32(clamping: min(max(limit, 1), 1_000))))
            """
    }

    static func request(_ uuid: String) -> Query {
        "select \(GovernanceRequest.columns) from countersign.request_overview as r where id = \(uuid)"
    }

    /// The signatures that count, oldest first.
    static func signatures(of uuids: [String]) -> Query {
        """
        select \(RequestSignature.columns) from countersign.request_signature_overview \
        where id = any(\(uuids)::uuid[]) and is_current order by signed_at, slot
        """
    }

    static func open(_ draft: RequestDraft, client: String) throws(GovernanceError) -> Query {
        let arguments = try JSONText.encode(.object(draft.arguments))
        return call(
            "countersign.open_request(\(draft.workflowKey), \(json: arguments), \(draft.reason), \(json: client))")
    }

    static func sign(_ id: String, manifestSHA256: String?, client: String) -> Query {
        call("countersign.sign_request(\(id), \(text: manifestSHA256), \(json: client))")
    }

    static func reject(_ id: String, reason: String, client: String) -> Query {
        call("countersign.reject_request(\(id), \(reason), \(json: client))")
    }

    static func withdraw(_ id: String, reason: String, client: String) -> Query {
        call("countersign.withdraw_request(\(id), \(reason), \(json: client))")
    }

    static func amend(
        _ id: String, arguments: [String: JSONValue], reason: String, client: String
    ) throws(GovernanceError) -> Query {
        let arguments = try JSONText.encode(.object(arguments))
        return call("countersign.amend_request(\(id), \(json: arguments), \(reason), \(json: client))")
    }

    static func execute(_ id: String, manifestSHA256: String?, client: String) -> Query {
        call("countersign.execute_request(\(id), \(text: manifestSHA256), \(json: client))")
    }

    static func review(_ id: String, note: String, client: String) -> Query {
        call("countersign.review_request(\(id), \(note), \(json: client))")
    }

    static func close(_ id: String, reason: String, client: String) -> Query {
        call("countersign.close_session(\(id), \(reason), \(json: client))")
    }

    private static func call(_ function: Query) -> Query {
        "select \(ActionResult.columns) from \(function)"
    }
}
