-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Signing, amending, rejecting and withdrawing a request. A break-glass session opens with the last signature.

set local role countersign_owner;

-- Why this person cannot act on this request now; null code where they can. Pure reading: it runs once without locks,
-- to refuse early, and again under them, to decide.
create function countersign.request_problem(
    verb text, a countersign.actor, r countersign.governance_request, w countersign.workflow
) returns countersign.refusal
language plpgsql
volatile
as $$
begin
    if r.closed_at is not null then
        return countersign.because('request-closed',
            format('The request is %s since %s; nothing can change it any more.', r.state,
            to_char(r.closed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')));
    elsif r.expires_at <= clock_timestamp() then
        return countersign.because('expired', format('The request expired at %s. Open a new one.',
            to_char(r.expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')));
    elsif verb = 'withdraw' then
        if r.requester <> a.login then
            return countersign.because('role-required',
                format('Only %s, who opened it, can withdraw this request; reject it instead.',
                r.requester));
        end if;
        return null;
    elsif verb = 'execute' then
        if not 'operator' = any(a.roles) then
            return countersign.because('role-required', format(
                'Requests are executed by a Governance Operator; %s is not one.', a.login));
        elsif r.state <> 'authorized' then
            return countersign.because('role-required', format(
                'Not authorized yet: the signature of %s is missing.', countersign.role_titles(r.awaits)));
        end if;
        return null;
    elsif r.state = 'authorized' then
        return countersign.because('request-closed',
            'The request is authorized: it can only be executed, withdrawn, or expire.');
    elsif verb = 'amend' then
        if r.requester <> a.login then
            return countersign.because('role-required',
                format('Only %s, who opened it, can amend this request.', r.requester));
        elsif not w.opener_role = any(a.roles) then
            return countersign.because('role-required', format('%s needs the role %s; %s does not hold it.', w.title,
                countersign.role_title(w.opener_role), a.login));
        end if;
        return null;
    elsif not w.slot_roles && a.roles then
        return countersign.because('role-required', format('%s needs the role %s; %s does not hold it.', w.title,
            (select string_agg(distinct countersign.role_title(s.role), ' or ') from unnest(w.slot_roles) as s (role)),
            a.login));
    elsif verb = 'reject' then
        if r.requester = a.login then
            return countersign.because('self-approval',
                'You opened this request: withdraw it instead of rejecting it.');
        end if;
        return null;
    elsif not w.requester_signs and r.requester = a.login then
        return countersign.because('self-approval', format(
            'You opened this request, so another %s must approve it.', countersign.role_titles(w.slot_roles)));
    elsif exists (
        select from countersign.request_signature as g
        where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.signer = a.login
    ) then
        return countersign.because('already-signed',
            'You have signed this request already; the other signature must be somebody else''s.');
    elsif not r.awaits && a.roles then
        return countersign.because('role-required',
            'The signature of your role is there already; another role''s is still missing.');
    end if;
    return null;
end
$$;

-- Everything that acts on a request has this in common: find, refuse early, lock, read again, refuse or hand over.
-- `e.error_code` tells the caller that it must refuse. The words are for the title of a refusal.
create function countersign.enter_request(
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
    is_locked boolean := false;
begin
    perform nextval('countersign.attempt');
    loop
        if is_locked then
            -- What changes the package reaches its other requests too: all of them first, in order.
            if verb = 'execute' and w.effect in ('raise-quota', 'roll-back', 'retire') then
                perform
                from countersign.governance_request as q
                where q.package_id = r.package_id and q.closed_at is null
                order by q.id
                for update;
            end if;
            select * into r from countersign.governance_request as q where q.id = wanted for update;
            if r.package_id is not null then
                perform from countersign.deployment_package as k where k.name = r.package_id for no key update;
                if w.effect = 'retire' then
                    perform from countersign.engine as g where g.name = r.package_id for share;
                end if;
            elsif r.lease is not null then
                perform from countersign.ai_lease as k where k.name = r.lease for no key update;
            end if;
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

-- Whether the manifest that somebody read is the current one.
create function countersign.manifest_problem(
    given text, r countersign.governance_request, p countersign.deployment_package
) returns countersign.refusal
language plpgsql
immutable
as $$
begin
    if lower(given) <> encode(r.manifest_sha256, 'hex') then
        return countersign.because('changed-since-review',
            'The manifest you reviewed is not the current one. Read the request again, then sign.');
    elsif r.package_sha256 <> p.manifest_sha256 then
        return countersign.because('changed-since-review',
            'The package changed since this request was made. Withdraw it and open it again.');
    end if;
    return null;
end
$$;

-- The first of the persons behind a request who is no longer entitled to it: whoever asked, and at execution whoever
-- signed. The caller holds their locks.
create function countersign.standing_problem(
    verb text, r countersign.governance_request, w countersign.workflow
) returns countersign.refusal
language plpgsql
volatile
as $$
declare
    lost record;
begin
    if exists (
        select from countersign.person as k
        where k.login = r.requester
            and (k.suspended_at is not null or not countersign.holds_role(k.login, w.opener_role))
    ) then
        return countersign.because('role-required', format('%s, who opened this request, is no longer an active %s. %s',
            r.requester, countersign.role_title(w.opener_role),
            case verb when 'sign' then 'Reject it.' else 'Open a new one.' end));
    elsif verb = 'execute' then
        select g.signer, g.role into lost
        from countersign.request_signature as g
        inner join countersign.person as k on g.signer = k.login
        where g.request = r.id and g.manifest_sha256 = r.manifest_sha256
            and (k.suspended_at is not null or not countersign.holds_role(g.signer, g.role))
        order by g.signed_at
        limit 1;
        if found then
            return countersign.because('role-required', format(
                '%s, who signed, is no longer an active %s. Open a new request.', lost.signer,
                countersign.role_title(lost.role)));
        end if;
    end if;
    return null;
end
$$;

create function countersign.sign_request(
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
    filled record;
    turn record;
begin
    n := countersign.enter_request('sign', sign_request.request, sign_request.client);
    r := n.r;
    w := n.w;
    e := n.e;
    if e.error_code is null then
        problem := countersign.manifest_problem(sign_request.manifest_sha256, r, n.p);
        if problem.code is null then
            problem := countersign.standing_problem('sign', r, w);
        end if;
        e.error_code := problem.code;
        e.error_message := problem.message;
    end if;
    if e.error_code is not null then
        e.detail := e.error_message;
        return countersign.refuse(e, coalesce(r.id::text, 'request'));
    end if;

    filled := countersign.fill_slot(n.a, r, e.coverage);
    turn := countersign.signing_state(filled.missing, cardinality(w.slot_roles));
    e.changes := jsonb_build_object(
        'signature', jsonb_build_object('new', jsonb_build_object(
            'slot', filled.slot, 'manifest_sha256', encode(r.manifest_sha256, 'hex'))));
    if turn.state = 'authorized' and w.effect = 'open-session' then
        return countersign.open_session(n.a, r, w, e);
    end if;
    update countersign.governance_request as q set state = turn.state, awaits = turn.awaits where q.id = r.id;
    if turn.state <> r.state then
        e.changes := e.changes || jsonb_build_object('state', jsonb_build_object('old', r.state, 'new', turn.state));
    end if;
    if turn.state <> 'authorized' then
        e.title := left(format('%s request signed for %s', w.noun, r.subject), 200);
        e.detail := format('Signed as %s; still missing: %s.', filled.slot, countersign.role_titles(filled.missing));
        return countersign.accept(e, format('Signed. Still missing: %s.', countersign.role_titles(filled.missing)));
    end if;
    e.title := left(format('%s request approved for %s', w.noun, r.subject), 200);
    e.detail := 'All signatures are present; an operator can execute it.';
    e.id := countersign.append_event(e, 1);
    if w.effect = 'deploy' then
        perform countersign.approve_package(r, e);
    elsif w.effect = 'retire' then
        update countersign.deployment_package as k
        set state = 'retiring', state_before_retirement = k.state, updated_at = clock_timestamp()
        where k.name = r.package_id;
    end if;
    return row(
        'succeeded', '', 'Authorized: all signatures are present.', e.request_id, 'audit_' || e.id
    )::countersign.action_result;
end
$$;

-- The last signature of a break-glass request opens its session. Two events: the approval, and the session.
create function countersign.open_session(
    a countersign.actor, r countersign.governance_request, w countersign.workflow, e countersign.event
) returns countersign.action_result
language plpgsql
volatile
as $$
declare
    minutes constant integer := (r.arguments ->> 'minutes')::integer;
    session_start constant timestamptz := clock_timestamp();
    session_end constant timestamptz := session_start + make_interval(mins => minutes);
    approval uuid;
begin
    insert into countersign.privileged_session (request, tenant, holder, approver, opened_at, expires_at)
    values (r.id, r.tenant, r.requester, a.login, session_start, session_end);
    update countersign.governance_request as q
    set state = 'executed', closed_at = session_start, closed_by = a.login, awaits = '{}'
    where q.id = r.id;
    e.title := left(format('%s request approved for %s', w.noun, r.subject), 200);
    e.changes := e.changes || jsonb_build_object('state', jsonb_build_object('old', r.state, 'new', 'executed'));
    e.detail := format('%s approved the request of %s.', a.login, r.requester);
    approval := countersign.append_event(e, 1);
    e.action := 'OPEN_SESSION';
    e.severity := 'high';
    e.title := left(format('%s session opened for %s', w.noun, r.subject), 200);
    e.detail := format('%s may act for %s until %s: %s', r.requester, r.subject,
        to_char(session_end at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'), r.reason);
    e.changes := jsonb_build_object(
        'session', jsonb_build_object('new', 'open'),
        'expires_at', jsonb_build_object('new', countersign.canonical_time(session_end)));
    perform countersign.append_event(e);
    return row(
        'succeeded', '', format('Approved. The session of %s is open for %s minutes.', r.requester, minutes),
        e.request_id, 'audit_' || approval
    )::countersign.action_result;
end
$$;

-- The last signature on a deployment package: it is ready, and names its approvers.
create function countersign.approve_package(r countersign.governance_request, e countersign.event) returns void
language plpgsql
volatile
as $$
declare
    approved constant timestamptz := clock_timestamp();
    approvers text;
    revised countersign.deployment_package;
begin
    update countersign.deployment_package as k
    set
        state = 'ready', approval_request = r.id, approved_at = approved, window_opened_at = r.opened_at,
        window_closes_at = r.expires_at, updated_at = approved
    where k.name = r.package_id
    returning k.* into revised;
    update countersign.package_release_rule as l
    set certified_at = approved
    where l.package = revised.name and l.release = revised.release and l.certified_at is null;
    insert into countersign.package_approver (package, revision, role, approver, approver_name, approved_at, request)
    select revised.name, revised.revision, g.role, g.signer, k.display_name, approved, r.id
    from countersign.request_signature as g
    inner join countersign.person as k on g.signer = k.login
    where g.request = r.id and g.manifest_sha256 = r.manifest_sha256;
    select string_agg(v.approver_name, ' and ' order by s.ordinal) into approvers
    from countersign.package_approver as v
    inner join countersign.workflow_slot_rule as s on s.workflow = r.workflow and v.role = s.role
    where v.package = revised.name and v.approved_at = approved;
    e.action := 'APPROVE_PACKAGE';
    e.title := left(format('Deployment package approved for %s', revised.name), 200);
    e.detail := left(format('%s approved revision %s with %s for %s.', approvers, revised.revision, revised.release,
        revised.node), 4000);
    e.changes := jsonb_build_object(
        'package_state', jsonb_build_object('old', 'in-review', 'new', 'ready'),
        'manifest_sha256', jsonb_build_object('new', encode(revised.manifest_sha256, 'hex')));
    perform countersign.append_event(e);
end
$$;

create function countersign.amend_request(
    request text, arguments jsonb, reason text, client jsonb default '{}'
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
    checked record;
    renewed record;
    problem countersign.refusal;
begin
    n := countersign.enter_request('amend', amend_request.request, amend_request.client);
    r := n.r;
    w := n.w;
    e := n.e;
    if e.error_code is null then
        checked := countersign.check_form(w, amend_request.arguments, amend_request.reason);
        problem := checked.problem;
        r.arguments := checked.accepted;
        r.reason := amend_request.reason;
        if problem.code is not null then
            null;
        elsif r.arguments ->> w.subject_field is distinct from r.subject then
            problem := countersign.because('invalid-input', format(
                '%s: an amended request stays about %s. Withdraw it and open another.', w.subject_field, r.subject));
        elsif r.arguments = (n.r).arguments and r.reason = (n.r).reason then
            problem := countersign.because('invalid-input', 'arguments: nothing is different from before.');
        else
            problem := countersign.effect_problem('amend', r, w, n.p, n.l);
        end if;
        e.error_code := problem.code;
        e.error_message := problem.message;
    end if;
    if e.error_code is not null then
        e.detail := e.error_message;
        return countersign.refuse(e, coalesce(r.id::text, 'request'));
    end if;
    renewed := countersign.renew_manifest(w, n.a, e.coverage, r);
    e.title := left(format('%s request amended for %s', w.noun, r.subject), 200);
    e.detail := r.reason;
    e.changes := jsonb_build_object(
        'arguments', jsonb_build_object('old', (n.r).arguments, 'new', r.arguments),
        'state', jsonb_build_object('old', r.state, 'new', (renewed.r).state),
        'manifest_sha256', jsonb_build_object(
            'old', encode(r.manifest_sha256, 'hex'), 'new', encode((renewed.r).manifest_sha256, 'hex')));
    return countersign.accept(e, format(
        'Amended; %s earlier signatures no longer count. Still missing: %s.', renewed.voided,
        countersign.role_titles((renewed.r).awaits)));
end
$$;

-- A package whose request ended without execution is no longer in review, ready or retiring because of it. Returns what
-- that changed, for the event. The caller holds both locks, and has closed the request already.
create function countersign.release_package(
    r countersign.governance_request, w countersign.workflow, p countersign.deployment_package
) returns jsonb
language plpgsql
volatile
as $$
declare
    next_state text;
begin
    if w.effect = 'retire' and p.state = 'retiring' and r.state = 'authorized' then
        next_state := p.state_before_retirement;
        update countersign.deployment_package as k
        set state = next_state, state_before_retirement = null, updated_at = clock_timestamp()
        where k.name = p.name;
    elsif w.effect = 'deploy'
        and (p.state = 'in-review' or (p.state = 'ready' and p.approval_request = r.id))
    then
        next_state := case when exists (
            select from countersign.governance_request as q
            where q.package_id = p.name and q.workflow = r.workflow and q.closed_at is null and q.id <> r.id
                and q.expires_at > clock_timestamp()
        ) then 'in-review' else 'draft' end;
        update countersign.deployment_package as k
        set
            state = next_state, approval_request = null, approved_at = null, window_opened_at = null,
            window_closes_at = null, updated_at = clock_timestamp()
        where k.name = p.name;
    end if;
    if next_state is null or next_state = p.state then
        return '{}'::jsonb;
    end if;
    return jsonb_build_object('package_state', jsonb_build_object('old', p.state, 'new', next_state));
end
$$;

create function countersign.reject_request(
    request text, reason text, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
begin
    return countersign.end_request('reject', reject_request.request, reject_request.reason, reject_request.client);
end
$$;

create function countersign.withdraw_request(
    request text, reason text, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
begin
    return countersign.end_request(
        'withdraw', withdraw_request.request, withdraw_request.reason, withdraw_request.client);
end
$$;

create function countersign.end_request(
    verb text, shown text, reason text, client jsonb
) returns countersign.action_result
language plpgsql
volatile
as $$
declare
    n record;
    r countersign.governance_request;
    e countersign.event;
    past constant text := case verb when 'reject' then 'rejected' else 'withdrawn' end;
begin
    n := countersign.enter_request(verb, shown, client);
    r := n.r;
    e := n.e;
    if e.error_code is null then
        e.error_message := countersign.reason_problem(end_request.reason);
        if e.error_message is not null then
            e.error_code := 'reason-required';
        end if;
    end if;
    if e.error_code is not null then
        e.detail := e.error_message;
        return countersign.refuse(e, coalesce(r.id::text, 'request'));
    end if;
    update countersign.governance_request as q
    set
        state = past, closed_at = clock_timestamp(), closed_by = (n.a).login, close_reason = end_request.reason,
        awaits = '{}'
    where q.id = r.id;
    e.title := left(format('%s request %s for %s', (n.w).noun, past, r.subject), 200);
    e.detail := end_request.reason;
    e.changes := jsonb_build_object('state', jsonb_build_object('old', r.state, 'new', past))
        || countersign.release_package(r, n.w, n.p);
    return countersign.accept(e, format('The request is %s.', past));
end
$$;
