-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- What the tests share. The tests connect as the superuser and act as a person by SET SESSION AUTHORIZATION, which
-- changes session_user; where two sessions matter they are real logins over dblink.

create schema t;

-- A login that is a member of countersign_user but registered nowhere, and one that is no member of anything.
do $$
begin
    if to_regrole('stranger') is null then
        create role stranger login in role countersign_user;
        create role outsider login;
    end if;
end
$$;

-- Runs a command as a login. Returns its first value, or ERROR and the SQLSTATE.
create function t.run(login text, command text) returns text
language plpgsql
as $$
declare
    result text;
    state text;
begin
    begin
        perform set_config('session_authorization', login, true);
        execute command into result;
        perform set_config('session_authorization', 'postgres', true);
        return result;
    exception when others then
        get stacked diagnostics state = returned_sqlstate;
    end;
    return 'ERROR ' || state;
end
$$;

-- A governed call as a login: "succeeded", or the code of its refusal.
create function t.call(login text, call text) returns text
language plpgsql
as $$
begin
    return t.run(login, 'select case outcome when ''succeeded'' then outcome else code end from countersign.' || call);
end
$$;

-- The message of a governed call.
create function t.message(login text, call text) returns text
language plpgsql
as $$
begin
    return t.run(login, 'select message from countersign.' || call);
end
$$;

-- Opens a break-glass request and returns its id as shown.
create function t.open(login text, tenant text default 'Northwind Studio', minutes integer default 60) returns text
language plpgsql
as $$
begin
    return t.run(login, format(
        'select coalesce(request_id, code) from countersign.open_request(%L, %L, %L)', 'break-glass-admin-session',
        jsonb_build_object('tenant', tenant, 'minutes', minutes), 'launch-blocking DNS drift'));
end
$$;

-- The latest event, whatever its stream.
create function t.last_event() returns countersign.event
language sql
as $$
    select e from countersign.event as e order by e.id desc limit 1
$$;

-- A connection of its own, as a login.
create function t.connect(name text, login text) returns text
language sql
as $$
    select dblink_connect(name, format('host=%s dbname=%s user=%s', current_setting('unix_socket_directories'),
        current_database(), login))
$$;

-- Moves a request or its session into the past, which no function can: the guards and the event rule are kept.
create function t.age_request(shown text, back interval) returns void
language plpgsql
as $$
declare
    e countersign.event;
begin
    set local role countersign_owner;
    e.stream := 'control';
    e.category := 'integrity';
    e.severity := 'low';
    e.action := 'MOVE_CLOCK';
    e.outcome := 'succeeded';
    e.title := 'A test moved a request into the past';
    perform countersign.append_event(e);
    update countersign.governance_request as r
    set opened_at = r.opened_at - back, expires_at = r.expires_at - back
    where r.id = countersign.request_uuid(shown);
    update countersign.privileged_session as s
    set opened_at = s.opened_at - back, expires_at = s.expires_at - back
    where s.request = countersign.request_uuid(shown);
    reset role;
end
$$;

-- A refusal: its code, and exactly one denied event with it.
create function t.refused(login text, call text, code text, description text) returns setof text
language plpgsql
as $$
declare
    before bigint := (select count(*) from countersign.event);
    e countersign.event;
begin
    return next is(t.call(login, call), code, description || ': ' || code);
    e := t.last_event();
    return next is(
        format('%s %s %s %s %s', (select count(*) from countersign.event) - before, e.outcome, e.error_code,
            e.actor_username, e.stream),
        format('1 denied %s %s governance', code, login), description || ': recorded');
end
$$;

-- Opens a request of any workflow with arguments that do, unless others are given. Returns its id, or the code.
create function t.open_any(login text, workflow text, arguments jsonb default null) returns text
language plpgsql
as $$
begin
    return t.run(login, format(
        'select coalesce(request_id, code) from countersign.open_request(%L, %L, %L)', workflow,
        coalesce(arguments, case workflow
            when 'break-glass-admin-session' then '{"tenant": "Northwind Studio"}'::jsonb
            when 'quota-exception-package' then '{"package": "POD Engine Bravo", "cap": 900}'::jsonb
            when 'lease-expansion-override' then '{"lease": "worker-analyst-delta", "cap": 750}'::jsonb
            when 'rollback-package-approval' then
                '{"package": "POD Engine Alpha", "confirm": "POD Engine Alpha"}'::jsonb
            when 'engine-retirement-package' then jsonb_build_object(
                'package', 'POD Engine Charlie', 'checklist', (
                    select to_jsonb(f.choices) from countersign.workflow_field_rule as f where f.kind = 'checklist'))
            else '{"package": "POD Engine Alpha"}'::jsonb
        end), 'a reason that is long enough'));
end
$$;

-- The state of a request, as everybody sees it.
create function t.state(shown text) returns text
language plpgsql
as $$
begin
    return t.run('auditor_1', format(
        'select state from countersign.request_overview where request_id = %L', shown));
end
$$;

-- The actions recorded after an event's id, in order.
create function t.actions_since(mark uuid) returns text
language sql
as $$
    select string_agg(e.action, ' ' order by e.id) from countersign.event as e where e.id > mark
$$;

create function t.last_id() returns uuid
language sql
as $$
    select (t.last_event()).id
$$;

-- Moves an escalation into the past, as t.age_request() does with a request.
create function t.age_escalations(back interval) returns void
language plpgsql
as $$
declare
    e countersign.event;
begin
    set local role countersign_owner;
    e.stream := 'control';
    e.category := 'integrity';
    e.severity := 'low';
    e.action := 'MOVE_CLOCK';
    e.outcome := 'succeeded';
    e.title := 'A test moved the escalations into the past';
    perform countersign.append_event(e);
    update countersign.lease_escalation as x
    set escalated_at = x.escalated_at - back, expires_at = x.expires_at - back;
    reset role;
end
$$;
