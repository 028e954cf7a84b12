-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Whose review is missing, by the clock: a break-glass session that has run out waits for its review at once, whether
-- or not anything is there to record its end. And nobody is asked to review what they executed.

set local role countersign_owner;

create or replace function countersign.my_duty(before uuid default null, max integer default 100)
returns setof countersign.duty
language plpgsql
stable
security definer
set search_path = pg_catalog, countersign, pg_temp
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
set jit = off
as $$
declare
    me constant text := session_user;
    roles constant text [] := array(select m.role from countersign.my_role as m);
    bound constant uuid := coalesce(my_duty.before, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
    page constant integer := least(greatest(my_duty.max, 1), 1000);
begin
    return query
    with candidate as (
        (
            select
                r.id,
                'sign' as duty
            from countersign.governance_request as r
            where r.awaits @> '{operator}' and r.id < bound
                and r.expires_at > statement_timestamp()
                and 'operator' = any(roles) and (r.requester_signs or r.requester <> me)
                and not exists (
                    select from countersign.request_signature as g
                    where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.signer = me
                )
            order by r.id desc
            limit page
        )
        union all
        (
            select
                r.id,
                'sign' as duty
            from countersign.governance_request as r
            where r.awaits @> '{finance}' and r.id < bound
                and r.expires_at > statement_timestamp()
                and 'finance' = any(roles) and (r.requester_signs or r.requester <> me)
                and not exists (
                    select from countersign.request_signature as g
                    where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.signer = me
                )
            order by r.id desc
            limit page
        )
        union all
        (
            select
                r.id,
                'sign' as duty
            from countersign.governance_request as r
            where r.awaits @> '{auditor}' and r.id < bound
                and r.expires_at > statement_timestamp()
                and 'auditor' = any(roles) and (r.requester_signs or r.requester <> me)
                and not exists (
                    select from countersign.request_signature as g
                    where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.signer = me
                )
            order by r.id desc
            limit page
        )
        union all
        (
            select
                r.id,
                'sign' as duty
            from countersign.governance_request as r
            where r.awaits @> '{admin}' and r.id < bound
                and r.expires_at > statement_timestamp()
                and 'admin' = any(roles) and (r.requester_signs or r.requester <> me)
                and not exists (
                    select from countersign.request_signature as g
                    where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.signer = me
                )
            order by r.id desc
            limit page
        )
        union all
        (
            select
                r.id,
                'execute' as duty
            from countersign.governance_request as r
            where r.awaits @> '{execution}' and r.id < bound
                and r.expires_at > statement_timestamp()
                and 'operator' = any(roles)
            order by r.id desc
            limit page
        )
        union all
        (
            select
                r.id,
                'review' as duty
            from countersign.governance_request as r
            where r.awaits @> '{review}' and r.id < bound
                and cardinality(roles) > 0 and r.requester <> me and (r.lease is null or r.closed_by <> me)
            order by r.id desc
            limit page
        )
        union all
        -- Ended by the clock; the trail has its entry as soon as expire_due() runs.
        (
            select
                s.request as id,
                'review' as duty
            from countersign.privileged_session as s
            where s.ended_at is null and s.expires_at <= statement_timestamp() and s.request < bound
                and cardinality(roles) > 0 and s.holder <> me
                and not exists (select from countersign.governance_review as v where v.request = s.request)
            order by s.request desc
            limit page
        )
    ),

    listed as (
        select distinct on (c.id)
            c.id,
            c.duty
        from candidate as c
        order by c.id desc
        limit page
    )

    select
        r.id, 'req_' || r.id, c.duty, r.awaits, r.workflow::text, w.title, r.state::text, r.requester::text,
        p.display_name, r.subject, r.opened_at, r.expires_at
    from listed as c
    inner join countersign.governance_request as r on c.id = r.id
    inner join countersign.workflow as w on r.workflow = w.key
    inner join countersign.person as p on r.requester = p.login
    order by r.id desc;
end
$$;

create or replace view countersign.session_overview as
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
    (s.end_kind is not null or s.expires_at <= statement_timestamp()) and v.reviewer is null as needs_review,
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

create or replace view countersign.request_overview as
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
    is_due.review as needs_review,
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
-- Ended by the clock; the trail has its entry as soon as expire_due() runs.
cross join lateral ( -- noqa: ST05
    select
        r.awaits @> '{review}' or (
            s.ended_at is null and s.expires_at <= statement_timestamp()
            and not exists (select from countersign.governance_review as v where v.request = r.id)
        ) is true as review
) as is_due
cross join lateral ( -- noqa: ST05
    select
        case
            when is_due.review
                then case
                    when r.requester <> session_user and (r.lease is null or r.closed_by <> session_user)
                        and exists (select from countersign.my_role)
                        then 'review'
                end
            when r.awaits = '{}' then null
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

create or replace view countersign.review_duty as
select
    case when r.lease is null then 'session' else 'lease-override' end as kind,
    r.id,
    'req_' || r.id as shown_id,
    r.subject,
    r.requester as subject_login,
    r.closed_at as since,
    r.requester = session_user or (r.lease is not null and r.closed_by = session_user) as is_mine
from countersign.governance_request as r
where r.awaits @> '{review}'
union all
-- Ended by the clock; the trail has its entry as soon as expire_due() runs.
select
    'session' as kind,
    s.request as id,
    'req_' || s.request as shown_id,
    s.tenant as subject,
    s.holder as subject_login,
    s.expires_at as since,
    s.holder = session_user as is_mine
from countersign.privileged_session as s
where s.ended_at is null and s.expires_at <= statement_timestamp()
    and not exists (select from countersign.governance_review as v where v.request = s.request)
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
