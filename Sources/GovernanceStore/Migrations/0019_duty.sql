-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Whose turn it is, and what runs out. Functions, not views, because each branch must stop at its own limit: a page of
-- what waits for one person then reads that many rows of one small index, whatever else is open. The plan is made for
-- the roles given, so that branches which cannot apply are left out of it.

set local role countersign_owner;

create type countersign.duty as (
    id uuid,
    request_id text,
    duty text,
    awaits text [],
    workflow text,
    workflow_title text,
    state text,
    requester text,
    requester_name text,
    subject text,
    opened_at timestamptz,
    expires_at timestamptz
);
comment on type countersign.duty is 'A request and what it waits for: sign, execute or review.';

create function countersign.my_duty(before uuid default null, max integer default 100)
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
                and cardinality(roles) > 0 and r.requester <> me
            order by r.id desc
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
comment on function countersign.my_duty(uuid, integer) is
'What waits for the session''s person to sign, execute or review: newest first, below the id before.';

create function countersign.other_duty(before uuid default null, max integer default 100)
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
    bound constant uuid := coalesce(other_duty.before, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
    page constant integer := least(greatest(other_duty.max, 1), 1000);
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
                and not 'operator' = any(roles)
                and not (
                    roles && r.awaits and (r.requester_signs or r.requester <> me)
                    and not exists (
                        select from countersign.request_signature as g
                        where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.signer = me
                    )
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
                and not 'finance' = any(roles)
                and not (
                    roles && r.awaits and (r.requester_signs or r.requester <> me)
                    and not exists (
                        select from countersign.request_signature as g
                        where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.signer = me
                    )
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
                and not 'auditor' = any(roles)
                and not (
                    roles && r.awaits and (r.requester_signs or r.requester <> me)
                    and not exists (
                        select from countersign.request_signature as g
                        where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.signer = me
                    )
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
                and not 'admin' = any(roles)
                and not (
                    roles && r.awaits and (r.requester_signs or r.requester <> me)
                    and not exists (
                        select from countersign.request_signature as g
                        where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.signer = me
                    )
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
                and not 'operator' = any(roles)
            order by r.id desc
            limit page
        )
        union all
        -- Signed by this person in one role, waiting for another that they hold as well: only after an edit can
        -- somebody but the requester have signed first.
        (
            select
                r.id,
                'sign' as duty
            from countersign.governance_request as r
            where r.is_voided and r.closed_at is null and r.id < bound
                and r.expires_at > statement_timestamp()
                and cardinality(roles) > 1 and roles && r.awaits and r.requester <> me
                and exists (
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
                case when r.state = 'authorized' then 'execute' else 'sign' end as duty
            from countersign.governance_request as r
            where r.requester = me and r.closed_at is null and r.id < bound
                and r.expires_at > statement_timestamp()
                and case
                    when r.state = 'authorized' then not 'operator' = any(roles)
                    when not r.requester_signs or not roles && r.awaits then true
                    else exists (
                        select from countersign.request_signature as g
                        where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.signer = me
                    )
                end
            order by r.id desc
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
comment on function countersign.other_duty(uuid, integer) is
'Open requests that wait for others: newest first, below the id before.';

create function countersign.expiring(within interval default '1 hour', max integer default 100)
returns table (kind text, id uuid, shown_id text, subject text, holder text, expires_at timestamptz)
language plpgsql
stable
security definer
set search_path = pg_catalog, countersign, pg_temp
set plan_cache_mode = force_custom_plan
set enable_seqscan = off
set jit = off
as $$
declare
    moment constant timestamptz := statement_timestamp();
    horizon constant timestamptz := moment + least(greatest(expiring.within, interval '0'), interval '365 days');
    page constant integer := least(greatest(expiring.max, 1), 1000);
begin
    return query
    select
        u.kind,
        u.id,
        u.shown_id,
        u.subject,
        u.holder,
        u.expires_at
    from (
        (
            select
                'request' as kind, r.id, 'req_' || r.id as shown_id, r.subject, r.requester::text as holder,
                r.expires_at
            from countersign.governance_request as r
            where r.state in ('requested', 'partly-signed', 'authorized')
                and r.expires_at > moment and r.expires_at <= horizon
            order by r.expires_at
            limit page
        )
        union all
        (
            select
                'session' as kind, s.request as id, 'req_' || s.request as shown_id, s.tenant as subject,
                s.holder::text, s.expires_at
            from countersign.privileged_session as s
            where s.ended_at is null and s.expires_at > moment and s.expires_at <= horizon
            order by s.expires_at
            limit page
        )
        union all
        (
            select
                'escalation' as kind, x.id, 'esc_' || x.id as shown_id, x.lease::text as subject,
                x.escalated_by::text as holder, x.expires_at
            from countersign.lease_escalation as x
            where x.expires_at > moment and x.expires_at <= horizon
            order by x.expires_at
            limit page
        )
    ) as u
    order by u.expires_at, u.id
    limit page;
end
$$;
comment on function countersign.expiring(interval, integer) is
'Open requests, open sessions and escalations that run out within a time: the next first.';
