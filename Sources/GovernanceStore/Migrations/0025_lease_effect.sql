-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- What executing does to leases: a rollback brings back the lease of its bundle, a retirement revokes the leases that
-- nobody else holds and ends the requests about them.

set local role countersign_owner;

-- Requests about a lease, which a retirement ends.
create index governance_request_lease_idx on countersign.governance_request (lease, id)
where closed_at is null and lease is not null;

-- Everything that acts on a request has this in common: find, refuse early, lock, read again, refuse or hand over.
-- `e.error_code` tells the caller that it must refuse. The words are for the title of a refusal.
--
-- A retirement locks the leases that it may revoke and the requests about them, a rollback the lease that comes back:
-- of two that concern one lease, the later one then sees what the earlier one did. Which leases these are cannot change
-- under an authorized request, since every edit of the package takes its signatures away.
create or replace function countersign.enter_request(
    verb text, shown text, client jsonb,
    out a countersign.actor, out r countersign.governance_request, out w countersign.workflow,
    out p countersign.deployment_package, out l countersign.ai_lease, out e countersign.event
)
language plpgsql
volatile
as $$
declare
    wanted constant uuid := countersign.request_uuid(shown);
    problem countersign.refusal;
    leases text[];
    is_locked boolean := false;
begin
    perform nextval('countersign.attempt');
    loop
        if is_locked then
            leases := case
                when r.lease is not null then array[r.lease]
                when verb <> 'execute' then null
                when w.effect = 'retire' then array(
                    select t.name
                    from countersign.package_attachment_rule as t
                    where t.package = r.package_id and t.kind = 'ai-lease' and t.revoked_at is null
                )
                when w.effect = 'roll-back' then array[
                    countersign.release_bundle(r.package_id, countersign.rollback_target(r.package_id)) ->> 'ai-lease'
                ]
            end;
            -- What changes the package reaches its other requests too: all of them first, in order.
            if verb = 'execute' and w.effect in ('raise-quota', 'roll-back', 'retire') then
                perform
                from countersign.governance_request as q
                where q.closed_at is null and (
                    q.package_id = r.package_id or q.lease = any(case when w.effect = 'retire' then leases end)
                )
                order by q.id
                for update;
            end if;
            select * into r from countersign.governance_request as q where q.id = wanted for update;
            if r.package_id is not null then
                perform from countersign.deployment_package as k where k.name = r.package_id for no key update;
                if w.effect = 'retire' then
                    perform from countersign.engine as g where g.name = r.package_id for share;
                end if;
            end if;
            perform from countersign.ai_lease as k where k.name = any(leases) order by k.name for no key update;
            -- Everybody whose rights are looked at below; in order, since whoever takes rights away locks in order too.
            perform
            from countersign.person as k
            where k.login = session_user or k.login = r.requester
                or (
                    verb = 'execute' and k.login in (
                        select g.signer from countersign.request_signature as g
                        where g.request = wanted and g.manifest_sha256 = r.manifest_sha256
                    )
                )
            order by k.login
            for key share;
        else
            select * into r from countersign.governance_request as q where q.id = wanted;
        end if;
        select * into w from countersign.workflow as k where k.key = r.workflow;
        if r.package_id is not null then
            select * into p from countersign.deployment_package as k where k.name = r.package_id;
        elsif r.lease is not null then
            select * into l from countersign.ai_lease as k where k.name = r.lease;
        end if;
        a := countersign.identify(hold => is_locked);
        e := countersign.begin_event(
            a, case verb when 'close' then 'CLOSE_SESSION' else upper(verb) || '_REQUEST' end,
            coalesce(w.category, 'access-control'), case verb when 'review' then 'low' else 'medium' end, client);
        e.title := left(format('%s of %s refused',
            case verb
                when 'sign' then 'Approval'
                when 'reject' then 'Rejection'
                when 'withdraw' then 'Withdrawal'
                when 'amend' then 'Amendment'
                when 'execute' then 'Execution'
                when 'close' then 'Closing'
                else 'Review'
            end, coalesce(lower(w.noun) || ' request for ' || r.subject, 'an unknown request')), 200);
        if r.id is null then
            e.resource_type := 'request';
            e.resource_id := left(shown, 64);
            if e.error_code is null then
                e.error_code := 'not-found';
                e.error_message := 'There is no such request. "countersign requests list" shows the ids.';
            end if;
        else
            e := countersign.about_request(e, r, w);
            if e.error_code is null then
                if verb in ('close', 'review') then
                    problem := countersign.aftermath_problem(verb, a, r, w);
                else
                    problem := countersign.request_problem(verb, a, r, w);
                    if problem.code is null and verb in ('sign', 'execute') then
                        problem := countersign.effect_problem(verb, r, w, p, l);
                    end if;
                end if;
                e.error_code := problem.code;
                e.error_message := problem.message;
            end if;
        end if;
        e.detail := e.error_message;
        exit when e.error_code is not null or is_locked;
        is_locked := true;
    end loop;
end
$$;

-- Why the package or lease that a request is about does not allow a step now; null code where it does.
create or replace function countersign.effect_problem(
    verb text, r countersign.governance_request, w countersign.workflow, p countersign.deployment_package,
    l countersign.ai_lease
) returns countersign.refusal
language plpgsql
volatile
as $$
declare
    bundle jsonb;
begin
    case w.effect
        when 'deploy' then
            if verb = 'execute' and (p.state <> 'ready' or p.approval_request is distinct from r.id)
                or verb = 'sign' and p.state <> 'in-review'
                or verb = 'open' and p.state not in ('draft', 'in-review', 'ready', 'rolled-back')
            then
                return countersign.package_problem(p);
            elsif verb = 'open' and p.state = 'ready' and exists (
                select from countersign.governance_request as q
                where q.id = p.approval_request and q.state = 'authorized' and q.expires_at > clock_timestamp()
            ) then
                return countersign.because('invalid-input', format(
                    'package: %s is approved already by req_%s; an operator can deploy it.', p.name,
                    p.approval_request));
            end if;
        when 'raise-quota' then
            if p.state not in ('draft', 'in-review', 'blocked') then
                return countersign.because('invalid-input', format(
                    'package: a quota exception comes before the final approval of a package, and %s is %s.', p.name,
                    p.state));
            elsif (r.arguments ->> 'cap')::integer <= p.burst_capacity then
                return countersign.because('invalid-input', format('cap: more than the present %s.', p.burst_capacity));
            end if;
        when 'roll-back' then
            if p.state in ('rolled-back', 'retiring', 'retired') then
                return countersign.package_problem(p);
            elsif countersign.rollback_target(p.name) is null then
                return countersign.because('invalid-input', format(
                    'package: %s has no certified earlier release to go back to.', p.name));
            end if;
            bundle := countersign.release_bundle(p.name, countersign.rollback_target(p.name));
            if exists (
                select from countersign.ai_lease as k
                where k.name = bundle ->> 'ai-lease' and k.revoked_at is not null
            ) then
                return countersign.because('invalid-input', format(
                    'package: %s cannot go back to %s, whose lease %s is revoked.', p.name, bundle ->> 'release',
                    bundle ->> 'ai-lease'));
            end if;
        when 'retire' then
            if p.state = 'retired' or (p.state = 'retiring') <> (verb = 'execute') then
                return countersign.package_problem(p);
            elsif (select g.is_serving from countersign.engine as g where g.name = p.name) then
                return countersign.because('engine-active', format(
                    'Retirement remains disabled while the engine is active: %s serves traffic.', p.name));
            end if;
        when 'expand-lease' then
            if l.revoked_at is not null then
                return countersign.because('invalid-input', format('lease: %s is revoked.', l.name));
            elsif not exists (
                select from countersign.lease_escalation as x
                where x.lease = l.name and x.expires_at > clock_timestamp()
            ) then
                return countersign.because('not-escalated', format(
                    'The lease %s is read-only until escalated: countersign leases escalate %s --reason …', l.name,
                    l.name));
            elsif verb <> 'execute' and (r.arguments ->> 'cap')::integer <= l.cap then
                return countersign.because('invalid-input', format('cap: more than the present %s.', l.cap));
            end if;
        else
            null;
    end case;
    return null;
end
$$;

-- Closes the requests that can never be executed any more because their package was retired, or because a lease that it
-- held was revoked with it. The caller has locked those that were open before; a later one is not waited for.
create or replace function countersign.fail_requests(package text, e countersign.event) returns void
language plpgsql
volatile
as $$
declare
    revoked constant text[] := array(
        select l.name
        from countersign.package_attachment_rule as t
        inner join countersign.ai_lease as l on t.name = l.name
        where t.package = fail_requests.package and t.kind = 'ai-lease' and l.revoked_at is not null
    );
    due record;
begin
    for due in
        select q as r, k as w
        from countersign.governance_request as q
        inner join countersign.workflow as k on q.workflow = k.key
        where q.closed_at is null and (q.package_id = fail_requests.package or q.lease = any(revoked))
        order by q.id
        for update of q nowait
    loop
        perform countersign.fail_request(due.r, due.w, case
            when (due.r).lease is null then 'The package was retired'
            else 'The lease was revoked'
        end, e);
    end loop;
end
$$;

-- Does what a request was about. The request is closed already and the EXECUTE_REQUEST event written; `e` is the event
-- to continue with. Returns the words for the person.
create or replace function countersign.apply_request(
    r countersign.governance_request, w countersign.workflow, p countersign.deployment_package,
    l countersign.ai_lease, e countersign.event
) returns text
language plpgsql
volatile
as $$
declare
    moment constant timestamptz := clock_timestamp();
    target text;
    restored text;
    amount integer;
begin
    e.severity := 'high';
    case w.effect
        when 'deploy' then
            update countersign.deployment_package as k
            set state = 'deployed', deployed_release = k.release, updated_at = moment
            where k.name = p.name;
            update countersign.package_release_rule as k
            set deployed_at = moment
            where k.package = p.name and k.release = p.release;
            e.action := 'DEPLOY_PACKAGE';
            e.title := left(format('%s deployed with %s', p.name, p.release), 200);
            e.detail := left(format('Revision %s runs on %s; fallback: %s.', p.revision, p.node,
                coalesce(p.fallback, 'none')), 4000);
            e.changes := jsonb_build_object(
                'package_state', jsonb_build_object('old', p.state, 'new', 'deployed'),
                'deployed_release', jsonb_build_object('old', p.deployed_release, 'new', p.release));
        when 'roll-back' then
            target := countersign.rollback_target(p.name);
            update countersign.package_release_rule as k
            set rolled_back_at = moment
            where k.package = p.name and k.release = p.release;
            update countersign.package_release_rule as k
            set deployed_at = moment
            where k.package = p.name and k.release = target;
            update countersign.deployment_package as k
            set
                state = 'rolled-back', release = target, deployed_release = target, revision = k.revision + 1,
                approval_request = null, approved_at = null, window_opened_at = null, window_closes_at = null,
                updated_at = moment
            where k.name = p.name;
            -- The package holds the restored bundle's lease again, not the one that it leaves: that is what a later
            -- retirement revokes.
            restored := countersign.release_bundle(p.name, target) ->> 'ai-lease';
            update countersign.package_attachment_rule as t
            set name = restored
            where t.package = p.name and t.kind = 'ai-lease' and t.revoked_at is null and t.name <> restored;
            e.action := 'ROLL_BACK_PACKAGE';
            e.title := left(format('%s rolled back to %s', p.name, target), 200);
            e.detail := r.reason;
            e.changes := jsonb_build_object(
                'package_state', jsonb_build_object('old', p.state, 'new', 'rolled-back'),
                'bundle', jsonb_build_object(
                    'old', countersign.release_bundle(p.name, p.release),
                    'new', countersign.release_bundle(p.name, target)));
        when 'retire' then
            amount := countersign.revoke_attachments(r, e);
            update countersign.deployment_package as k
            set state = 'retired', updated_at = moment
            where k.name = p.name;
            e.action := 'RETIRE_PACKAGE';
            e.title := left(format('%s retired', p.name), 200);
            e.detail := format('%s revocations, one event each; the audit history stays.', amount);
            e.changes := jsonb_build_object(
                'package_state', jsonb_build_object('old', p.state, 'new', 'retired'),
                'checklist', jsonb_build_object('new', r.arguments -> 'checklist'));
        when 'raise-quota' then
            amount := (r.arguments ->> 'cap')::integer;
            update countersign.deployment_package as k
            set burst_capacity = amount, revision = k.revision + 1, updated_at = moment
            where k.name = p.name;
            e.action := 'RAISE_QUOTA';
            e.title := left(format('Burst capacity of %s raised to %s', p.name, amount), 200);
            e.detail := r.reason;
            e.changes := jsonb_build_object(
                'burst_capacity', jsonb_build_object('old', p.burst_capacity, 'new', amount));
        when 'expand-lease' then
            amount := (r.arguments ->> 'cap')::integer;
            update countersign.ai_lease as k set cap = amount where k.name = l.name;
            e.action := 'EXPAND_LEASE';
            e.title := left(format('Cycle cap of %s raised to %s', l.name, amount), 200);
            e.detail := r.reason;
            e.changes := jsonb_build_object('cap', jsonb_build_object('old', l.cap, 'new', amount));
        else
            raise exception 'The effect % is not executed.', w.effect using errcode = 'internal_error';
    end case;
    if e.action in ('ROLL_BACK_PACKAGE', 'RAISE_QUOTA', 'RETIRE_PACKAGE') then
        perform countersign.set_package_manifest(p.name);
    end if;
    perform countersign.append_event(e);
    if e.action in ('ROLL_BACK_PACKAGE', 'RAISE_QUOTA') then
        perform countersign.void_signatures(p.name, e);
    elsif e.action = 'RETIRE_PACKAGE' then
        perform countersign.fail_requests(p.name, e);
    end if;
    return e.title || '.';
end
$$;
