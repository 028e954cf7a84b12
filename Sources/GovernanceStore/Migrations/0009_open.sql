-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Opening a request, and what an edit does to signatures.

set local role countersign_owner;

-- Puts a signature into the first free slot that one of the person's roles fills. Returns the roles still missing.
create function countersign.fill_slot(
    a countersign.actor, r countersign.governance_request, coverage text, out slot text, out missing text[]
)
language plpgsql
volatile
as $$
begin
    insert into countersign.request_signature (
        request, workflow, requester, requester_signs, slot, role, signer, manifest_sha256, signed_at, coverage
    )
    select
        r.id, r.workflow, r.requester, r.requester_signs, s.name, s.role, a.login, r.manifest_sha256,
        clock_timestamp(), fill_slot.coverage
    from countersign.workflow_slot_rule as s
    where s.workflow = r.workflow and s.role = any(a.roles)
        and not exists (
            select from countersign.request_signature as g
            where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.slot = s.name
        )
    order by s.ordinal
    limit 1
    returning request_signature.slot into fill_slot.slot;
    missing := array(
        select s.role
        from countersign.workflow_slot_rule as s
        where s.workflow = r.workflow
            and not exists (
                select from countersign.request_signature as g
                where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.slot = s.name
            )
        order by s.ordinal
    );
end
$$;

-- The words for roles whose signature is missing.
create function countersign.role_titles(roles text[]) returns text
language plpgsql
immutable
as $$
begin
    return (
        select string_agg(countersign.role_title(m.role), ' + ' order by m.ordinal)
        from unnest(roles) with ordinality as m (role, ordinal)
    );
end
$$;

-- The state that a number of missing signatures means, and whose turn it is.
create function countersign.signing_state(missing text[], required integer, out state text, out awaits text[])
language plpgsql
immutable
as $$
begin
    state := case
        when cardinality(missing) = 0 then 'authorized'
        when cardinality(missing) < required then 'partly-signed'
        else 'requested'
    end;
    awaits := case when state = 'authorized' then '{execution}' else missing end;
end
$$;

-- What opening checks once without locks, to refuse early, and once under them, to decide.
create function countersign.enter_open(
    workflow text, arguments jsonb, reason text, client jsonb,
    out a countersign.actor, out w countersign.workflow, out r countersign.governance_request,
    out p countersign.deployment_package, out e countersign.event
)
language plpgsql
volatile
as $$
declare
    checked record;
    problem countersign.refusal;
    l countersign.ai_lease;
    package text;
    lease text;
    is_locked boolean := false;
begin
    perform nextval('countersign.attempt');
    select k.* into w from countersign.workflow as k where k.key = enter_open.workflow;
    loop
        package := null;
        lease := null;
        if w.subject_field = 'package' and jsonb_typeof(arguments) = 'object' then
            package := arguments ->> 'package';
        elsif w.subject_field = 'lease' and jsonb_typeof(arguments) = 'object' then
            lease := arguments ->> 'lease';
        end if;
        if is_locked and package is not null then
            perform from countersign.deployment_package as k where k.name = package for no key update;
            perform from countersign.engine as g where g.name = package for share;
        elsif is_locked and lease is not null then
            perform from countersign.ai_lease as k where k.name = lease for no key update;
        end if;
        -- What is about neither a package nor a lease has nothing to wait for but the person.
        is_locked := is_locked or coalesce(package, lease) is null;
        a := countersign.identify(hold => is_locked);
        e := countersign.begin_event(a, 'OPEN_REQUEST', coalesce(w.category, 'access-control'), 'medium', client);
        e.resource_type := coalesce(w.subject_field, 'workflow');
        if w.key is not null and jsonb_typeof(arguments) = 'object' then
            e.resource_id := left(arguments ->> w.subject_field, 200);
            e.tenant := left(arguments ->> 'tenant', 200);
            e.package_id := left(package, 200);
        end if;
        e.title := left(format('%s request refused for %s', coalesce(w.noun, 'Workflow'),
            coalesce(e.resource_id, '(unnamed)')), 200);
        problem := null;
        if e.error_code is not null then
            null;
        elsif w.key is null then
            problem := countersign.because('invalid-input', format('workflow: there is no workflow "%s". Known: %s.',
                left(enter_open.workflow, 60),
                (select string_agg(k.key, ', ' order by k.ordinal) from countersign.workflow as k)));
        elsif not w.is_offered then
            problem := countersign.because('invalid-input', format(
                'workflow: %s cannot be opened here. Offered: %s.', w.title,
                (select string_agg(k.key, ', ' order by k.ordinal) from countersign.workflow as k where k.is_offered)));
        elsif not w.opener_role = any(a.roles) then
            problem := countersign.because('role-required', format('%s needs the role %s; %s does not hold it.',
                w.title, countersign.role_title(w.opener_role), a.login));
        else
            checked := countersign.check_form(w, arguments, reason);
            problem := checked.problem;
            r.arguments := checked.accepted;
            r.workflow := w.key;
            r.subject := r.arguments ->> w.subject_field;
            r.tenant := r.arguments ->> 'tenant';
            r.package_id := package;
            r.lease := lease;
            r.reason := enter_open.reason;
        end if;
        if e.error_code is null and problem.code is null and package is not null then
            select * into p from countersign.deployment_package as k where k.name = package;
            r.package_sha256 := p.manifest_sha256;
            problem := countersign.effect_problem('open', r, w, p, null);
        elsif e.error_code is null and problem.code is null and lease is not null then
            select * into l from countersign.ai_lease as k where k.name = lease;
            if l.name is null then
                problem := countersign.because('not-found', format(
                    'lease: there is no lease "%s". "countersign leases list" shows them.', left(lease, 120)));
            else
                r.tenant := l.tenant;
                problem := countersign.effect_problem('open', r, w, null, l);
                select x.id into r.escalation
                from countersign.lease_escalation as x
                where x.lease = l.name and x.expires_at > clock_timestamp()
                order by x.expires_at desc
                limit 1;
            end if;
        end if;
        if problem.code is not null then
            e.error_code := problem.code;
            e.error_message := problem.message;
        end if;
        exit when e.error_code is not null or is_locked;
        is_locked := true;
    end loop;
    e.detail := e.error_message;
end
$$;

create function countersign.open_request(
    workflow text, arguments jsonb, reason text, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
declare
    n record;
    e countersign.event;
    w countersign.workflow;
    r countersign.governance_request;
    filled record;
    turn record;
    words text;
begin
    n := countersign.enter_open(
        open_request.workflow, open_request.arguments, open_request.reason, open_request.client);
    e := n.e;
    w := n.w;
    if e.error_code is not null then
        return countersign.refuse(e, coalesce(w.key, 'workflow'));
    end if;
    r := n.r;
    r.opened_at := clock_timestamp();
    r.id := countersign.uuid_v7(r.opened_at);
    r.requester := (n.a).login;
    r.requester_signs := w.requester_signs;
    r.coverage := e.coverage;
    r.expires_at := r.opened_at + w.open_for;
    r.manifest := countersign.request_manifest(r, w);
    r.state := 'requested';
    r.awaits := w.slot_roles;

    e := countersign.about_request(e, r, w);
    e.title := left(format('%s request opened for %s', w.noun, r.subject), 200);
    e.detail := r.reason;
    insert into countersign.governance_request (
        id, workflow, state, requester, requester_signs, subject, tenant, package_id, package_sha256, lease,
        escalation, arguments, reason, coverage, opened_at, expires_at, manifest, awaits
    ) values (
        r.id, r.workflow, r.state, r.requester, r.requester_signs, r.subject, r.tenant, r.package_id,
        r.package_sha256, r.lease, r.escalation, r.arguments, r.reason, r.coverage, r.opened_at, r.expires_at,
        r.manifest, r.awaits
    ) returning governance_request.manifest_sha256 into r.manifest_sha256;
    e.changes := jsonb_build_object('arguments', jsonb_build_object('new', r.arguments));
    if w.requester_signs then
        filled := countersign.fill_slot(n.a, r, r.coverage);
        turn := countersign.signing_state(filled.missing, cardinality(w.slot_roles));
        r.state := turn.state;
        r.awaits := turn.awaits;
        update countersign.governance_request as q set state = r.state, awaits = r.awaits where q.id = r.id;
        e.changes := e.changes || jsonb_build_object('signature', jsonb_build_object('new', jsonb_build_object(
            'slot', filled.slot, 'manifest_sha256', encode(r.manifest_sha256, 'hex'))));
    end if;
    e.changes := e.changes || jsonb_build_object('state', jsonb_build_object('new', r.state));
    if w.effect = 'deploy' and (n.p).state <> 'in-review' then
        update countersign.deployment_package as k
        set
            state = 'in-review', approval_request = null, approved_at = null, window_opened_at = null,
            window_closes_at = null, updated_at = clock_timestamp()
        where k.name = r.package_id;
        e.changes := e.changes || jsonb_build_object(
            'package_state', jsonb_build_object('old', (n.p).state, 'new', 'in-review'));
    end if;
    words := format('%s request opened. %s by %s.', w.noun,
        case
            when r.state = 'authorized' then 'It is authorized; an operator executes it'
            when w.requester_signs
                then format('It needs the signature of a %s', countersign.role_titles(r.awaits))
            else format('It needs the signature of another %s', countersign.role_title(w.opener_role))
        end, to_char(r.expires_at at time zone 'UTC', 'HH24:MI "UTC"'));
    return countersign.accept(e, words);
end
$$;

-- Gives a request its manifest anew, which voids the signatures of the former one. `signer` signs the new one at once:
-- whoever edited their own request. The caller holds the request's lock, and the package's. Returns the request as it
-- is now; how many signatures fell is in `voided`.
create function countersign.renew_manifest(
    w countersign.workflow, signer countersign.actor, coverage text,
    inout r countersign.governance_request, out voided integer
)
language plpgsql
volatile
as $$
declare
    turn record;
    filled record;
    missing text[] := w.slot_roles;
begin
    select count(*) into voided
    from countersign.request_signature as g
    where g.request = r.id and g.manifest_sha256 = r.manifest_sha256;
    if r.package_id is not null then
        select p.manifest_sha256 into r.package_sha256
        from countersign.deployment_package as p
        where p.name = r.package_id;
    end if;
    r.manifest := countersign.request_manifest(r, w);
    r.manifest_sha256 := sha256(r.manifest);
    if signer.login is not null and r.requester_signs then
        filled := countersign.fill_slot(signer, r, renew_manifest.coverage);
        missing := filled.missing;
    end if;
    turn := countersign.signing_state(missing, cardinality(w.slot_roles));
    r.state := turn.state;
    r.awaits := turn.awaits;
    r.is_voided := r.is_voided or voided > 0;
    update countersign.governance_request as q
    set
        arguments = r.arguments, reason = r.reason, manifest = r.manifest, package_sha256 = r.package_sha256,
        state = r.state, awaits = r.awaits, is_voided = r.is_voided
    where q.id = r.id;
end
$$;

-- After an edit of a package: every open request on it gets a new manifest and waits for all its signatures again, one
-- event each. The caller has locked the requests that were open before it locked the package; one that was opened in
-- between is not waited for, which keeps the order of locks.
create function countersign.void_signatures(package text, e countersign.event) returns integer
language plpgsql
volatile
as $$
declare
    due record;
    renewed record;
    requests integer := 0;
begin
    for due in
        select q as r, k as w
        from countersign.governance_request as q
        inner join countersign.workflow as k on q.workflow = k.key
        where q.package_id = void_signatures.package and q.closed_at is null and q.expires_at > clock_timestamp()
        order by q.id
        for update of q nowait
    loop
        renewed := countersign.renew_manifest(due.w, null, null, due.r);
        e.action := 'VOID_SIGNATURES';
        e.category := (due.w).category;
        e.severity := 'medium';
        e := countersign.about_request(e, due.r, due.w);
        e.title := left(format('%s request for %s must be signed again', (due.w).noun, (due.r).subject), 200);
        e.detail := format('The package was edited; %s earlier signatures no longer count.', renewed.voided);
        e.changes := jsonb_build_object(
            'state', jsonb_build_object('old', (due.r).state, 'new', (renewed.r).state),
            'manifest_sha256', jsonb_build_object(
                'old', encode((due.r).manifest_sha256, 'hex'), 'new', encode((renewed.r).manifest_sha256, 'hex')));
        perform countersign.append_event(e);
        requests := requests + 1;
    end loop;
    return requests;
end
$$;
