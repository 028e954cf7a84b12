-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- C35, C50, C57: no login role can write a governed table, directly or through a partition, by any command.

select plan(24);

create temporary table governed as
select c.oid::regclass::text as name, c.relkind
from pg_class as c
where c.relnamespace = 'countersign'::regnamespace and c.relkind in ('r', 'p');

create temporary table login as
select v.name from (values
    ('operator_1'), ('finance_1'), ('auditor_1'), ('admin_1'), ('stranger'), ('outsider'), ('countersign_service')
) as v (name);

create temporary table command as
select v.name, v.template from (values
    ('insert', 'insert into %1$s default values'),
    ('update', 'update %1$s set %2$I = %2$I'),
    ('delete', 'delete from %1$s'),
    ('truncate', 'truncate %1$s cascade'),
    ('copy', 'copy %1$s from program ''true'''),
    ('copy file', 'copy %1$s from ''/dev/null'''),
    ('merge', 'merge into %1$s as m using (select 1) as o on true when matched then delete'),
    ('merge insert', 'merge into %1$s as m using (select 1) as o on false when not matched then insert default values'),
    ('lock', 'lock table %1$s in access exclusive mode'),
    ('drop', 'drop table %1$s'),
    ('alter', 'alter table %1$s disable trigger all'),
    ('trigger', 'create trigger mine before insert on %1$s execute function countersign.refuse_direct_write()'),
    ('select', 'select count(*) from %1$s')
) as v (name, template);

create temporary table attempt_result as
select l.name as login, g.name as target, k.name as command, t.run(l.name, format(k.template, g.name, (
    select a.attname from pg_attribute as a
    where a.attrelid = g.name::regclass and a.attnum > 0 and not a.attisdropped
    order by a.attnum
    limit 1
))) as answer
from login as l
cross join governed as g
cross join command as k;

select cmp_ok((select count(*)::integer from governed), '>', 30, 'the test looks at every table and partition');
select is_empty(
    'select login, target, command, answer from attempt_result where answer is distinct from ''ERROR 42501''',
    'C50: every write, read, lock or change by every login is refused with insufficient_privilege');

-- LOCK goes down from a view into its tables, and one open transaction would stop everybody else.
create temporary table lock_result as
select l.name as login, c.oid::regclass::text as target, t.run(l.name, format(
    'lock table %s in %s mode', c.oid::regclass, m.name)) as answer
from login as l
cross join pg_class as c
cross join (values ('row exclusive'), ('share update exclusive'), ('access exclusive')) as m (name)
where c.relnamespace = 'countersign'::regnamespace and c.relkind = 'v';
select is_empty(
    'select login, target, answer from lock_result where answer is distinct from ''ERROR 42501''',
    'no login can lock a view, and with it the tables below, in a mode that stops others');
select t.connect('writer', 'stranger');
select dblink_exec('writer', 'begin');
select dblink_exec('writer', 'lock table public.admin_audit_events, public.control_audit_events');
select is_empty(
    $$select k.relation::regclass from pg_locks as k inner join pg_class as c on k.relation = c.oid
    where k.mode = 'AccessExclusiveLock' and c.relnamespace = 'countersign'::regnamespace$$,
    'a lock on a documented view, where DELETE is granted for its explanation, stays on that view');
select dblink_disconnect('writer');

select t.connect('writer', 'operator_1');
select throws_ok(
    $t$select dblink_exec('writer', 'copy countersign.event from stdin')$t$, '42501', null,
    'C50: COPY FROM STDIN is refused to a real login');
select throws_ok(
    $t$select dblink_exec('writer', 'create temporary table staging (a integer)')$t$, '42501', null,
    'a login has no temporary tables to shadow with');
select dblink_disconnect('writer');

-- The second line: not even the superuser, not even as a replication role.
create temporary table superuser_result as
select g.name as target, k.name as command, t.run('postgres', format(k.template, g.name, (
    select a.attname from pg_attribute as a
    where a.attrelid = g.name::regclass and a.attnum > 0 and not a.attisdropped
    order by a.attnum
    limit 1
))) as answer
from governed as g
cross join (values
    ('truncate', 'truncate %1$s'),
    ('truncate cascade', 'truncate %1$s cascade'),
    ('truncate only', 'truncate only %1$s')
) as k (name, template)
where not (k.name = 'truncate only' and g.relkind = 'p');

select is_empty(
    'select target, command, answer from superuser_result
    where answer not in (''ERROR 42501'', ''ERROR 0A000'')',
    'C50: TRUNCATE is refused to a superuser on every table and every single partition');

select throws_ok('delete from countersign.event', '42501', null, 'C50: DELETE is refused to a superuser');
select throws_ok('update countersign.event set title = ''x''', '42501', null, 'C50: so is UPDATE');
select throws_ok(
    'insert into countersign.person (login, display_name, registered_at, registered_by)
    values (''x'', ''x'', now(), ''x'')', '42501', null, 'C50: so is INSERT past the functions');
set session_replication_role = replica;
select throws_ok('delete from countersign.event', '42501', null, 'C50: a replication role stays out');
select throws_ok('truncate countersign.event', '42501', null, 'C50: nor by TRUNCATE');
select throws_ok('delete from countersign.event_runtime', '42501', null, 'C50: nor on a stream');
select throws_ok(
    format('delete from countersign.%I', to_char(now() at time zone 'UTC', '"event_runtime_"YYYY_MM')),
    '42501', null, 'C50: nor on a month');
reset session_replication_role;

select is_empty(
    $$select tgrelid::regclass, tgname from pg_trigger
    where tgrelid in (select oid from pg_class where relnamespace = 'countersign'::regnamespace)
        and not tgisinternal and tgenabled <> 'A'$$,
    'every guard is ENABLE ALWAYS, on every partition');
select is_empty(
    $$select c.oid::regclass from pg_class as c
    where c.relnamespace = 'countersign'::regnamespace and c.relkind in ('r', 'p')
        and (
            select count(*) from pg_trigger as g
            where g.tgrelid = c.oid and g.tgname in ('guard_insert', 'guard_update', 'guard_delete', 'guard_truncate')
        ) <> 4$$,
    'every table and partition has all four guards');

-- The owner, whom only a superuser can become, may change rows, but not the trail, and not without an event.
set role countersign_owner;
select throws_ok('update countersign.event set title = ''x''', '42501', null, 'the owner cannot change an event');
select throws_ok('delete from countersign.event', '42501', null, 'nor remove one');
select throws_ok('delete from countersign.person', '42501', null, 'nor remove a person');
reset role;
select throws_ok(
    $t$do $body$ begin
        set local role countersign_owner;
        update countersign.person set display_name = 'Somebody Else' where login = 'operator_1';
        set constraints all immediate;
    end $body$$t$, '23000', null, 'no audit, no action: a change without an event cannot commit');
select lives_ok(
    $t$do $body$
    declare e countersign.event;
    begin
        set local role countersign_owner;
        e.stream := 'control'; e.category := 'integrity'; e.severity := 'high'; e.action := 'HOT_FIX';
        e.outcome := 'succeeded'; e.title := 'Name corrected by the DBA';
        perform countersign.append_event(e);
        update countersign.person set display_name = 'Governance Operator 1' where login = 'operator_1';
        set constraints all immediate;
    end $body$$t$, 'with its event a hot fix goes through');
select is((t.last_event()).actor_username, 'postgres'::text collate "C", 'and names who did it');

select is(
    (select count(*)::integer from countersign.role_grant as g where g.login = g.granted_by), 0,
    'nobody granted themselves anything');
select throws_ok(
    $t$do $body$
    declare e countersign.event;
    begin
        set local role countersign_owner;
        insert into countersign.role_grant (id, login, role, granted_at, granted_by, grant_reason)
        values (gen_random_uuid(), 'operator_1', 'admin', now(), 'operator_1', 'because');
    end $body$$t$, '23514', null, 'B52: a self-grant breaks a constraint whoever writes it');
select * from finish();
