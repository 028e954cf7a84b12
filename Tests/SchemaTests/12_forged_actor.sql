-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- A34, C57: what is recorded as the actor is the login, whatever the session pretends.

select plan(24);

select t.connect('forger', 'operator_1');
create function t.remote(command text) returns text language plpgsql as $$
declare
    state text;
    answer text;
begin
    select x.answer into answer from dblink('forger', command) as x (answer text);
    return answer;
exception when others then
    get stacked diagnostics state = returned_sqlstate;
    return 'ERROR ' || state;
end
$$;
create function t.opened_by() returns text language sql as $$
    select (t.last_event()).actor_username || ' ' || t.remote($q$
        select outcome from countersign.open_request('break-glass-admin-session', '{"tenant":"X"}', 'for a good reason')
    $q$) || ' ' || (t.last_event()).actor_username
$$;

create function t.actor_after(setting text) returns text language plpgsql as $$
declare
    before uuid := (select max(e.id::text)::uuid from countersign.event as e);
begin
    perform dblink_exec('forger', setting, false);
    perform t.remote($q$
        select outcome from countersign.open_request('break-glass-admin-session', '{"tenant":"X"}', 'for a good reason')
    $q$);
    return (
        select string_agg(e.actor_username || '/' || e.outcome || '/' || array_to_string(e.actor_roles, '+'), ',')
        from countersign.event as e where e.id > before);
end
$$;

select is(t.actor_after('set application_name = ''admin_1'''), 'operator_1/succeeded/operator', 'application_name');
select is(t.actor_after('set countersign.actor = ''admin_1'''), 'operator_1/succeeded/operator', 'a setting of ours');
select is(t.actor_after('set search_path = operator_1, public, pg_catalog'), 'operator_1/succeeded/operator',
    'search_path');
select is(t.actor_after('set role countersign_user'), 'operator_1/succeeded/operator', 'SET ROLE to the group');
select is(t.actor_after('reset role'), 'operator_1/succeeded/operator', 'and back');
select is(t.actor_after('set role none'), 'operator_1/succeeded/operator', 'SET ROLE NONE');

select is(t.remote('select set_config(''role'', ''admin_1'', false)'), 'ERROR 42501', 'SET ROLE to a person');
select is(t.remote('select set_config(''role'', ''countersign_owner'', false)'), 'ERROR 42501', 'and to the owner');
select is(
    t.remote('select set_config(''session_authorization'', ''admin_1'', false)'), 'ERROR 42501',
    'SET SESSION AUTHORIZATION is refused');
select is(
    t.remote('select set_config(''session_replication_role'', ''replica'', false)'), 'ERROR 42501',
    'session_replication_role is refused');
select is(t.remote('create temporary table person (login text)'), 'ERROR 42501', 'no temporary table');
select is(
    t.remote('create function pg_temp.clock_timestamp() returns timestamptz language sql as ''select now()'''),
    'ERROR 42501', 'no temporary function');
select is(t.remote('create table public.person (login text)'), 'ERROR 42501', 'no table in public');
select is(
    t.remote('create function public.identify(boolean) returns text language sql as ''select null'''),
    'ERROR 42501', 'no function in public');

-- Shadowing by somebody who has a schema of their own, first in the search path.
create schema operator_1;
grant usage, create on schema operator_1 to operator_1;
select dblink_exec('forger', $t$create table operator_1.person (login text, suspended_at timestamptz)$t$);
select dblink_exec('forger', $t$
    create table operator_1.role_grant (login text, role text, revoked_at timestamptz)$t$);
select dblink_exec('forger', $t$insert into operator_1.role_grant values ('operator_1', 'admin', null)$t$);
select dblink_exec('forger', $t$
    create function operator_1.clock_timestamp() returns timestamptz language sql as
    'select timestamptz ''2001-01-01'''$t$);
select dblink_exec('forger', $t$
    create function operator_1.always(text, text) returns boolean language sql as 'select true'$t$);
select dblink_exec('forger', $t$
    create operator operator_1.= (leftarg = text, rightarg = text, function = operator_1.always)$t$);
select is(
    t.actor_after('set search_path = operator_1, pg_catalog, countersign, public'), 'operator_1/succeeded/operator',
    'tables, functions and operators of the caller''s own schema change nothing');
select cmp_ok((t.last_event()).recorded_at, '>', now() - interval '1 hour', 'the clock is the server''s');
select is(t.remote('select countersign.is_admin()::text'), 'false', 'and nobody became an admin');
select is(
    t.remote($q$select code from countersign.grant_role('operator_2', 'admin', 'because I would like to')$q$),
    'role-required', 'no right came from a shadowing table');

-- Arguments never name the actor.
select is(
    t.remote($q$
        select code from countersign.open_request('break-glass-admin-session', 
            '{"tenant":"X","requester":"operator_2"}', 'for a good reason')
    $q$), 'invalid-input', 'a requester in the arguments is refused');
select is(
    t.remote($q$
        select code from countersign.open_request('break-glass-admin-session', '{"tenant":"X"}', 'for a good reason',
            '{"surface":"console","actor":"admin_1"}')
    $q$), 'invalid-input', 'an actor in client is refused');
select is((t.last_event()).actor_username, 'operator_1'::text collate "C", 'and recorded under the login');

-- Inside the server a definer's own name must never be taken for the caller's.
select is(
    (select count(*)::integer from countersign.event as e where e.actor_username = 'countersign_owner'), 0,
    'the owner never appears as an actor');

-- A login that could become somebody else is refused, and that is recorded.
create role mighty login createrole in role countersign_user;
select is(
    t.call('mighty', 'open_request(''break-glass-admin-session'', ''{"tenant":"X"}'', ''for a good reason'')'),
    'unsafe-login', 'CREATEROLE is an unsafe login');
select is((t.last_event()).error_code, 'unsafe-login'::text collate "C", 'recorded as such');
select dblink_disconnect('forger');
drop role mighty;
select * from finish();
