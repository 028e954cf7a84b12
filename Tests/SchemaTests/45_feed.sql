-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B54, C39: a feed's records come in once, with their cursor, by the daemon alone; what cannot be taken is kept aside.

select plan(63);

create function t.feed_record(identifier text, part jsonb default '{}') returns jsonb language sql as $$
    select jsonb_build_object('origin_event_id', identifier, 'occurred_at', '2026-03-08T18:18:00Z',
        'action', 'TOOL_EXECUTION', 'title', 'Tool executed', 'outcome', 'succeeded', 'severity', 'low') || part
$$;
create function t.feed_line(words text, reason text default 'not JSON') returns jsonb language sql as $$
    select jsonb_build_object('line', encode(convert_to(words, 'UTF8'), 'base64'), 'bytes', length(words),
        'sha256', encode(sha256(convert_to(words, 'UTF8')), 'hex'), 'reason', reason)
$$;
create function t.take(login text, origin text, after text, next text, records jsonb, poison jsonb default '[]')
returns text language plpgsql as $$
begin
    return t.run(login, format(
        'select concat_ws('' '', outcome, inserted, duplicates, poison, coalesce(cursor, ''-'')) '
        'from countersign.take_feed(%L, %L, %L, %L, %L)', origin, after, next, records, poison));
end
$$;

-- Refusals first: nobody but the daemon.
select is(t.take(l.login, 'Node Runtime', null, 'c1', '[]'), 'ERROR 42501', l.login || ' may not bring in a feed')
from unnest(array['operator_1', 'finance_1', 'auditor_1', 'admin_1', 'stranger', 'outsider']) as l (login);
select is(t.run('operator_1', 'select cursor from countersign.feed_position'), 'ERROR 42501', 'or read its cursor');
select is(
    t.run('countersign_service', 'select countersign.set_aside(''x'', ''[]'', true)'), 'ERROR 42501',
    'the daemon has no way to put lines aside without a batch');
select is(
    t.run('countersign_service', 'select line from countersign.feed_poison_overview'), 'ERROR 42501',
    'and does not read what it put aside');
select is(
    t.run('admin_1', 'select countersign.clear_feed_block(''x'', null)'), 'ERROR 42501',
    'nobody but the daemon says that a line is gone');
select is(t.take('countersign_service', null, null, 'c', '[]'), 'ERROR 54000', 'a batch without an origin');
select is(
    t.take('countersign_service', repeat('x', 101), null, 'c', '[]'), 'ERROR 54000', 'an origin that is too long');
select is(t.take('countersign_service', 'X', null, 'c', '{}'), 'ERROR 22023', 'records that are no array');
select is(t.take('countersign_service', 'X', null, 'c', null), 'ERROR 54000', 'no records');
select is(
    t.take('countersign_service', 'X', null, 'c', (select jsonb_agg(n.n) from generate_series(1, 5001) as n (n))),
    'ERROR 54000', 'more records than a batch may have');
select is(
    t.take('countersign_service', 'X', null, repeat('c', 501), jsonb_build_array(t.feed_record('a'))), 'ERROR 23514',
    'a cursor that is too long');
select is_empty('select from countersign.event as e where e.origin = ''X''', 'and with it go the records');
select is_empty('select from countersign.feed_cursor as c where c.origin = ''X''', 'and the feed');

-- An origin is a feed's or an import's.
select is(
    t.run('operator_1', format('select outcome from countersign.import_events(%L, %L)', 'billing',
        jsonb_build_array(t.feed_record('a')))), 'succeeded', 'an import takes an origin');
select is(
    t.take('countersign_service', 'billing', null, 'c1', jsonb_build_array(t.feed_record('b'))), 'refused -',
    'which no feed can have any more');
select is(
    t.take('countersign_service', 'node-runtime', null, 'c1', jsonb_build_array(t.feed_record('a'))),
    'taken 1 0 0 c1', 'a feed takes an origin');
select is_empty(
    'select from pg_catalog.pg_locks as l where l.relation = ''countersign.feed_cursor''::regclass
    and l.pid = pg_backend_pid() and l.mode in (''ExclusiveLock'', ''ShareRowExclusiveLock'', ''ShareLock'')',
    'and locks the table against no other feed');
select is(
    t.run('operator_1', format('select code from countersign.import_events(%L, %L)', 'node-runtime',
        jsonb_build_array(t.feed_record('b')))), 'invalid-input', 'which no import can have any more');
select is((t.last_event()).action, 'IMPORT_EVENTS'::text collate "C", 'that attempt is an event');
select is(
    t.take('countersign_service', 'node-runtime', 'c1', 'c2', jsonb_build_array(t.feed_record('b'))),
    'taken 1 0 0 c2', 'and took the feed nothing');

-- What a feed reports is a claim.
select is(
    (select concat_ws(' ', e.stream, e.via, e.origin, e.origin_event_id, e.recorded_at > e.occurred_at)
    from countersign.event as e where e.origin = 'node-runtime' and e.origin_event_id = 'b'),
    'runtime countersign_service node-runtime b t', 'stream, via and origin say that it is a claim');

-- Once, whatever comes again.
select is(
    t.take('countersign_service', 'node-runtime', 'c1', 'c2', jsonb_build_array(t.feed_record('b'))), 'moved 0 0 0 c2',
    'the same batch again does nothing, and answers where to go on');
select is(
    t.take('countersign_service', 'node-runtime', 'c2', 'c3',
        jsonb_build_array(t.feed_record('b'), t.feed_record('c'), t.feed_record('c'))),
    'taken 1 2 0 c3', 'a source that repeats itself brings each record once');
select is(
    (select array_agg(e.origin_event_id order by e.id)::text
    from countersign.event as e where e.origin = 'node-runtime'),
    '{a,b,c}', 'in the order of the source');

-- Poison.
select is(
    t.take('countersign_service', 'node-runtime', 'c3', 'c4', jsonb_build_array(t.feed_record('d')),
        jsonb_build_array(t.feed_line('not json'), t.feed_line('not json'), t.feed_line('{"id":1}', 'id: no text'))),
    'taken 1 0 3 c4', 'lines that cannot be read are counted');
select is(
    (select string_agg(concat_ws(' ', convert_from(p.line, 'UTF8'), p.reason, p.times), '; ' order by p.id)
    from countersign.feed_poison as p),
    'not json not JSON 2; {"id":1} id: no text 1', 'and kept with their reason');
select is(
    (select concat_ws(' ', (e.event).stream, (e.event).category, (e.event).action, (e.event).outcome, (e.event).title)
    from (select t.last_event() as event) as e),
    'system source SET_ASIDE_RECORDS failed 3 records of node-runtime could not be taken', 'and an event tells it');
select is(
    t.take('countersign_service', 'node-runtime', 'c4', 'c5', jsonb_build_array(
        t.feed_record('e'), t.feed_record('f', '{"action":"bad action"}'), t.feed_record('g', '{"title":""}'))),
    'taken 1 0 2 c5', 'records that PostgreSQL refuses are set aside too');
select is(
    (select string_agg(concat_ws(' ', p.origin_event_id, split_part(p.reason, ':', 1)), ', ' order by p.id)
    from countersign.feed_poison as p where p.origin_event_id is not null),
    'f action, g title', 'with their id and the field at fault');
select is(
    (select c.unreported from countersign.feed_cursor as c where c.origin = 'node-runtime'), 2::bigint,
    'the next event about it waits for a minute');
select is(
    t.take('countersign_service', 'node-runtime', 'c5', 'c6', (
        select jsonb_agg(t.feed_record('many-' || n.n, case when n.n % 2 = 0 then '{}' else '{"title":""}' end::jsonb)
            order by n.n) from generate_series(1, 450) as n (n))),
    'taken 225 0 225 c6', 'more than a hundred of them in one batch');
select is(
    (select count(distinct p.origin_event_id) from countersign.feed_poison as p where p.origin_event_id like 'many-%'),
    225::bigint, 'are all kept');

select is(
    t.take('countersign_service', 'Again', null, 'c1', '[]', jsonb_build_array(t.feed_line('x'), t.feed_line('y'))),
    'taken 0 0 2 c1', 'two lines');
select is(
    t.take('countersign_service', 'Again', 'c1', 'c2', '[]', jsonb_build_array(t.feed_line('x'), t.feed_line('z'))),
    'taken 0 1 1 c2', 'of which one is repeated: what is set aside already is a duplicate');

-- A line that names no cursor blocks its feed: it comes with every attempt, and counts once.
select is(
    t.take('countersign_service', 'node-runtime', 'c6', 'c6', '[]', jsonb_build_array(t.feed_line('block'))),
    'taken 0 0 1 c6', 'a line that blocks');
select is(
    t.take('countersign_service', 'node-runtime', 'c6', 'c6', '[]', jsonb_build_array(t.feed_line('block'))),
    'taken 0 0 0 c6', 'comes again');
select isnt(
    (select c.blocked_at from countersign.feed_cursor as c where c.origin = 'node-runtime'), null::timestamptz,
    'since when is in its row');
select is(
    t.take('countersign_service', 'node-runtime', 'c6', 'c7', jsonb_build_array(t.feed_record('h'))),
    'taken 1 0 0 c7', 'until a line with a cursor follows');
select is(
    (select concat_ws(' ', c.taken, c.duplicates, c.poison, c.blocked_at is null)
    from countersign.feed_cursor as c where c.origin = 'node-runtime'),
    '231 2 231 t', 'the counts of a feed');

-- A source takes the line back and has nothing else: only the daemon sees that.
select is(
    t.take('countersign_service', 'Mended', null, null, '[]', jsonb_build_array(t.feed_line('block'))),
    'taken 0 0 1 -', 'a line that blocks a feed from its start');
select is(
    t.run('countersign_service', 'select countersign.clear_feed_block(''Mended'', ''c1'')'), 'false',
    'a daemon that asked elsewhere does not know');
select is(
    t.run('countersign_service', 'select countersign.clear_feed_block(''Mended'', null)'), 'true',
    'one that asked there says that the line is gone');
select is(
    (select c.blocked_at from countersign.feed_cursor as c where c.origin = 'Mended'), null::timestamptz,
    'the feed stands still no longer');
select is(
    t.run('countersign_service', 'select countersign.clear_feed_block(''Mended'', null)'), 'false',
    'which is said once');
select is(
    t.take('countersign_service', 'Mended', null, null, '[]', jsonb_build_array(t.feed_line('block'))),
    'taken 0 0 1 -', 'where it comes again it blocks again, and counts');
select isnt(
    (select c.blocked_at from countersign.feed_cursor as c where c.origin = 'Mended'), null::timestamptz,
    'since when is in its row again');

-- Aside has a limit, the count has none.
select is(
    t.take('countersign_service', 'Full', null, 'c1', '[]', (
        select jsonb_agg(t.feed_line('line ' || n.n) order by n.n) from generate_series(1, 1200) as n (n))),
    'taken 0 0 1200 c1', 'twelve hundred lines');
select is(
    (select count(*) from countersign.feed_poison as p where p.origin = 'Full'), 1000::bigint, 'a thousand are kept');
select is(
    t.take('countersign_service', 'Full', 'c1', 'c2', '[]', jsonb_build_array(t.feed_line(repeat('x', 20000)))),
    'taken 0 0 1 c2', 'one more');
select is(
    t.take('countersign_service', 'Full', 'c2', 'c2', '[]', jsonb_build_array(t.feed_line('blocks'))),
    'taken 0 0 1 c2', 'a line that blocks counts');
select isnt_empty(
    'select from countersign.feed_poison as p where p.origin = ''Full'' and p.line = ''blocks''', 'and is kept');
select is(
    t.take('countersign_service', 'Full', 'c2', 'c2', '[]', jsonb_build_array(t.feed_line('blocks'))),
    'taken 0 0 0 c2', 'once');
select is(
    (select c.poison from countersign.feed_cursor as c where c.origin = 'Full'), 1202::bigint, 'and all are counted');
select is(
    t.take('countersign_service', 'Long', null, 'c1', '[]', jsonb_build_array(t.feed_line(repeat('x', 20000)))),
    'taken 0 0 1 c1', 'a long line');
select is(
    (select concat_ws(' ', octet_length(p.line), p.bytes) from countersign.feed_poison as p where p.origin = 'Long'),
    '16384 20000', 'is cut, and its length known');

-- Reading.
select is(
    t.run('operator_1', 'select count(*) from countersign.feed_poison_overview'), '0', 'raw lines are for admins');
select cmp_ok(
    t.run('admin_1', 'select count(*) from countersign.feed_poison_overview')::integer, '>', 1000, 'who see them');
select is(
    t.run('auditor_1', 'select concat_ws('' '', taken, poison) from countersign.feed_status where origin = ''Full'''),
    '0 1202', 'everybody sees how a feed goes');

select * from finish();
