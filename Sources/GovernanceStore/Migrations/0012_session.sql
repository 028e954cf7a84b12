-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Closing a session early, and recording what has run out.

set local role countersign_owner;

-- Why this person cannot close or review what a request has led to; null code where they can.
create function countersign.aftermath_problem(
    verb text, a countersign.actor, r countersign.governance_request, w countersign.workflow
) returns countersign.refusal
language plpgsql
volatile
as $$
declare
    s countersign.privileged_session;
begin
    select * into s from countersign.privileged_session as k where k.request = r.id;
    if verb = 'close' then
        if s.request is null then
            return countersign.because('not-found',
                'This request has no session. "countersign requests list" shows which have.');
        elsif s.ended_at is not null then
            return countersign.because('request-closed', format('The session ended at %s.',
                to_char(s.ended_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')));
        elsif s.expires_at <= clock_timestamp() then
            return countersign.because('expired', format('The session expired by itself at %s.',
                to_char(s.expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')));
        elsif s.holder <> a.login and not 'operator' = any(a.roles) then
            return countersign.because('role-required', format(
                'A session is closed by %s, whose it is, or by a Governance Operator.', s.holder));
        end if;
        return null;
    end if;
    if cardinality(a.roles) = 0 then
        return countersign.because('role-required', format('Reviews need a governance role; %s holds none.', a.login));
    elsif r.requester = a.login then
        return countersign.because('self-approval', 'Nobody reviews what they did themselves.');
    elsif s.request is not null then
        if s.ended_at is null and s.expires_at > clock_timestamp() then
            return countersign.because('invalid-input', format(
                'The session is open until %s; it is reviewed afterwards.',
                to_char(s.expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')));
        end if;
    elsif w.effect <> 'expand-lease' or r.state <> 'executed' then
        return countersign.because('invalid-input',
            'There is nothing to review: break-glass sessions and executed lease overrides are.');
    end if;
    if exists (
        select from countersign.governance_review as v where v.request = r.id and v.reviewer = a.login
    ) then
        return countersign.because('already-signed', 'You have reviewed this already.');
    end if;
    return null;
end
$$;

create function countersign.close_session(
    request text, reason text default '', client jsonb default '{}'
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
    e countersign.event;
begin
    n := countersign.enter_request('close', close_session.request, close_session.client);
    r := n.r;
    e := n.e;
    if e.error_code is null and length(close_session.reason) > 2000 then
        e.error_code := 'invalid-input';
        e.error_message := 'reason: at most 2,000 characters.';
    end if;
    if e.error_code is not null then
        e.detail := e.error_message;
        return countersign.refuse(e, coalesce(r.id::text, 'session'));
    end if;
    update countersign.privileged_session as p
    set
        ended_at = clock_timestamp(), ended_by = (n.a).login, end_kind = 'closed',
        end_reason = nullif(close_session.reason, '')
    where p.request = r.id;
    update countersign.governance_request as q set awaits = '{review}' where q.id = r.id;
    e.title := left(format('Break-glass session closed for %s', r.tenant), 200);
    e.detail := nullif(close_session.reason, '');
    e.changes := jsonb_build_object('session', jsonb_build_object('old', 'open', 'new', 'closed'));
    return countersign.accept(e, 'The session is closed. Somebody other than its holder reviews it now.');
end
$$;

-- Records what has run out: open requests and sessions past their time, and the summaries of refusal floods of past
-- minutes. The states that people see are by the clock already; this is the entry in the trail.
create function countersign.expire_due(
    max integer default 500, out requests integer, out sessions integer, out summaries integer
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
as $$
declare
    due record;
    held countersign.deployment_package;
    e countersign.event;
    batch constant integer := least(greatest(expire_due.max, 1), 10000);
    auth_method constant text := countersign.session_auth_method(
        (select i.is_private_cluster from countersign.installation as i));
begin
    requests := 0;
    sessions := 0;
    summaries := 0;
    perform countersign.prepare_months();
    for due in
        select q as r, k as w
        from countersign.governance_request as q
        inner join countersign.workflow as k on q.workflow = k.key
        where q.state in ('requested', 'partly-signed', 'authorized') and q.expires_at <= clock_timestamp()
        order by q.expires_at
        limit batch
        for update of q skip locked
    loop
        e := null;
        e.stream := 'governance';
        e.category := (due.w).category;
        e.severity := 'low';
        e.action := 'EXPIRE_REQUEST';
        e.outcome := 'succeeded';
        e.actor_auth_method := auth_method;
        e.surface := 'system';
        e := countersign.about_request(e, due.r, due.w);
        e.title := left(format('%s request expired for %s', (due.w).noun, (due.r).subject), 200);
        e.detail := format('Opened by %s, not completed by %s.', (due.r).requester,
            to_char((due.r).expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'));
        e.changes := jsonb_build_object('state', jsonb_build_object('old', (due.r).state, 'new', 'expired'));
        update countersign.governance_request as q
        set state = 'expired', closed_at = clock_timestamp(), closed_by = session_user, awaits = '{}'
        where q.id = (due.r).id;
        if (due.r).package_id is not null then
            select * into held
            from countersign.deployment_package as k
            where k.name = (due.r).package_id
            for no key update;
            e.changes := e.changes || countersign.release_package(due.r, due.w, held);
        end if;
        perform countersign.append_event(e);
        requests := requests + 1;
    end loop;

    for due in
        select s, q as r, k as w
        from countersign.privileged_session as s
        inner join countersign.governance_request as q on s.request = q.id
        inner join countersign.workflow as k on q.workflow = k.key
        where s.ended_at is null and s.expires_at <= clock_timestamp()
        order by s.expires_at
        limit batch
        for update of q skip locked
    loop
        update countersign.privileged_session as p
        set ended_at = p.expires_at, ended_by = session_user, end_kind = 'expired'
        where p.request = (due.r).id and p.ended_at is null;
        continue when not found;
        -- Somebody may have reviewed it between its end and this record of it.
        update countersign.governance_request as q
        set awaits = '{review}'
        where q.id = (due.r).id
            and not exists (select from countersign.governance_review as v where v.request = q.id);
        e := null;
        e.stream := 'governance';
        e.category := (due.w).category;
        e.severity := 'medium';
        e.action := 'EXPIRE_SESSION';
        e.outcome := 'succeeded';
        e.actor_auth_method := auth_method;
        e.surface := 'system';
        e := countersign.about_request(e, due.r, due.w);
        e.title := left(format('Break-glass session expired for %s', (due.s).tenant), 200);
        e.detail := format('The session of %s ended by itself at %s.', (due.s).holder,
            to_char((due.s).expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'));
        e.changes := jsonb_build_object('session', jsonb_build_object('old', 'open', 'new', 'expired'));
        perform countersign.append_event(e);
        sessions := sessions + 1;
    end loop;

    for due in
        delete from countersign.refusal_tally as t
        using (
            select o.minute, o.login, o.code, o.target, o.action
            from countersign.refusal_tally as o
            where o.minute < date_trunc('minute', clock_timestamp(), 'UTC')
            order by o.minute
            limit batch
            for update skip locked
        ) as past
        where t.minute = past.minute and t.login = past.login and t.code = past.code and t.target = past.target
            and t.action = past.action
        returning t.*
    loop
        continue when due.refusals < 20;
        e := null;
        e.stream := 'governance';
        e.category := 'access-control';
        e.severity := 'high';
        e.action := 'REFUSE_REPEATEDLY';
        e.outcome := 'denied';
        e.actor_username := due.login;
        e.via := session_user;
        e.surface := 'system';
        e.resource_type := 'refusal';
        e.resource_id := due.target;
        e.error_code := due.code;
        e.error_message := format('%s more refusals in this minute', due.refusals - 19);
        e.title := left(format('%s more refusals of %s', due.refusals - 19, due.login), 200);
        e.detail := format('%s was refused %s times for %s in the minute from %s; 19 of them are recorded singly.',
            due.login, due.refusals, due.action, to_char(due.minute at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'));
        e.changes := jsonb_build_object('refusals', jsonb_build_object('new', due.refusals - 19));
        perform countersign.append_event(e, due.refusals - 19);
        summaries := summaries + 1;
    end loop;
end
$$;
