-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Signing, rejecting and withdrawing a request. A break-glass session opens with the last signature.

set local role countersign_owner;

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
    filled record;
    minutes integer;
    session_start timestamptz;
    missing text;
begin
    n := countersign.enter_request('sign', sign_request.request, sign_request.client);
    r := n.r;
    w := n.w;
    e := n.e;
    if e.error_code is null and sign_request.manifest_sha256 is not null
        and lower(sign_request.manifest_sha256) <> encode(r.manifest_sha256, 'hex')
    then
        e.error_code := 'changed-since-review';
        e.error_message := 'The manifest you reviewed is not the current one. Read the request again, then sign.';
    end if;
    -- Whoever asked must still be entitled to what they asked for.
    if e.error_code is null then
        perform from countersign.person as p where p.login = r.requester for key share;
        if not countersign.holds_role(r.requester, w.opener_role)
            or exists (
                select from countersign.person as p where p.login = r.requester and p.suspended_at is not null
            )
        then
            e.error_code := 'role-required';
            e.error_message := format('%s, who opened this request, is no longer an active %s. Reject it.',
                r.requester, countersign.role_title(w.opener_role));
        end if;
    end if;
    if e.error_code is not null then
        e.detail := e.error_message;
        return countersign.refuse(e, coalesce(r.id::text, 'request'));
    end if;

    filled := countersign.fill_slot(n.a, r, e.coverage);
    e.changes := jsonb_build_object(
        'signature', jsonb_build_object('new', jsonb_build_object(
            'slot', filled.slot, 'manifest_sha256', encode(r.manifest_sha256, 'hex'))));
    if not filled.is_complete then
        update countersign.governance_request as q set state = 'partly-signed' where q.id = r.id;
        e.changes := e.changes || jsonb_build_object(
            'state', jsonb_build_object('old', r.state, 'new', 'partly-signed'));
        e.title := left(format('%s request signed for %s', w.noun, r.subject), 200);
        select string_agg(countersign.role_title(s.role), ' + ' order by s.ordinal) into missing
        from countersign.workflow_slot_rule as s
        where s.workflow = w.key
            and not exists (
                select from countersign.request_signature as g
                where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.slot = s.name
            );
        e.detail := format('Signed as %s; still missing: %s.', filled.slot, missing);
        return countersign.accept(e, format('Signed. Still missing: %s.', missing));
    end if;

    e.title := left(format('%s request approved for %s', w.noun, r.subject), 200);
    if w.on_authorized = 'await-execution' then
        update countersign.governance_request as q set state = 'authorized' where q.id = r.id;
        e.changes := e.changes || jsonb_build_object(
            'state', jsonb_build_object('old', r.state, 'new', 'authorized'));
        e.detail := 'All signatures are present; an operator can execute it.';
        return countersign.accept(e, 'Authorized: all signatures are present.');
    end if;

    minutes := (r.arguments ->> 'minutes')::integer;
    session_start := clock_timestamp();
    insert into countersign.privileged_session (request, tenant, holder, approver, opened_at, expires_at)
    values (r.id, r.tenant, r.requester, (n.a).login, session_start, session_start + make_interval(mins => minutes));
    update countersign.governance_request as q
    set state = 'executed', closed_at = session_start, closed_by = (n.a).login
    where q.id = r.id;
    e.changes := e.changes || jsonb_build_object('state', jsonb_build_object('old', r.state, 'new', 'executed'));
    e.detail := format('%s approved the request of %s.', (n.a).login, r.requester);
    n.e := e;
    n.e.action := 'OPEN_SESSION';
    n.e.severity := 'high';
    n.e.title := left(format('%s session opened for %s', w.noun, r.subject), 200);
    n.e.detail := format('%s may act for %s until %s: %s', r.requester, r.subject,
        to_char((session_start + make_interval(mins => minutes)) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'),
        r.reason);
    n.e.changes := jsonb_build_object(
        'session', jsonb_build_object('new', 'open'),
        'expires_at', jsonb_build_object(
            'new', countersign.canonical_time(session_start + make_interval(mins => minutes))));
    n.e.id := countersign.append_event(e, 1);
    perform countersign.append_event(n.e);
    return row(
        'succeeded', '', format('Approved. The session of %s is open for %s minutes.', r.requester, minutes),
        e.request_id, 'audit_' || (n.e).id
    )::countersign.action_result;
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
        state = past, closed_at = clock_timestamp(), closed_by = (n.a).login, close_reason = end_request.reason
    where q.id = r.id;
    e.title := left(format('%s request %s for %s', (n.w).noun, past, r.subject), 200);
    e.detail := end_request.reason;
    e.changes := jsonb_build_object('state', jsonb_build_object('old', r.state, 'new', past));
    return countersign.accept(e, format('The request is %s.', past));
end
$$;
