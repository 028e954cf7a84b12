-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Executing an authorized request. Everything is checked again under locks: the time, the manifest, the executor, the
-- standing of whoever asked and signed, the package's or lease's state. The effect, its events and the request's end
-- are one transaction.

set local role countersign_owner;

-- Closes the requests that can never be executed any more because their package was retired.
create function countersign.fail_requests(package text, e countersign.event) returns void
language plpgsql
volatile
as $$
declare
    due record;
begin
    for due in
        select q as r, k as w
        from countersign.governance_request as q
        inner join countersign.workflow as k on q.workflow = k.key
        where q.package_id = fail_requests.package and q.closed_at is null
        order by q.id
        for update of q nowait
    loop
        update countersign.governance_request as q
        set
            state = 'failed', closed_at = clock_timestamp(), closed_by = session_user, awaits = '{}',
            close_reason = 'The package was retired.'
        where q.id = (due.r).id;
        e.action := 'FAIL_REQUEST';
        e.category := (due.w).category;
        e.severity := 'low';
        e := countersign.about_request(e, due.r, due.w);
        e.title := left(format('%s request closed for %s', (due.w).noun, (due.r).subject), 200);
        e.detail := 'The package was retired, so this request can never be executed.';
        e.changes := jsonb_build_object('state', jsonb_build_object('old', (due.r).state, 'new', 'failed'));
        perform countersign.append_event(e);
    end loop;
end
$$;

-- Revokes what a package holds, one event each. The audit history, and domain, DNS and SSL bindings, stay.
create function countersign.revoke_attachments(r countersign.governance_request, e countersign.event) returns integer
language plpgsql
volatile
as $$
declare
    held countersign.package_attachment_rule;
    revoked integer := 0;
begin
    for held in
        select t.*
        from countersign.package_attachment_rule as t
        where t.package = r.package_id and t.revoked_at is null
            and t.kind in ('ai-lease', 'api-service', 'client-access', 'placement')
        order by t.ordinal
    loop
        update countersign.package_attachment_rule as t
        set revoked_at = clock_timestamp(), revoked_by = session_user, revoked_request = r.id
        where t.package = held.package and t.ordinal = held.ordinal;
        if held.kind = 'ai-lease' then
            update countersign.ai_lease as l
            set revoked_at = clock_timestamp()
            where l.name = held.name and l.revoked_at is null
                and not exists (
                    select from countersign.package_attachment_rule as t
                    where t.kind = 'ai-lease' and t.name = l.name and t.revoked_at is null
                );
        end if;
        e.action := case held.kind
            when 'ai-lease' then 'REVOKE_LEASE'
            when 'api-service' then 'REVOKE_API_SERVICE'
            when 'client-access' then 'REVOKE_CLIENT_ACCESS'
            else 'RELEASE_PLACEMENT'
        end;
        e.title := left(format('%s %s %s', held.name,
            case held.kind when 'placement' then 'released by' else 'revoked from' end, r.package_id), 200);
        e.detail := format('Revoked as %s of the retirement of %s.', case held.kind
            when 'ai-lease' then 'AI lease'
            when 'api-service' then 'API service'
            when 'client-access' then 'client control access'
            else 'placement reservation'
        end, r.package_id);
        e.changes := jsonb_build_object(
            held.kind, jsonb_build_object('old', held.name, 'new', null));
        perform countersign.append_event(e);
        revoked := revoked + 1;
    end loop;
    return revoked;
end
$$;

-- Does what a request was about. The request is closed already and the EXECUTE_REQUEST event written; `e` is the event
-- to continue with. Returns the words for the person.
create function countersign.apply_request(
    r countersign.governance_request, w countersign.workflow, p countersign.deployment_package,
    l countersign.ai_lease, e countersign.event
) returns text
language plpgsql
volatile
as $$
declare
    moment constant timestamptz := clock_timestamp();
    target text;
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

create function countersign.execute_request(
    request text, manifest_sha256 text default null, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
declare
    n record;
    r countersign.governance_request;
    w countersign.workflow;
    e countersign.event;
    problem countersign.refusal;
    needs_review boolean;
    words text;
begin
    n := countersign.enter_request('execute', execute_request.request, execute_request.client);
    r := n.r;
    w := n.w;
    e := n.e;
    if e.error_code is null then
        problem := countersign.manifest_problem(execute_request.manifest_sha256, r, n.p);
        if problem.code is null then
            problem := countersign.standing_problem('execute', r, w);
        end if;
        -- What the signers saw of the package, the bundle or the lease must be what it is now, byte for byte.
        if problem.code is null and countersign.request_manifest(r, w) <> r.manifest then
            problem := countersign.because('changed-since-review',
                'What this request is about changed since it was signed. Withdraw it and open it again.');
        end if;
        e.error_code := problem.code;
        e.error_message := problem.message;
    end if;
    if e.error_code is not null then
        e.detail := e.error_message;
        return countersign.refuse(e, coalesce(r.id::text, 'request'));
    end if;
    needs_review := w.effect = 'expand-lease';
    update countersign.governance_request as q
    set
        state = 'executed', closed_at = clock_timestamp(), closed_by = (n.a).login,
        awaits = case when needs_review then array['review'] else '{}' end
    where q.id = r.id;
    e.severity := 'high';
    e.title := left(format('%s request executed for %s', w.noun, r.subject), 200);
    e.detail := r.reason;
    e.changes := jsonb_build_object('state', jsonb_build_object('old', r.state, 'new', 'executed'));
    e.id := countersign.append_event(e, 1);
    words := countersign.apply_request(r, w, n.p, n.l, e);
    return row(
        'succeeded', '', 'Executed: ' || words, e.request_id, 'audit_' || e.id
    )::countersign.action_result;
end
$$;
