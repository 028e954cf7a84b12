-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Who may do what to what: a suspended person holds no session, nobody reviews their own deed, and what does not exist
-- is not-found.

set local role countersign_owner;

-- Checks one field of a form. Returns its value in `value` (absent: null), or why it cannot be taken. A package that
-- does not exist is not-found, like a lease or a request; a choice from a fixed list that is none of it is
-- invalid-input.
create or replace function countersign.check_field(
    rule countersign.workflow_field_rule, given jsonb, arguments jsonb,
    out value jsonb, out problem countersign.refusal
)
language plpgsql
stable
as $$
declare
    words text;
    number numeric;
    missing text;
begin
    if given is null or jsonb_typeof(given) = 'null' then
        if rule.default_value is not null then
            given := to_jsonb(rule.default_value);
        elsif not rule.is_required then
            return;
        end if;
    end if;
    words := case when jsonb_typeof(given) in ('string', 'number') then given #>> '{}' end;

    case rule.kind
        when 'text' then
            if words is null or countersign.visible_length(words) = 0 then
                problem := countersign.because('invalid-input', format('%s: required. %s', rule.name, rule.help));
            elsif length(words) < coalesce(rule.minimum, 0) or length(words) > coalesce(rule.maximum, 200) then
                problem := countersign.because('invalid-input', format(
                    '%s: between %s and %s characters.', rule.name, coalesce(rule.minimum, 0),
                    coalesce(rule.maximum, 200)));
            else
                value := to_jsonb(words);
            end if;
        when 'choice' then
            if words is null
                or not (
                    coalesce(words = any(rule.choices), false)
                    or (
                        rule.choices is null
                        and exists (select from countersign.deployment_package as p where p.name = words)
                    )
                )
            then
                problem := countersign.because(
                    case when rule.choices is null and words <> '' then 'not-found' else 'invalid-input' end,
                    format(
                    '%s: choose one of %s.', rule.name, coalesce(
                        array_to_string(rule.choices, ', '),
                        (
                            select left(string_agg(p.name, ', ' order by p.name), 1000)
                            from countersign.deployment_package as p
                        ), '(none known)')));
            else
                value := to_jsonb(words);
            end if;
        when 'integer' then
            if words ~ '^-?[0-9]{1,9}$' then
                number := words::numeric;
            end if;
            if number is null or number < rule.minimum or number > rule.maximum then
                problem := countersign.because('invalid-input', format(
                    '%s: a whole number from %s to %s.', rule.name, rule.minimum, rule.maximum));
            else
                value := to_jsonb(number::bigint);
            end if;
        when 'checklist' then
            select string_agg(c.item, ', ' order by c.ordinal)
            into missing
            from unnest(rule.choices) with ordinality as c (item, ordinal)
            where jsonb_typeof(given) is distinct from 'array' or not given ? c.item;
            if missing is not null then
                problem := countersign.because('checklist-incomplete',
                    format('%s: still to confirm: %s.', rule.name, missing));
            else
                value := to_jsonb(rule.choices);
            end if;
        when 'confirmation' then
            if words is distinct from arguments ->> rule.confirms then
                problem := countersign.because('confirmation-mismatch', format(
                    '%s: type the %s exactly as it is named above.', rule.name, rule.confirms));
            else
                value := to_jsonb(words);
            end if;
        else
            problem := countersign.because('invalid-input', format('%s: this kind of field is not known.', rule.name));
    end case;
end
$$;

-- Why this person cannot close or review what a request has led to; null code where they can.
create or replace function countersign.aftermath_problem(
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
    elsif r.requester = a.login
        -- A session is its holder's; an override is also the deed of whoever signed and whoever executed it.
        or (
            w.effect = 'expand-lease' and (
                r.closed_by = a.login or exists (
                    select from countersign.request_signature as g
                    where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.signer = a.login
                )
            )
        )
    then
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

-- What every change of people starts with. Refuses early without a lock, then locks both persons, in order of name so
-- that two admins who act on each other cannot deadlock, and reads again. A suspension also ends open break-glass
-- sessions, so it locks their requests, before persons like everything else.
create or replace function countersign.enter_person_change(
    action text, target text, reason text, needs_reason boolean, client jsonb,
    out a countersign.actor, out p countersign.person, out e countersign.event
)
language plpgsql
volatile
as $$
declare
    is_locked boolean := false;
    busy text;
begin
    perform nextval('countersign.attempt');
    loop
        if is_locked then
            begin
                if action = 'SUSPEND_PERSON' then
                    perform
                    from countersign.privileged_session as s
                    inner join countersign.governance_request as q on s.request = q.id
                    where s.holder = target and s.ended_at is null
                    order by q.id
                    for update of q;
                end if;
                perform from countersign.person as l
                where l.login in (session_user, target)
                order by l.login
                for update;
            exception when lock_not_available then
                select string_agg(s.pid::text, ', ' order by s.pid) into busy
                from pg_catalog.pg_stat_activity as s
                where s.usename = target and s.xact_start is not null and s.datname = current_database();
                raise exception '% has a governed action under way that has not been committed.', target
                    using errcode = 'lock_not_available',
                    hint = format('Try again. If it stays so, whoever runs the database ends the session: select '
                        'pg_terminate_backend(%s)', coalesce(busy, 'PID'));
            end;
        end if;
        a := countersign.identify(hold => false);
        select * into p from countersign.person as l where l.login = target;
        e := countersign.begin_event(a, action, 'access-control', 'high', client);
        e.resource_type := 'person';
        e.resource_id := left(target, 64);
        e.title := left(format('%s refused for %s', case action
            when 'REGISTER_PERSON' then 'Registration'
            when 'GRANT_ROLE' then 'Role grant'
            when 'REVOKE_ROLE' then 'Role revocation'
            when 'SUSPEND_PERSON' then 'Suspension'
            else 'Reinstatement'
        end, coalesce(left(target, 64), '(nobody)')), 200);
        if e.error_code is not null then
            null;
        elsif not 'admin' = any(a.roles) then
            e.error_code := 'role-required';
            e.error_message := format('People and roles are changed by a Platform Admin; %s is not one.', a.login);
        elsif target = a.login then
            e.error_code := 'self-approval';
            e.error_message := 'Nobody changes their own registration or roles; ask another admin.';
        elsif needs_reason then
            e.error_message := countersign.reason_problem(enter_person_change.reason);
            if e.error_message is not null then
                e.error_code := 'reason-required';
            end if;
        end if;
        if e.error_code is null and p.login is null and action <> 'REGISTER_PERSON' then
            e.error_code := 'not-found';
            e.error_message := format('login: %s is not registered. Run: countersign people add %s',
                left(target, 64), left(target, 64));
        end if;
        e.detail := e.error_message;
        exit when e.error_code is not null or is_locked;
        is_locked := true;
    end loop;
end
$$;

-- Ends the open break-glass sessions of a person who was suspended, one event each; `e` is the event of the suspension.
-- The caller holds the person's lock, so no session of theirs can open meanwhile, and the locks of the requests whose
-- session was open before that; one that opened in between is not waited for.
create function countersign.close_sessions(e countersign.event) returns integer
language plpgsql
volatile
as $$
declare
    due record;
    closed integer := 0;
begin
    for due in
        select s, q as r, k as w
        from countersign.privileged_session as s
        inner join countersign.governance_request as q on s.request = q.id
        inner join countersign.workflow as k on q.workflow = k.key
        where s.holder = e.resource_id and s.ended_at is null and s.expires_at > clock_timestamp()
        order by q.id
        for update of q nowait
    loop
        update countersign.privileged_session as s
        set
            ended_at = clock_timestamp(), ended_by = session_user, end_kind = 'closed',
            end_reason = 'Its holder was suspended.'
        where s.request = (due.r).id;
        update countersign.governance_request as q set awaits = '{review}' where q.id = (due.r).id;
        e.stream := 'governance';
        e.action := 'CLOSE_SESSION';
        e.category := (due.w).category;
        e.severity := 'high';
        e := countersign.about_request(e, due.r, due.w);
        e.title := left(format('Break-glass session closed for %s', (due.s).tenant), 200);
        e.detail := format('Its holder %s was suspended.', (due.s).holder);
        e.changes := jsonb_build_object('session', jsonb_build_object('old', 'open', 'new', 'closed'));
        perform countersign.append_event(e);
        closed := closed + 1;
    end loop;
    return closed;
end
$$;

create or replace function countersign.suspend_person(
    login text, reason text, client jsonb default '{}'
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
    sessions integer;
begin
    n := countersign.enter_person_change(
        'SUSPEND_PERSON', suspend_person.login, suspend_person.reason, true, suspend_person.client);
    e := n.e;
    if e.error_code is null and (n.p).suspended_at is not null then
        e.error_code := 'suspended';
        e.error_message := format('login: %s is suspended already.', suspend_person.login);
        e.detail := e.error_message;
    end if;
    if e.error_code is not null then
        return countersign.refuse(e, coalesce((n.p).login, 'person'));
    end if;
    update countersign.person as p
    set suspended_at = clock_timestamp(), suspended_by = session_user, suspension_reason = suspend_person.reason
    where p.login = suspend_person.login;
    e.stream := 'auth';
    e.title := left(format('%s suspended', suspend_person.login), 200);
    e.detail := suspend_person.reason;
    e.changes := jsonb_build_object('suspended', jsonb_build_object('old', false, 'new', true));
    e.id := countersign.append_event(e, 1);
    sessions := countersign.close_sessions(e);
    return row(
        'succeeded', '', format('%s is suspended: every governed call of theirs is refused%s.', suspend_person.login,
            case when sessions > 0 then format('; break-glass sessions closed: %s', sessions) else '' end),
        null, 'audit_' || e.id
    )::countersign.action_result;
end
$$;
