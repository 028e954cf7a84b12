-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- What people read of workflows, requests and reviews. Everybody reads all of it. The privileges are in the last file.

set local role countersign_owner;

-- The roles of the session's person that count now. For the views here; nobody is granted it.
create view countersign.my_role as
select g.role
from countersign.role_grant as g
inner join countersign.person as p on g.login = p.login
where g.login = session_user and g.revoked_at is null and p.suspended_at is null;
comment on view countersign.my_role is 'The roles that the session''s person holds now; none while suspended.';

create view countersign.workflow_catalog as
select
    w.key,
    w.ordinal,
    w.title,
    w.description,
    w.required_role,
    w.condition,
    w.category,
    w.is_offered,
    w.opener_role
from countersign.workflow as w
where w.in_catalog;
comment on view countersign.workflow_catalog is 'The five entries of the privileged workflow catalog.';

create view countersign.workflow_overview as
select
    w.key,
    w.ordinal,
    w.title,
    w.description,
    w.required_role,
    w.condition,
    w.category,
    w.is_offered,
    w.opener_role,
    w.in_catalog,
    w.requester_signs,
    w.effect,
    w.slot_roles
from countersign.workflow as w;
comment on view countersign.workflow_overview is
'Every workflow: the catalog, and the approval of deployment packages.';

create view countersign.workflow_slot as
select
    s.workflow,
    s.ordinal,
    s.name,
    s.role,
    w.requester_signs as accepts_requester
from countersign.workflow_slot_rule as s
inner join countersign.workflow as w on s.workflow = w.key;
comment on view countersign.workflow_slot is 'The signatures each workflow needs.';

create view countersign.workflow_field as
select
    f.workflow,
    f.ordinal,
    f.name,
    f.label,
    f.kind,
    f.is_required,
    f.minimum,
    f.maximum,
    case
        when f.kind = 'choice' and f.choices is null
            then array(select p.name from countersign.deployment_package as p order by p.name)
        else coalesce(f.choices, '{}')
    end as choices,
    f.confirms,
    f.default_value,
    f.help
from countersign.workflow_field_rule as f;
comment on view countersign.workflow_field is 'The form of each workflow.';

create view countersign.engine_catalog as
select
    g.name,
    g.environment,
    g.is_serving
from countersign.engine as g;
comment on view countersign.engine_catalog is 'Engines known by name.';

create view countersign.request_signature_overview as
select
    'req_' || g.request as request_id,
    g.slot,
    g.role,
    g.signer,
    p.display_name as signer_name,
    g.signed_at,
    encode(g.manifest_sha256, 'hex') as manifest_sha256,
    g.manifest_sha256 = r.manifest_sha256 as is_current,
    g.coverage,
    g.request as id
from countersign.request_signature as g
inner join countersign.governance_request as r on g.request = r.id
inner join countersign.person as p on g.signer = p.login;
comment on view countersign.request_signature_overview is
'Who signed what; is_current is false where the manifest changed since.';

create view countersign.session_overview as
select
    'req_' || s.request as request_id,
    s.tenant,
    s.holder,
    h.display_name as holder_name,
    s.approver,
    a.display_name as approver_name,
    s.opened_at,
    s.expires_at,
    s.ended_at,
    s.ended_by,
    s.end_reason,
    case
        when s.end_kind is not null then s.end_kind
        when s.expires_at <= statement_timestamp() then 'expired'
        else 'open'
    end as state,
    s.end_kind is null and s.expires_at > statement_timestamp() as is_open,
    s.request as id,
    s.end_kind is not null and v.reviewer is null as needs_review,
    v.reviewer as reviewed_by,
    v.recorded_at as reviewed_at,
    v.note as review_note
from countersign.privileged_session as s
inner join countersign.person as h on s.holder = h.login
inner join countersign.person as a on s.approver = a.login
left join lateral (
    select
        k.reviewer,
        k.recorded_at,
        k.note
    from countersign.governance_review as k
    where k.request = s.request
    order by k.recorded_at
    limit 1
) as v on true;
comment on view countersign.session_overview is 'Break-glass sessions, their state by the server''s clock.';

create view countersign.request_overview as
select
    'req_' || r.id as request_id,
    r.workflow,
    w.title as workflow_title,
    w.category,
    case
        when r.closed_at is null and r.expires_at <= statement_timestamp() then 'expired'
        else r.state
    end as state,
    r.closed_at is null and r.expires_at > statement_timestamp() as is_open,
    r.requester,
    p.display_name as requester_name,
    r.subject,
    r.tenant,
    r.package_id,
    r.arguments,
    r.reason,
    r.coverage,
    r.opened_at,
    r.expires_at,
    r.closed_at,
    r.closed_by,
    r.close_reason,
    convert_from(r.manifest, 'UTF8') as manifest,
    encode(r.manifest_sha256, 'hex') as manifest_sha256,
    missing.slots as missing_slots,
    missing.roles as missing_roles,
    duty.name is not null as waits_for_me,
    duty.name as my_duty,
    s.opened_at as session_opened_at,
    s.expires_at as session_expires_at,
    s.ended_at as session_ended_at,
    s.ended_by as session_ended_by,
    s.end_reason as session_end_reason,
    case
        when s.end_kind is not null then s.end_kind
        when s.expires_at <= statement_timestamp() then 'expired'
        when s.expires_at is not null then 'open'
    end as session_state,
    r.id,
    r.lease,
    r.is_voided,
    r.awaits,
    r.awaits @> '{review}' as needs_review,
    encode(r.package_sha256, 'hex') as package_manifest_sha256,
    case when r.state = 'executed' then r.closed_at end as executed_at,
    case when r.state = 'executed' then r.closed_by end as executed_by,
    (select count(*) from countersign.governance_review as v where v.request = r.id) as reviews
from countersign.governance_request as r
inner join countersign.workflow as w on r.workflow = w.key
inner join countersign.person as p on r.requester = p.login
left join countersign.privileged_session as s on r.id = s.request
cross join lateral (
    select
        coalesce(array_agg(k.name order by k.ordinal), '{}') as slots,
        coalesce(array_agg(k.role order by k.ordinal), '{}') as roles
    from countersign.workflow_slot_rule as k
    where k.workflow = r.workflow
        and not exists (
            select from countersign.request_signature as g
            where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.slot = k.name
        )
) as missing
cross join lateral ( -- noqa: ST05
    select
        case
            when r.awaits = '{}' then null
            when r.awaits @> '{review}'
                then case
                    when r.requester <> session_user and exists (select from countersign.my_role) then 'review'
                end
            when r.expires_at <= statement_timestamp() then null
            when r.state = 'authorized'
                then case
                    when exists (select from countersign.my_role as m where m.role = 'operator') then 'execute'
                end
            when (r.requester_signs or r.requester <> session_user)
                and exists (select from countersign.my_role as m where m.role = any(r.awaits))
                -- As a value: NOT EXISTS would be answered from a hash of everything that this person ever signed.
                and (
                    select g.signer
                    from countersign.request_signature as g
                    where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.signer = session_user
                ) is null
                then 'sign'
        end as name
) as duty;
comment on view countersign.request_overview is
'Requests as lists and details show them; state by the server''s clock. Page by id, newest first.';

create view countersign.review_overview as
select
    v.id,
    v.kind,
    'req_' || v.request as request_id,
    'esc_' || v.escalation as escalation_id,
    v.since,
    v.until,
    v.subject_login,
    v.reviewer,
    p.display_name as reviewer_name,
    v.note,
    v.recorded_at
from countersign.governance_review as v
inner join countersign.person as p on v.reviewer = p.login;
comment on view countersign.review_overview is 'Reviews that were recorded.';

create view countersign.review_duty as
select
    case when r.lease is null then 'session' else 'lease-override' end as kind,
    r.id,
    'req_' || r.id as shown_id,
    r.subject,
    r.requester as subject_login,
    r.closed_at as since,
    r.requester = session_user as is_mine
from countersign.governance_request as r
where r.awaits @> '{review}'
union all
select
    'escalation' as kind,
    x.id,
    'esc_' || x.id as shown_id,
    x.lease as subject,
    x.escalated_by as subject_login,
    x.escalated_at as since,
    x.escalated_by = session_user as is_mine
from countersign.lease_escalation as x
where x.reviewed_at is null;
comment on view countersign.review_duty is
'Sessions, lease overrides and escalations that nobody has reviewed yet. Their subject may not.';
