-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- What a package becomes: the bundle of a certified release stays as it was signed, and no approval outlives the
-- request that gave it.

set local role countersign_owner;

-- Closes a request that can never be executed any more, with its event. The caller holds the request's lock; `e` is the
-- event of what put an end to it.
create function countersign.fail_request(
    r countersign.governance_request, w countersign.workflow, why text, e countersign.event
) returns void
language plpgsql
volatile
as $$
begin
    update countersign.governance_request as q
    set
        state = 'failed', closed_at = clock_timestamp(), closed_by = session_user, awaits = '{}',
        close_reason = fail_request.why || '.'
    where q.id = r.id;
    e.action := 'FAIL_REQUEST';
    e.category := w.category;
    e.severity := 'low';
    e := countersign.about_request(e, r, w);
    e.title := left(format('%s request closed for %s', w.noun, r.subject), 200);
    e.detail := format('%s, so this request can never be executed.', fail_request.why);
    e.changes := jsonb_build_object('state', jsonb_build_object('old', r.state, 'new', 'failed'));
    perform countersign.append_event(e);
end
$$;

-- Checks the details of a draft: known keys, strings within their limits. Null code where they are fine. The bundle of
-- a certified release is fixed, whether the draft names that release again or not at all: two people signed it.
create or replace function countersign.draft_problem(
    details jsonb, p countersign.deployment_package
) returns countersign.refusal
language plpgsql
volatile
as $$
declare
    given record;
    limits constant jsonb := '{"release": 60, "artifact": 200, "lease": 120, "api_services": 200, "theme": 200,
        "node": 120, "fallback": 200, "zone": 60, "domain": 200, "dns": 200, "ssl": 200}'::jsonb;
    missing text;
begin
    if details is null or jsonb_typeof(details) <> 'object' or octet_length(details::text) > 16384 then
        return countersign.because('invalid-input', 'details: expected a JSON object of at most 16 KiB.');
    end if;
    for given in select d.key, d.value from jsonb_each(details) as d (key, value) order by d.key loop
        if not limits ? given.key then
            return countersign.because('invalid-input', format('details: there is no %s. Known: %s.',
                left(given.key, 60), (
                    select string_agg(k.name, ', ' order by k.name) from jsonb_object_keys(limits) as k (name)
                )));
        elsif jsonb_typeof(given.value) <> 'string' or countersign.visible_length(given.value #>> '{}') = 0
            or length(given.value #>> '{}') > (limits ->> given.key)::integer
        then
            return countersign.because('invalid-input', format('%s: text of 1 to %s characters.', given.key,
                limits ->> given.key));
        end if;
    end loop;
    if p.name is null then
        select string_agg(k.name, ', ') into missing
        from unnest(array['release', 'node', 'artifact', 'lease', 'api_services', 'theme']) as k (name)
        where not details ? k.name;
        if missing is not null then
            return countersign.because('invalid-input', format('details: a new package needs %s too.', missing));
        end if;
    elsif details = '{}'::jsonb then
        return countersign.because('invalid-input', 'details: nothing to change.');
    elsif details ? 'release' and details ->> 'release' <> p.release and exists (
        select from countersign.package_release_rule as l
        where l.package = p.name and l.release = details ->> 'release'
    ) then
        return countersign.because('invalid-input', format(
            'release: %s had the release %s already; a release is bound once.', p.name, details ->> 'release'));
    elsif coalesce(details ->> 'release', p.release) = p.release
        and details ?| array['artifact', 'lease', 'api_services', 'theme']
        and exists (
            select from countersign.package_release_rule as l
            where l.package = p.name and l.release = p.release and l.certified_at is not null
        )
    then
        return countersign.because('invalid-input', format(
            'release: %s is certified, so its bundle is fixed. Give the changed bundle a new release.', p.release));
    end if;
    -- Held until the draft is committed: a retirement that would revoke the lease waits, and then finds it attached.
    if details ? 'lease' and not exists (
        select from countersign.ai_lease as l
        where l.name = details ->> 'lease' and l.revoked_at is null
        for share
    ) then
        return countersign.because('not-found', format('lease: there is no lease "%s" in force.', details ->> 'lease'));
    elsif details ? 'zone' and not exists (
        select from pg_catalog.pg_timezone_names as z where z.name = details ->> 'zone'
    ) then
        return countersign.because('invalid-input', 'zone: a time zone by name, e.g. America/New_York.');
    end if;
    return null;
end
$$;

-- A block takes the approval away for good. So its request, which could never be executed, ends with it; requests that
-- still wait for signatures stay open, and go on after the block.
create or replace function countersign.change_block(
    blocks boolean, package text, reason text, client jsonb
) returns countersign.action_result
language plpgsql
volatile
as $$
declare
    n record;
    e countersign.event;
    p countersign.deployment_package;
    problem countersign.refusal;
    dead record;
    next_state text;
begin
    n := countersign.enter_subject('package', package, case when blocks then 'BLOCK_PACKAGE' else 'UNBLOCK_PACKAGE' end,
        'deployment-package', case when blocks then 'high' else 'medium' end,
        case when blocks then 'Block' else 'Unblocking' end, '{operator}', coalesce(reason, ''), client, blocks);
    e := n.e;
    p := n.p;
    if e.error_code is not null then
        null;
    elsif p.name is null then
        problem := countersign.because('not-found', 'package: there is no such package.');
    elsif (blocks and p.state not in ('draft', 'in-review', 'ready')) or (not blocks and p.state <> 'blocked') then
        problem := countersign.package_problem(p);
    end if;
    if coalesce(e.error_code, problem.code) is not null then
        return countersign.refuse_subject(e, problem, coalesce(p.name, 'package'));
    end if;
    next_state := case
        when blocks then 'blocked'
        when exists (
            select from countersign.governance_request as q
            where q.package_id = p.name and q.workflow = 'deployment-package' and q.closed_at is null
                and q.state <> 'authorized' and q.expires_at > clock_timestamp()
        ) then 'in-review'
        else 'draft'
    end;
    update countersign.deployment_package as k
    set
        state = next_state, blocked_reason = case when blocks then change_block.reason end, approval_request = null,
        approved_at = null, window_opened_at = null, window_closes_at = null, updated_at = clock_timestamp()
    where k.name = p.name;
    e.title := left(format('Deployment package %s for %s', case when blocks then 'blocked' else 'unblocked' end,
        p.name), 200);
    e.detail := change_block.reason;
    e.changes := jsonb_build_object('package_state', jsonb_build_object('old', p.state, 'new', next_state));
    e.id := countersign.append_event(e, 1);
    for dead in
        select q as r, k as w
        from countersign.governance_request as q
        inner join countersign.workflow as k on q.workflow = k.key
        where blocks and q.id = p.approval_request and q.state = 'authorized'
    loop
        perform countersign.fail_request(dead.r, dead.w, 'The package was blocked', e);
    end loop;
    return row(
        'succeeded', '', format('%s is %s.', p.name, next_state), null, 'audit_' || e.id
    )::countersign.action_result;
end
$$;

-- A package whose request ended without execution is no longer in review, ready or retiring because of it. Returns what
-- that changed, for the event. The caller holds both locks, and has closed the request already.
--
-- What a retirement interrupted may have ended since: an approval that was executed, withdrawn or has run out meanwhile
-- does not make the package ready again. So the state is worked out anew, not taken from state_before_retirement.
create or replace function countersign.release_package(
    r countersign.governance_request, w countersign.workflow, p countersign.deployment_package
) returns jsonb
language plpgsql
volatile
as $$
declare
    -- What the package is beside this request.
    former constant text := case
        when w.effect = 'retire' and p.state = 'retiring' and r.state = 'authorized' then p.state_before_retirement
        when w.effect = 'deploy' and p.state = 'in-review' then 'in-review'
        when w.effect = 'deploy' and p.state = 'ready' and p.approval_request = r.id then 'in-review'
    end;
    next_state text;
begin
    if former is null then
        return '{}'::jsonb;
    end if;
    next_state := case
        when former not in ('in-review', 'ready') then former
        -- No request stands behind an approval that came with imported data, so none can end.
        when former = 'ready' and (p.approval_request is null or exists (
            select from countersign.governance_request as q
            where q.id = p.approval_request and q.state = 'authorized' and q.expires_at > clock_timestamp()
        )) then 'ready'
        when exists (
            select from countersign.governance_request as q
            where q.package_id = p.name and q.workflow = 'deployment-package' and q.closed_at is null
                and q.state <> 'authorized' and q.expires_at > clock_timestamp()
        ) then 'in-review'
        else 'draft'
    end;
    if next_state in ('in-review', 'draft') then
        update countersign.deployment_package as k
        set
            state = next_state, state_before_retirement = null, approval_request = null, approved_at = null,
            window_opened_at = null, window_closes_at = null, updated_at = clock_timestamp()
        where k.name = p.name;
    else
        update countersign.deployment_package as k
        set state = next_state, state_before_retirement = null, updated_at = clock_timestamp()
        where k.name = p.name;
    end if;
    if next_state = p.state then
        return '{}'::jsonb;
    end if;
    return jsonb_build_object('package_state', jsonb_build_object('old', p.state, 'new', next_state));
end
$$;
