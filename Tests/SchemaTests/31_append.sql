-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- A4, C3, C4, C50: ids, months, limits of the trail.

select plan(25);

create function t.append(part jsonb) returns text language plpgsql as $$
declare
    e countersign.event;
    id uuid;
    state text;
    problem text;
begin
    e := jsonb_populate_record(null::countersign.event, jsonb_build_object(
        'stream', 'system', 'category', 'runtime', 'severity', 'low', 'action', 'TEST', 'outcome', 'succeeded',
        'title', 'A test') || part);
    begin
        perform set_config('role', 'countersign_owner', true);
        id := countersign.append_event(e);
        perform set_config('role', 'none', true);
        return id::text;
    exception when others then
        get stacked diagnostics state = returned_sqlstate, problem = constraint_name;
    end;
    return coalesce(nullif(problem, ''), 'ERROR ' || state);
end
$$;

-- Ids.
create temporary table made as
select n.n, countersign.uuid_v7(clock_timestamp()) as id from generate_series(1, 5000) as n (n) order by n.n;
select is((select count(distinct m.id)::integer from made as m), 5000, 'ids are distinct');
select is((select count(*)::integer from made as m where substr(m.id::text, 15, 1) = '7'), 5000, 'UUID version 7');
select is(
    (select count(*)::integer from made as m where substr(m.id::text, 20, 1) in ('8', '9', 'a', 'b')), 5000,
    'UUID variant 10');
select cmp_ok(
    (select count(*)::integer from made as a inner join made as b on b.n = a.n + 1 where b.id < a.id), '<', 50,
    'ids sort by the microsecond they were made in');
select is(
    ('x' || replace(left(countersign.uuid_v7('2026-03-08T18:18:00.123456Z')::text, 13), '-', ''))::bit(48)::bigint,
    1772993880123, 'the first 48 bits are the milliseconds');

-- What the table refuses, by the name of the constraint.
select is(t.append('{"stream":"nonsense"}'), 'ERROR 42P01', 'an unknown stream');
select is(t.append('{"category":"nonsense"}'), 'event_category_check', 'an unknown category');
select is(t.append('{"severity":"nonsense"}'), 'event_severity_check', 'an unknown severity');
select is(t.append('{"outcome":"nonsense"}'), 'event_outcome_check', 'an unknown outcome');
select is(t.append('{"action":"lower"}'), 'event_action_check', 'an action that is not SCREAMING_SNAKE');
select is(t.append('{"title":""}'), 'event_title_check', 'an empty title');
select is(t.append(jsonb_build_object('title', repeat('x', 201))), 'event_title_check', 'a title of 201 characters');
select is(t.append(jsonb_build_object('detail', repeat('x', 4001))), 'event_detail_check', 'a detail of 4,001');
select is(
    t.append(jsonb_build_object('changes', jsonb_build_object('a', repeat('x', 33000)))), 'event_changes_check',
    'changes beyond 32 KiB');
select is(t.append('{"changes":[1]}'), 'event_changes_check', 'changes that are no object');
select is(t.append('{"error_code":"x"}'), 'event_error_check', 'a success with an error');
select is(t.append('{"coverage":"all"}'), 'event_coverage_check', 'a coverage that is no n/m');
select is(
    t.append('{"origin":"x","origin_event_id":"y","via":"z","occurred_at":"2026-01-01"}'), 'event_origin_check',
    'a claim outside stream runtime');
select is(
    t.append('{"stream":"runtime","origin":"x","via":"z","occurred_at":"2026-01-01"}'), 'event_origin_check',
    'a claim without its id');
select is(
    t.append(jsonb_build_object(
        'detail', repeat(chr(1), 4000), 'outcome', 'failed', 'error_message', repeat(chr(1), 2000),
        'changes', jsonb_build_object('a', repeat('x', 32000)))), 'ERROR 54000', 'an event beyond 60,000 bytes');
select matches(
    t.append(jsonb_build_object('detail', repeat('x', 4000), 'title', repeat('x', 200))), '^[0-9a-f-]{36}$',
    'the longest title and detail fit');

-- A month that nobody made is made by the append that needs it, with its guards and indexes.
set role countersign_owner;
do $$
declare
    month text := to_char(clock_timestamp() at time zone 'UTC', '"event_system_"YYYY_MM');
begin
    execute format('alter table countersign.event_system detach partition countersign.%I', month);
    execute format('alter table countersign.%I rename to event_system_old', month);
end $$;
reset role;
select matches(t.append('{}'), '^[0-9a-f-]{36}$', 'an event finds its month missing and makes it');
select is(
    (
        select count(*)::integer from pg_trigger as g
        where g.tgrelid = to_regclass(to_char(now() at time zone 'UTC', '"countersign.event_system_"YYYY_MM'))
            and g.tgenabled = 'A' and g.tgname like 'guard_%'
    ), 4, 'with the four guards');
select is(
    (select count(*) from pg_index as i
        where i.indrelid = to_regclass(to_char(now() at time zone 'UTC', '"countersign.event_system_"YYYY_MM'))),
    (select count(*) from pg_index as i where i.indrelid = 'countersign.event'::regclass), 'and every index');
select is(
    (select count(*) from pg_index as i
        where i.indrelid = 'countersign.event_governance'::regclass and not i.indisvalid), 0::bigint,
    'and the parents'' indexes stay valid');
select * from finish();
