-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- A17, C29: who reads which stream.

select plan(23);

-- Something in a restricted stream of each kind.
select t.call('admin_1', 'grant_role(''operator_2'', ''finance'', ''covers for finance_1 this week'')');

select is(
    t.run('operator_1', 'select string_agg(distinct stream, '','') from countersign.event_open'),
    'runtime', 'an operator starts with the six sample events of stream runtime');
select is(t.run('operator_1', 'select count(*) from countersign.event_open'), '6', 'and nothing else');
select is(t.run('operator_1', 'select count(*) from countersign.event_all'), '0', 'C29: event_all is empty for others');
select is(t.run('operator_1', 'select count(*) from countersign.event_restricted'), '0', 'so is event_restricted');
select is(t.run('operator_1', 'select count(*) from countersign.event_tail_all'), '0', 'and event_tail_all');
select is(t.run('auditor_1', 'select count(*) from countersign.control_audit_events'), '0', 'A17: control events');
select is(t.run('auditor_1', 'select count(*) from control_audit_events'), '0', 'under the public name too');
select is(t.run('stranger', 'select count(*) from countersign.event_all'), '0', 'an unregistered login sees none');
select cmp_ok(
    t.run('admin_1', 'select count(*) from countersign.event_restricted where stream = ''auth''')::integer, '>', 5,
    'C29: an admin reads stream auth');
select cmp_ok(
    t.run('admin_1', 'select count(*) from countersign.event_all where stream = ''control''')::integer, '>', 5,
    'and control');
select is(
    t.run('admin_1', 'select count(distinct stream) from countersign.event_all')::integer,
    (select count(distinct stream)::integer from countersign.event), 'and every stream in event_all');
select is(t.run('outsider', 'select count(*) from countersign.event_open'), 'ERROR 42501',
    'who is not a member of countersign_user reads nothing');

-- A cheap function in the condition must not see a row of a stream that its caller may not read.
create schema operator_1;
grant usage, create on schema operator_1 to operator_1;
-- Nor may the planner tell: its estimates come from samples of the rows, and EXPLAIN shows them to everybody.
analyze countersign.event;
analyze countersign.event_auth;
select is_empty(
    $$select tablename, attname from pg_stats
    where schemaname = 'countersign' and tablename ~ '^event($|_(auth|admin|control)($|_[0-9]))'
        and attname <> 'stream'$$,
    'no statistics are kept of restricted streams');
select isnt_empty(
    $$select attname from pg_stats where schemaname = 'countersign' and tablename ~ '^event_runtime_'$$,
    'of the others they are');
select is(
    t.run('operator_1', 'select string_agg(distinct grant_reason, '','') from countersign.person_role
        where login <> ''operator_1'''), null, 'the reasons of grants, which stream auth has, are not for everybody');
select is(
    t.run('admin_1', 'select count(*) > 4 from countersign.person_role where grant_reason is not null'), 'true',
    'but for admins');

select t.connect('curious', 'operator_1');
select dblink_exec('curious', $t$
    create function operator_1.peek(words text) returns boolean language plpgsql cost 0.0000001 as
    $f$ begin raise exception 'saw: %', words using errcode = 'P0001'; end $f$
$t$);
select lives_ok(
    $t$select * from dblink('curious', 'select count(*) from countersign.event_all where operator_1.peek(title)')
    as x (n bigint)$t$, 'a leaking function sees no row of event_all');
select lives_ok(
    $t$select * from dblink('curious', 'select count(*) from countersign.event_restricted where operator_1.peek(title)')
    as x (n bigint)$t$, 'nor of event_restricted');
select lives_ok(
    $t$select * from dblink('curious', 'select count(*) from control_audit_events where operator_1.peek(target_name)')
    as x (n bigint)$t$, 'nor of the documented views');
select dblink_exec('curious', 'set enable_partition_pruning = off');
select dblink_exec('curious', $t$
    create function operator_1.peek(stream text, words text) returns boolean language plpgsql cost 0.0000001 as
    $f$ begin
        if stream in ('control', 'admin', 'auth') then raise exception 'saw: %', words using errcode = 'P0001'; end if;
        return true;
    end $f$
$t$);
select lives_ok(
    $t$select * from dblink('curious', $q$select count(*) from countersign.event_open
        where stream = 'auth' and operator_1.peek(stream, title)$q$) as x (n bigint)$t$,
    'nor of a foreign stream through event_open');
select dblink_disconnect('curious');

select t.call('admin_1', 'suspend_person(''admin_1'', ''a reason of its own'')');
select is(t.call('operator_1', 'suspend_person(''admin_1'', ''no right to do that'')'), 'role-required',
    'an operator cannot suspend');
select is(
    (select e.stream from (select (t.last_event()).*) as e), 'governance',
    'a refused attempt on people is in stream governance, for everybody to see');
select is(
    t.run('finance_1', 'select error_code from countersign.event_open order by id desc limit 1'), 'role-required',
    'and a colleague reads it');
select * from finish();
