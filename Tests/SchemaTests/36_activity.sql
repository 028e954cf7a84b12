-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- C29, C48, C55: the counts per hour are exactly the sealed trail, and tell nobody of a stream that they may not read.

select plan(27);

-- Where the counts and the sealed events differ.
create function t.differences() returns bigint language sql as $$
    select count(*) from (
        select date_trunc('hour', e.recorded_at, 'UTC') as hour, e.stream, e.severity, count(*) as events
        from countersign.event as e inner join countersign.event_seq as s on e.id = s.id
        group by 1, 2, 3
    ) as c
    full join countersign.event_activity as a
        on c.hour = a.hour and c.stream = a.stream and c.severity = a.severity
    where c.events is distinct from a.events
$$;
create function t.seal_all() returns void language plpgsql as $$
begin
    while t.run('countersign_service', 'select sealed from countersign.seal()')::integer > 0 loop
        null;
    end loop;
end
$$;

-- Refusals first.
select is(
    t.run('admin_1', 'select count(*) from countersign.event_activity'), 'ERROR 42501', 'nobody reads the table');
select is(
    t.run('admin_1', 'insert into countersign.event_activity values (now(), ''runtime'', ''low'', 1)'), 'ERROR 42501',
    'nor writes it');
select is(
    t.run('countersign_service', 'update countersign.event_activity set events = 1'), 'ERROR 42501',
    'not even who seals');
select throws_ok(
    $$insert into countersign.event_activity values ('2026-01-01Z', 'runtime', 'low', 1)$$, '42501', null,
    'a superuser writes no count either');
select throws_ok(
    $$truncate countersign.event_activity_open$$, '42501', null, 'nor all of a tier');
select is(
    t.run('outsider', 'select count(*) from countersign.activity_open'), 'ERROR 42501',
    'who is not a member of countersign_user reads no counts');

select t.seal_all();
select is(t.differences(), 0::bigint, 'C55: the counts are the sealed trail');
select throws_ok(
    $$delete from countersign.event_activity$$, '42501', null, 'a superuser takes no count away');
select cmp_ok(
    (select sum(a.events) from countersign.event_activity as a), '>', 6::numeric, 'which is more than nothing');
select is(
    t.run('admin_1', 'select sum(events) from countersign.activity_all')::bigint,
    (select count(*) from countersign.event), 'C29: an admin sees every stream counted');
select is(t.run('operator_1', 'select count(*) from countersign.activity_all'), '0', 'nobody else does');
select is(
    t.run('auditor_1', 'select string_agg(distinct stream, '','') from countersign.activity_open'), 'runtime',
    'the open streams are everybody''s');
select is(
    t.run('auditor_1', 'select sum(events) from countersign.activity_open'), '6', 'and are counted alone');

-- A restricted stream must not show through a cheap function, an estimate, or a sum.
select t.call('admin_1', 'grant_role(''operator_2'', ''finance'', ''covers for finance_1 this week'')');
select t.seal_all();
create schema auditor_1;
grant usage, create on schema auditor_1 to auditor_1;
select t.connect('curious', 'auditor_1');
select dblink_exec('curious', $t$
    create function auditor_1.peek(words text) returns boolean language plpgsql cost 0.0000001 as
    $f$ begin raise exception 'saw: %', words using errcode = 'P0001'; end $f$
$t$);
select lives_ok(
    $t$select * from dblink('curious', 'select count(*) from countersign.activity_all where auditor_1.peek(stream)')
    as x (c bigint)$t$, 'a cheap function sees no row of activity_all');
select is(
    (select x.c from dblink('curious', 'select count(*) from countersign.activity_open where stream = ''auth''')
    as x (c bigint)), 0::bigint, 'nor does activity_open have one of stream auth');
select dblink_disconnect('curious');
analyze countersign.event_activity;
analyze countersign.event_activity_restricted;
select is_empty(
    $$select tablename, attname from pg_stats
    where schemaname = 'countersign' and tablename in ('event_activity', 'event_activity_restricted')
        and attname <> 'stream'$$, 'no statistics are kept of restricted streams');

-- Every way into the trail is counted.
select t.open('operator_1');
select t.run('operator_1', $$select inserted from countersign.import_events('test', '[
    {"origin_event_id": "1", "occurred_at": "2019-01-01T00:00:00Z", "action": "A", "title": "a", "severity": "critical"},
    {"origin_event_id": "2", "occurred_at": "2019-01-01T00:00:00Z", "action": "A", "title": "a"}]')$$);
select is(
    (select count(*) from countersign.event_pending as p where p.severity is null), 0::bigint,
    'the severity waits with the event');
select t.seal_all();
select is(t.differences(), 0::bigint, 'governed calls and imports are counted');
select is(
    (select sum(a.events) from countersign.event_activity as a where a.severity = 'critical'), 1::numeric,
    'by their severity, and by when they were recorded, not by what they claim');

-- What waited before the severity did is looked up.
select t.open('operator_1', 'Older');
begin;
set local session_replication_role = replica;
alter table countersign.event_pending disable trigger guard_update;
update countersign.event_pending set severity = null;
alter table countersign.event_pending enable always trigger guard_update;
commit;
select t.seal_all();
select is(t.differences(), 0::bigint, 'an event that waited without its severity is counted by it');

-- A crash, or whatever ends the transaction, takes numbers and counts back together.
select t.open('operator_1', 'Undone');
select t.connect('sealer', 'countersign_service');
select t.connect('second', 'countersign_service');
select dblink_exec('sealer', 'begin');
select is(
    (select x.sealed from dblink('sealer', 'select sealed from countersign.seal()') as x (sealed bigint)), 1::bigint,
    'a sealer at work');
select is(
    (select x.sealed from dblink('second', 'select sealed from countersign.seal()') as x (sealed bigint)), 0::bigint,
    'another goes home and counts nothing');
select dblink_exec('sealer', 'rollback');
select is(t.differences(), 0::bigint, 'what was taken back is not counted');
select is(
    (select x.sealed from dblink('second', 'select sealed from countersign.seal()') as x (sealed bigint)), 1::bigint,
    'the next one takes it');
select is(t.differences(), 0::bigint, 'and it is counted once');

-- The migration counts what was sealed before it; these are its words.
create temporary table before as select * from countersign.event_activity;
create temporary table backfill as
select date_trunc('hour', e.recorded_at, 'UTC') as hour, e.stream, e.severity, count(*) as events
from countersign.event as e
where not exists (select from countersign.event_pending as p where p.id = e.id)
group by 1, 2, 3;
select is_empty(
    'table before except table backfill union all (table backfill except table before)',
    'counting afresh gives the same');

-- Reading a stretch of it is a stretch of the primary key.
set role countersign_owner;
insert into countersign.event_activity
select timestamptz '2020-01-01Z' + n.n * interval '1 hour' as hour, 'runtime' as stream, 'low' as severity, 1 as events
from generate_series(1, 20000) as n (n);
reset role;
analyze countersign.event_activity_open;
create function t.plan(query text) returns text language plpgsql as $$
declare
    line text;
    lines text := '';
begin
    for line in execute 'explain (costs off) ' || query loop
        lines := lines || line || chr(10);
    end loop;
    return lines;
end
$$;
select matches(
    t.plan('select date_trunc(''day'', hour, ''UTC''), stream, severity, sum(events) from countersign.activity_open
        where hour >= ''2021-01-01Z'' and hour < ''2021-02-01Z'' group by 1, 2, 3'),
    'Index Cond: \(\(hour >= .* AND \(hour < ', 'C48: a histogram reads no more than it shows');
select * from finish();
