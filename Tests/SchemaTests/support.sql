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
