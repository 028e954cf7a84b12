-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- C36, C48: every timeline page, unfiltered or with one indexed term, in both orders and directions, is an index scan
-- from its key on, without a sort, across the streams and months of the view.

select plan(15);

set role countersign_owner;
do $$
declare
    month timestamptz;
begin
    for month in select generate_series(timestamptz '2026-06-01Z', '2026-09-01Z', interval '1 month') loop
        perform countersign.make_month(s.stream, month)
        from unnest(array['governance', 'runtime', 'system']) as s (stream);
    end loop;
    insert into countersign.event (
        id, occurred_at, recorded_at, stream, category, severity, action, title, actor_username, outcome, resource_id,
        package_id, request_id, correlation_id
    )
    select
        countersign.uuid_v7(g.moment), g.moment, g.moment, g.stream,
        (array['runtime', 'rollback', 'quota', 'session'])[1 + g.n % 4],
        (array['low', 'low', 'medium', 'high'])[1 + g.n % 4], 'ACTION_' || g.n % 50, 'Event ' || g.n,
        'user_' || g.n % 100, case when g.n % 20 = 0 then 'denied' else 'succeeded' end, 'resource-' || g.n % 300,
        case when g.n % 5 = 0 then 'POD Engine ' || g.n % 7 end, case when g.n % 3 = 0 then 'req_' || g.n % 500 end,
        case when g.n % 2 = 0 then 'session-' || g.n % 400 end
    from (
        select
            n.n,
            timestamptz '2026-06-01Z' + n.n * interval '18 minutes' as moment,
            (array['governance', 'runtime', 'runtime', 'system'])[1 + n.n % 4] as stream
        from generate_series(1, 9000) as n (n)
    ) as g;
end $$;
reset role;
analyze;

create temporary table page as
select term.name as term, key.name as ordering, direction.name as direction, format(
    'select * from countersign.event_open where %s and %s order by %s limit 50',
    term.condition,
    format(key.condition, case direction.name when 'desc' then '<' else '>' end),
    format(key.ordering, direction.name)) as query
from (values
    ('unfiltered', 'true'), ('category', 'category = ''rollback'''), ('severity', 'severity = ''high'''),
    ('actor', 'actor_username = ''user_7'''), ('action', 'action = ''ACTION_9'''), ('outcome', 'outcome = ''denied'''),
    ('resource', 'resource_id = ''resource-9'''), ('package', 'package_id = ''POD Engine 3'''),
    ('request', 'request_id = ''req_9'''), ('correlation', 'correlation_id = ''session-8''')
) as term (name, condition)
cross join (values
    ('id', 'id %s ''019f0000-0000-7000-8000-000000000000''', 'id %s'),
    ('occurred_at', '(occurred_at, id) %s (''2026-07-20Z'', ''019f0000-0000-7000-8000-000000000000'')',
        'occurred_at %1$s, id %1$s')
) as key (name, condition, ordering)
cross join (values ('asc'), ('desc')) as direction (name)
-- One request or correlation id has few events; in order of occurrence they are sorted.
where not (term.name in ('request', 'correlation') and key.name = 'occurred_at');

create function t.plan(query text) returns text language plpgsql as $$
declare
    line text;
    plan text := '';
begin
    for line in execute 'explain (costs off) ' || query loop
        plan := plan || line || E'\n';
    end loop;
    return plan;
end
$$;
-- A month of test data is small enough for a sort of everything that matches; that the ordered way is there is what
-- counts at ten million.
set enable_sort = off;
set enable_bitmapscan = off;
create temporary table planned as select p.*, t.plan(p.query) as plan from page as p;

select is((select count(*)::integer from planned), 36, 'ten filters, two orders, two directions');
select is_empty(
    $$select p.term, p.ordering, p.direction from planned as p
    where p.plan ~ '(^|\n) *(->  )?Sort\n'$$,
    'no page sorts');
select is_empty(
    $$select p.term, p.ordering, p.direction, p.plan from planned as p
    where p.plan ~ 'Seq Scan on event_[a-z]+_2026_0[6-9]'$$, 'no page reads a filled month as a whole');
select is_empty(
    $$select p.term, p.ordering, p.direction from planned as p
    where p.term <> 'unfiltered' and p.plan !~ ('event_[a-z]+_2026_0[6-9]_' || case p.term
        when 'actor' then 'actor_username' when 'resource' then 'resource_id' when 'package' then 'package_id'
        when 'request' then 'request_id' else p.term end)$$, 'each term uses its own index');

-- A condition on the stream leaves the other streams out; a page of every stream is no different from an open one.
select is(
    t.plan('select * from countersign.event_all where stream = ''auth'' order by id desc limit 50')
    ~ 'event_(governance|control|admin|runtime|system)_', false, 'one stream''s page looks into that stream alone');
select doesnt_match(
    t.plan('select * from countersign.event_all
        where category = ''rollback'' and id < ''019f0000-0000-7000-8000-000000000000'' order by id desc limit 50'),
    '(^|\n) *(->  )?Sort\n', 'nor does an admin''s page sort');

-- What the program sends for one term (Sources/GovernanceStore/Events/IndexedRead.swift): the value as a range of its
-- index and as the first key of the order. Planned for values unknown, as a connection plans it once.
create temporary table walk as
select term.name as term, key.name as ordering, direction.name as direction, term.field, format(
    'select * from countersign.event_open where %2$s and (%1$s, %3$s) %4$s ($1, %5$s) and %1$s %6$s $1 '
    'order by %1$s %7$s, %8$s limit 50',
    term.field, case key.name when 'id' then format('id %s $2', direction.ahead) else 'true' end, key.name,
    direction.ahead, key.place, direction.behind, direction.name, format(key.ordering, direction.name)) as query
from (values
    ('category', 'category'), ('severity', 'severity'), ('actor', 'actor_username'), ('action', 'action'),
    ('outcome', 'outcome'), ('resource', 'resource_id'), ('package', 'package_id'), ('request', 'request_id'),
    ('correlation', 'correlation_id')
) as term (name, field)
cross join (values ('id', 'id %s', '$2'), ('occurred_at, id', 'occurred_at %1$s, id %1$s', '$3, $2'))
as key (name, ordering, place)
cross join (values ('asc', '>', '<='), ('desc', '<', '>=')) as direction (name, ahead, behind)
where not (term.name in ('request', 'correlation') and key.name <> 'id');

create function t.plan_once(query text, value text) returns text language plpgsql as $$
declare
    line text;
    plan text := '';
begin
    execute format('prepare page (text, uuid, timestamptz) as %s', query);
    for line in execute format(
        'explain (costs off) execute page (%L, ''019f0000-0000-7000-8000-000000000000'', ''2026-07-20Z'')', value)
    loop
        plan := plan || line || E'\n';
    end loop;
    deallocate page;
    return plan;
end
$$;
set plan_cache_mode = force_generic_plan;
create temporary table walked as select w.*, t.plan_once(w.query, 'x') as plan from walk as w;
reset plan_cache_mode;
select is_empty(
    $$select w.term, w.ordering, w.direction, w.plan from walked as w
    where w.plan ~ '(^|\n) *(->  )?Sort\n' or w.plan ~ 'Seq Scan on event_[a-z]+_2026'$$,
    'no page of one term sorts or reads a month as a whole, whatever its value');
select is_empty(
    $$select w.term, w.ordering, w.direction, w.plan from walked as w
    where regexp_count(w.plan, 'Index Scan') = 0
        or regexp_count(w.plan, 'Index Scan') <> regexp_count(
            w.plan, 'using event_[a-z]+_20[0-9_]+_' || w.field || '_(id|occurred_at_id)_idx')$$,
    'and each month is read by its index on that term');

-- The program lets the planner not read CHECK constraints; the bounds on ids leave months out all the same, and the
-- views leave out streams.
set constraint_exclusion = off;
select is(
    t.plan('select * from countersign.event_all where stream = ''auth'' order by id desc limit 50')
    ~ 'event_(governance|control|admin|runtime|system)_', false, 'one stream''s page without CHECK constraints');
select is(
    t.plan('select * from countersign.event_open where id >= ''019f8000-0000-7000-8000-000000000000''
        and id < ''019f9000-0000-7000-8000-000000000000'' order by id desc limit 50') ~ '_2026_0[689]', false,
    'one month''s page looks into that month alone');
set plan_cache_mode = force_generic_plan;
select matches(
    t.plan_once(
        'select $1, $3, * from countersign.event_open where id < $2 order by id desc limit 50', 'x'),
    'Subplans Removed', 'a plan for all values leaves months out when it has them');
reset plan_cache_mode;
reset constraint_exclusion;

-- A jump is a page of one event from where the reader is: to the nearest one of a severity, an actor or a resource as
-- above; a resource is told apart by its type as well, and a day or a time is a bound on the id.
select doesnt_match(
    t.plan('select * from countersign.event_open where resource_type = ''runner''
        and (resource_id, id) < (''resource-9'', ''019f8000-0000-7000-8000-000000000000'')
        and resource_id >= ''resource-9'' order by resource_id desc, id desc limit 2'),
    '(Sort\n|Seq Scan on event_[a-z]+_2026_0[6-9])', 'C26: the nearest older event of a resource is found by its id');
select doesnt_match(
    t.plan('select * from countersign.event_open where id >= ''019f8000-0000-7000-8000-000000000000''
        and id > ''019f0000-0000-7000-8000-000000000000'' order by id limit 2'),
    '(Sort\n|Seq Scan on event_[a-z]+_2026_0[6-9])', 'C49: the next day is entered at its first id');
select doesnt_match(
    t.plan('select * from countersign.event_open where id < ''019f8000-0000-7000-8000-000000000000''
        order by id desc limit 2'),
    '(Sort\n|Seq Scan on event_[a-z]+_2026_0[6-9])', 'C49: so is a time that is gone to');

-- A tail finds an event's month by its id.
select t.run('countersign_service', 'select countersign.seal()');
select matches(
    t.plan('select * from countersign.event_tail_open where seq > 3 order by seq limit 5'),
    'Index Scan using event_seq_pk', 'a tail walks the sealed order');
select * from finish();
