-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B54, C39: an origin is a feed's or an import's, whoever comes first; what keeps a feed out, has two machines collect
-- it or has it stand still is told, and an admin has it go on.

select * from no_plan();

create function t.record(identifier text) returns jsonb language sql as $$
    select jsonb_build_object('origin_event_id', identifier, 'occurred_at', '2026-03-08T18:18:00Z',
        'action', 'TOOL_EXECUTION', 'title', 'Tool executed', 'outcome', 'succeeded', 'severity', 'low')
$$;
create function t.line(words text) returns jsonb language sql as $$
    select jsonb_build_array(jsonb_build_object('line', encode(convert_to(words, 'UTF8'), 'base64'),
        'bytes', length(words), 'sha256', encode(sha256(convert_to(words, 'UTF8')), 'hex'), 'reason', 'not JSON'))
$$;
create function t.batch(
    origin text, after text, next text, identifiers text[] default '{}', machine text default null,
    poison jsonb default '[]'
) returns text language sql as $$
    select format('select concat_ws('' '', outcome, inserted, poison, coalesce(cursor, ''-'')) '
        'from countersign.take_feed(%L, %L, %L, %L, %L, %L)', origin, after, next,
        coalesce((select jsonb_agg(t.record(i.i)) from unnest(identifiers) as i (i)), '[]'), poison, machine)
$$;
create function t.take(
    origin text, after text, next text, identifiers text[] default '{}', machine text default null,
    poison jsonb default '[]'
) returns text language sql as $$
    select t.run('countersign_service', t.batch(origin, after, next, identifiers, machine, poison))
$$;
create function t.import(origin text, identifiers text[]) returns text language sql as $$
    select format('select case outcome when ''succeeded'' then ''taken '' || inserted else code end '
        'from countersign.import_events(%L, %L)', origin,
        coalesce((select jsonb_agg(t.record(i.i)) from unnest(identifiers) as i (i)), '[]'))
$$;
-- What the trail has of a kind about a feed, the newest first.
create function t.told(action text, origin text) returns text[] language sql as $$
    select array(
        select concat_ws(
            ' | ', concat_ws(' ', e.stream, e.category, e.severity, e.outcome, e.error_code), e.title, e.detail)
        from countersign.event as e
        where e.action = told.action and e.resource_id = told.origin
        order by e.id desc
    )
$$;
-- Makes a time of a feed or an origin older, which no function can.
create function t.age(relation text, field text, back interval) returns void language plpgsql as $$
begin
    set local role countersign_owner;
    execute format('update countersign.%I set %I = %I - %L::interval', relation, field, field, back);
    reset role;
end
$$;
create function t.remote(connection text, command text) returns text language plpgsql as $$
declare
    state text;
    answer text;
begin
    select x.answer into answer from dblink(connection, command) as x (answer text);
    return answer;
exception when others then
    get stacked diagnostics state = returned_sqlstate;
    return 'ERROR ' || state;
end
$$;
-- The first connection has acted and not ended. The second acts; the first ends as soon as the second waits for it.
create function t.meets(first text, ending text, second text, command text) returns text language plpgsql as $$
declare
    pid integer;
    has_waited boolean;
    answer text;
begin
    select x.pid into pid from dblink(second, 'select pg_backend_pid()') as x (pid integer);
    perform dblink_send_query(second, command);
    loop
        perform pg_stat_clear_snapshot();
        has_waited := cardinality(pg_blocking_pids(pid)) > 0;
        exit when has_waited or dblink_is_busy(second) = 0;
    end loop;
    perform dblink_exec(first, ending);
    select x.answer into answer from dblink_get_result(second) as x (answer text);
    perform from dblink_get_result(second) as x (answer text);
    return concat_ws(' ', case when has_waited then 'waited' end, answer);
end
$$;
select t.connect('operator', 'operator_1');
select t.connect('other', 'operator_2');
select t.connect('service', 'countersign_service');
select t.connect('outsider', 'outsider');

-- Refusals first: nobody writes whose an origin is, or tells the trail of feeds by hand.
select is(t.run(l.login, c.command), 'ERROR 42501', l.login || ' may not: ' || c.command)
from unnest(array['operator_1', 'admin_1', 'countersign_service']) as l (login)
cross join unnest(array[
    'insert into countersign.origin_owner (origin, kind) values (''x'', ''feed'')',
    'select kind from countersign.origin_owner',
    'select countersign.claim_origin(''x'', ''feed'')',
    'select countersign.report_refused_feed(''x'', ''y'')'
]) as c (command);
select throws_ok(
    'insert into countersign.origin_owner (origin, kind) values (''x'', ''feed'')', '42501', null,
    'not a superuser either');

-- No lock that any login can take stands in the way.
select t.remote('outsider', format('select pg_advisory_lock(%s)::text',
    hashtextextended('countersign.feed:' || n.name, 0)))
from unnest(array['Locked', 'locked']) as n (name);
select is(t.take('Locked', null, 'c1', '{a}'), 'taken 1 0 c1', 'a lock that anybody can take keeps no feed out');
select is(t.run('operator_1', t.import('locked', '{a}')), 'taken 1', 'and no import');

-- Whoever comes first.
select is(t.take('early', null, null), 'taken 0 0 -', 'a feed without lines yet');
select is(t.run('operator_1', t.import('early', '{a}')), 'invalid-input', 'has its name');
select is(t.run('operator_1', t.import('empty', '{}')), 'taken 0', 'an import that brings nothing');
select is(t.take('empty', null, 'c1', '{a}'), 'taken 1 0 c1', 'leaves the name free');
select is(t.run('operator_1', t.import('billing', '{a}')), 'taken 1', 'an import that brings something');
select is(t.run('operator_1', t.import('billing', '{}')), 'taken 0', 'whatever comes after it');
select is(t.take('billing', null, 'c1', '{b}'), 'refused -', 'has its name');
select is(t.run('operator_2', t.import('billing', '{b}')), 'taken 1', 'for every import');

-- A feed that is kept out is told, with the way out.
select is(cardinality(t.told('FEED_REFUSED', 'billing')), 1, 'that a feed is kept out is an event');
select alike(
    (t.told('FEED_REFUSED', 'billing'))[1],
    'system source medium denied origin-taken | The feed of billing is kept out: its name is an import''s | '
    || 'Records were imported under this name before the feed began (by operator_1, % UTC), % another name %',
    'that says who had the name, and what to do');
select is(t.take('billing', null, 'c1', '{b}'), 'refused -', 'the daemon asks again');
select is(cardinality(t.told('FEED_REFUSED', 'billing')), 1, 'which is not told again');
select t.age('origin_owner', 'told_at', '1 hour');
select is(t.take('billing', null, 'c1', '{b}'), 'refused -', 'nor forgotten:');
select is(cardinality(t.told('FEED_REFUSED', 'billing')), 2, 'an hour later it is told once more');

-- Records that came by without an owner, as an import did that was under way while the migration ran.
select lives_ok(
    'set role countersign_owner; insert into countersign.origin_record values (''stray'', ''a''); reset role',
    'a record without an owner');
select is(t.take('stray', null, 'c1', '{b}'), 'refused -', 'is an import''s');
select alike(
    (t.told('FEED_REFUSED', 'stray'))[1], '% before the feed began, so whoever imported them %',
    'and nobody is named who did not import it');

-- Nobody holds a name without a trace.
select is((select g.lost::integer from countersign.attempt_gap as g), 0, 'no attempt is lost so far');
select dblink_exec('operator', 'begin');
select is(t.remote('operator', t.import('held', '{}')), 'taken 0', 'an import that brings nothing and stays open');
select is(t.take('held', null, 'c1', '{a}'), 'taken 1 0 c1', 'keeps no feed out');
select dblink_exec('operator', 'rollback');
select is(
    t.run('operator_1', 'select concat_ws('' '', outcome, inserted, rejected) '
    'from countersign.import_events(''broken'', ''[7]'')'), 'succeeded 0 1',
    'one of which nothing is taken');
select is(
    (select concat_ws(' ', (e.event).action, (e.event).actor_username, (e.event).title)
    from (select t.last_event() as event) as e),
    'IMPORT_BATCH operator_1 Nothing taken of a batch from broken', 'had the name for a moment, which is an event');
select is(t.take('broken', null, 'c1', '{a}'), 'taken 1 0 c1', 'and leaves it free');
select is((select g.lost::integer from countersign.attempt_gap as g), 0, 'each attempt left its record');
select dblink_exec('operator', 'begin');
select is(t.remote('operator', t.import('given-up', '{a}')), 'taken 1', 'one that brings something');
select dblink_exec('operator', 'rollback');
select is((select g.lost::integer from countersign.attempt_gap as g), 1, 'is counted as lost where it is rolled back');

-- Two at once.
select dblink_exec('operator', 'begin');
select is(t.remote('operator', t.import('race-1', '{a}')), 'taken 1', 'an import is under way');
select is(
    t.meets('operator', 'commit', 'service', t.batch('race-1', null, 'c1', '{b}')), 'waited refused -',
    'the feed of its name waits and is refused');
select dblink_exec('operator', 'begin');
select is(t.remote('operator', t.import('race-2', '{a}')), 'taken 1', 'an import that is given up');
select is(
    t.meets('operator', 'rollback', 'service', t.batch('race-2', null, 'c1', '{a}')), 'waited taken 1 0 c1',
    'took nothing from the feed');
select dblink_exec('service', 'begin');
select is(t.remote('service', t.batch('race-3', null, 'c1', '{a}')), 'taken 1 0 c1', 'a feed begins');
select is(
    t.meets('service', 'commit', 'operator', t.import('race-3', '{b}')), 'waited invalid-input',
    'the import of its name waits and is refused');
select dblink_exec('operator', 'begin');
select is(t.remote('operator', t.import('race-4', '{a}')), 'taken 1', 'an import is under way');
select is(
    t.meets('operator', 'commit', 'other', t.import('race-4', '{b}')), 'waited taken 1',
    'another of its name waits for it');
select dblink_exec('operator', 'begin');
select is(t.remote('operator', t.import('race-4', '{c}')), 'taken 1', 'once the name is an import''s');
select is(
    t.meets('operator', 'commit', 'other', t.import('race-4', '{d}')), 'taken 1', 'imports do not wait for each other');
select dblink_exec('service', 'begin isolation level repeatable read');
select is(
    t.remote('service', t.batch('late', null, 'c1', '{a}')), 'ERROR 25000',
    'a feed is taken by what is committed alone');
select dblink_exec('service', 'rollback');

-- Machines.
select is(t.take('shared', null, 'c1', '{a}', 'host-a'), 'taken 1 0 c1', 'one machine collects');
select is(t.take('shared', 'c1', 'c2', '{b}', 'host-b'), 'taken 1 0 c2', 'another goes on');
select is(t.told('FEED_SHARED', 'shared'), '{}', 'which is no event: daemons move');
select is(
    t.run('auditor_1', 'select concat_ws('' '', collector, collector_since is null) '
    'from countersign.feed_status where origin = ''shared'''), 'host-b f', 'everybody reads who collects');
select is(t.take('shared', 'c2', 'c2', '{}', 'host-a'), 'taken 0 0 c2', 'a question without lines changes no hands');
select is(t.take('shared', 'c2', 'c3', '{c}', 'host-a'), 'taken 1 0 c3', 'it goes back within the hour');
select alike(
    (t.told('FEED_SHARED', 'shared'))[1],
    'system source medium unknown | shared is collected by two machines | host-b and host-a collect it by turns '
    || '%',
    'that is told');
select is(t.take('shared', 'c3', 'c4', '{d}', 'host-b'), 'taken 1 0 c4', 'and again');
select is(cardinality(t.told('FEED_SHARED', 'shared')), 1, 'told once a day');
select t.age('feed_cursor', 'shared_at', '1 day');
select is(t.take('shared', 'c4', 'c5', '{e}', 'host-a'), 'taken 1 0 c5', 'the next day');
select is(cardinality(t.told('FEED_SHARED', 'shared')), 2, 'once more');
select t.age('feed_cursor', 'shared_at', '1 day');
select t.age('feed_cursor', 'collector_since', '1 hour');
select is(t.take('shared', 'c5', 'c6', '{f}', 'host-b'), 'taken 1 0 c6', 'after a quiet hour');
select is(cardinality(t.told('FEED_SHARED', 'shared')), 2, 'a change is none to tell');
select is(t.take('shared', 'c6', 'c7', '{g}', ''), 'ERROR 23514', 'a machine without a name');

-- Stepping over a line.
select is(t.take('stuck', null, 'c1', '{a}'), 'taken 1 0 c1', 'a feed');
select t.refused(l.login, 'skip_feed_line(''stuck'', ''c2'', ''broken for good, ticket 17'')', 'role-required', l.login)
from unnest(array['operator_1', 'finance_1', 'auditor_1', 'stranger']) as l (login);
select is(
    t.run(l.login, 'select countersign.skip_feed_line(''stuck'', ''c2'', ''broken for good'')'), 'ERROR 42501',
    l.login || ' may not call it')
from unnest(array['outsider', 'countersign_service']) as l (login);
select t.refused('admin_1', 'skip_feed_line(''stuck'', ''c2'', ''broken for good, ticket 17'')', 'invalid-input',
    'a feed that does not stand still');
select is(t.take('stuck', 'c1', 'c1', '{}', null, t.line('<html>')), 'taken 0 1 c1', 'its next line blocks');
select alike(
    (t.told('SET_ASIDE_RECORDS', 'stuck'))[1],
    '%The feed stands still since % UTC: no line behind this one names a cursor.%skip_feed_line()%',
    'the event says that it stands still');
select t.refused('admin_1', 'skip_feed_line(''none'', ''c2'', ''broken for good, ticket 17'')', 'not-found', 'no feed');
select t.refused('admin_1', 'skip_feed_line(null, ''c2'', ''broken for good, ticket 17'')', 'not-found', 'no name');
select t.refused('admin_1', 'skip_feed_line(''stuck'', ''c2'', ''broken'')', 'reason-required', 'no reason');
select t.refused('admin_1', 'skip_feed_line(''stuck'', null, ''broken for good'')', 'invalid-input', 'no cursor');
select t.refused('admin_1', 'skip_feed_line(''stuck'', '''', ''broken for good'')', 'invalid-input', 'an empty cursor');
select t.refused('admin_1', 'skip_feed_line(''stuck'', repeat(''c'', 501), ''broken for good'')', 'invalid-input',
    'a cursor that is too long');
select t.refused('admin_1', 'skip_feed_line(''stuck'', ''c1'', ''broken for good'')', 'invalid-input',
    'the cursor at which it stands');
select is(
    (select concat_ws(' ', c.cursor, c.blocked_at is null) from countersign.feed_cursor as c where c.origin = 'stuck'),
    'c1 f', 'nothing of it has moved the feed');
select is(
    t.call('admin_1', 'skip_feed_line(''stuck'', ''c2'', ''broken for good, ticket 17'')'), 'succeeded', 'an admin');
select is(
    (select concat_ws(' ', c.cursor, c.blocked_at is null) from countersign.feed_cursor as c where c.origin = 'stuck'),
    'c2 t', 'has the feed go on');
select is(
    (select concat_ws(' ', e.stream, e.severity, e.actor_username, e.title, e.detail, e.changes)
    from countersign.event as e where e.action = 'SKIP_FEED_LINE' and e.outcome = 'succeeded'),
    'system high admin_1 A line of stuck was stepped over broken for good, ticket 17 '
    || '{"cursor": {"new": "c2", "old": "c1"}}', 'with an event that says from where to where, and why');
select is(t.take('stuck', 'c2', 'c3', '{b}'), 'taken 1 0 c3', 'the daemon goes on behind the line');

-- The way of the DBA, as the migration tells it.
select is(t.take('stuck', 'c3', 'c3', '{}', null, t.line('<html>')), 'taken 0 1 c3', 'it stands still again');
set role countersign_owner;
begin;
select isnt(countersign.append_event(jsonb_populate_record(null::countersign.event, '{"stream": "system",
    "category": "source", "severity": "high", "action": "SKIP_FEED_LINE", "outcome": "succeeded",
    "surface": "sql", "resource_type": "feed", "resource_id": "stuck",
    "title": "A line of stuck was stepped over", "detail": "why"}')), null::uuid, 'with an event');
update countersign.feed_cursor set cursor = 'c4', blocked_at = null
where origin = 'stuck';
commit;
reset role;
select is(t.take('stuck', 'c4', 'c5', '{c}'), 'taken 1 0 c5', 'it goes on');

select dblink_disconnect(c.name) from unnest(dblink_get_connections()) as c (name);
select * from finish();
