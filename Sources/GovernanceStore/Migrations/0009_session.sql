-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Closing a session early, and recording what has run out.

set local role countersign_owner;

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
    wanted constant uuid := countersign.request_uuid(close_session.request);
    a countersign.actor;
    e countersign.event;
    s countersign.privileged_session;
    r countersign.governance_request;
    w countersign.workflow;
    is_locked boolean := false;
begin
    perform nextval('countersign.attempt');
    loop
        if is_locked then
            select * into r from countersign.governance_request as q where q.id = wanted for update;
        else
            select * into r from countersign.governance_request as q where q.id = wanted;
        end if;
        select * into s from countersign.privileged_session as p where p.request = wanted;
        select * into w from countersign.workflow as k where k.key = r.workflow;
        a := countersign.identify(hold => is_locked);
        e := countersign.begin_event(a, 'CLOSE_SESSION', 'privileged-access', 'medium', close_session.client);
        e.title := left('Closing of ' || coalesce('the session for ' || s.tenant, 'an unknown session')
            || ' refused', 200);
        if r.id is not null then
            e := countersign.about_request(e, r, w);
        else
            e.resource_type := 'request';
            e.resource_id := left(close_session.request, 64);
        end if;
        if e.error_code is not null then
            null;
        elsif s.request is null then
            e.error_code := 'not-found';
            e.error_message := 'This request has no session. "countersign requests list" shows which have.';
        elsif s.ended_at is not null then
            e.error_code := 'request-closed';
            e.error_message := format('The session ended at %s.',
                to_char(s.ended_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'));
        elsif s.expires_at <= clock_timestamp() then
            e.error_code := 'expired';
            e.error_message := format('The session expired by itself at %s.',
                to_char(s.expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'));
        elsif s.holder <> a.login and not 'operator' = any(a.roles) then
            e.error_code := 'role-required';
            e.error_message := format('A session is closed by %s, whose it is, or by a Governance Operator.', s.holder);
        elsif length(close_session.reason) > 2000 then
            e.error_code := 'invalid-input';
            e.error_message := 'reason: at most 2,000 characters.';
        end if;
        e.detail := e.error_message;
        exit when e.error_code is not null or is_locked;
        is_locked := true;
    end loop;
    if e.error_code is not null then
        return countersign.refuse(e, coalesce(s.request::text, 'session'));
    end if;
    update countersign.privileged_session as p
    set
        ended_at = clock_timestamp(), ended_by = a.login, end_kind = 'closed',
        end_reason = nullif(close_session.reason, '')
    where p.request = s.request;
    e.title := left(format('Break-glass session closed for %s', s.tenant), 200);
    e.detail := nullif(close_session.reason, '');
    e.changes := jsonb_build_object('session', jsonb_build_object('old', 'open', 'new', 'closed'));
    return countersign.accept(e, 'The session is closed.');
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
        perform countersign.append_event(e);
        update countersign.governance_request as q
        set state = 'expired', closed_at = clock_timestamp(), closed_by = session_user
        where q.id = (due.r).id;
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
