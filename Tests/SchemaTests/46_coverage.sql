-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B15, B22, C39: blind spots are in the trail, one event per change, one a minute where a source flaps.

select plan(31);

create function t.cover(login text, state text, source text default 'Node Runtime', observer text default 'host-a')
returns text language plpgsql as $$
begin
    return coalesce(left(t.run(login, format(
        'select countersign.record_coverage_change(%L, %L, %L, %L, %L)', observer, source, state, 'HTTP 503', '3/5')), 11),
        'nothing');
end
$$;
-- Moves the last event about a source into the past, which no function can.
create function t.age_watch(back interval) returns void language plpgsql as $$
begin
    set local role countersign_owner;
    update countersign.source_watch as w set recorded_at = w.recorded_at - back;
    reset role;
end
$$;
create function t.told() returns text language sql as $$
    select concat_ws(' ', e.stream, e.category, e.severity, e.action, e.outcome, e.resource_id, e.coverage, e.error_code,
        '|', e.title, '|', e.detail)
    from countersign.event as e
    where e.resource_type = 'source'
    order by e.id desc
    limit 1
$$;

select is(t.cover(l.login, 'live'), 'ERROR 42501', l.login || ' may not say what can be seen')
from unnest(array['operator_1', 'finance_1', 'auditor_1', 'admin_1', 'stranger', 'outsider']) as l (login);
select is(t.cover('countersign_service', 'fine'), 'ERROR 23514', 'a state that is none');
select is(t.cover('countersign_service', null), 'ERROR 23514', 'no state');
select is(t.cover('countersign_service', 'live', repeat('x', 101)), 'ERROR 23514', 'a name that is too long');
select is(t.cover('countersign_service', 'live', 'A', ''), 'ERROR 23514', 'no observer');
select is(
    t.run('countersign_service', $q$select countersign.record_coverage_change('h', 's', 'live', null, 'all')$q$),
    'ERROR 23514', 'a coverage that is none');
select is_empty('select from countersign.source_watch', 'nothing of it is kept');

select alike(t.cover('countersign_service', 'offline'), 'audit_%', 'the first word is an event');
select is(
    t.told(),
    'system source medium SOURCE_OFFLINE failed Node Runtime 3/5 source-offline | Node Runtime is offline '
    || '| Seen from host-a. It was not watched before.', 'that says who saw what');
select is(t.cover('countersign_service', 'offline'), 'nothing', 'the same again is none');
select is(t.cover('countersign_service', 'live'), 'nothing', 'a change within a minute is held back');
select is(t.cover('countersign_service', 'degraded'), 'nothing', 'and so is the next');
select t.age_watch(interval '1 minute');
select alike(t.cover('countersign_service', 'degraded'), 'audit_%', 'after the minute it is told');
select is(
    t.told(),
    'system source medium SOURCE_DEGRADED failed Node Runtime 3/5 source-degraded '
    || '| Node Runtime is degraded, was offline | Seen from host-a. 2 changes since the last entry.',
    'with the changes between');
select t.age_watch(interval '1 minute');
select is(t.cover('countersign_service', 'degraded'), 'nothing', 'and only once');
select alike(t.cover('countersign_service', 'live'), 'audit_%', 'a change after a quiet minute is told at once');
select is(
    t.told(),
    'system source low SOURCE_LIVE succeeded Node Runtime 3/5 | Node Runtime is live, was degraded '
    || '| Seen from host-a. HTTP 503.', 'as the state that it is');
select t.cover('countersign_service', 'offline');
select t.cover('countersign_service', 'live');
select t.age_watch(interval '1 minute');
select alike(
    t.cover('countersign_service', 'live'), 'audit_%', 'a source that came back within the minute is told too');
select is(
    t.told(),
    'system source low SOURCE_LIVE succeeded Node Runtime 3/5 | Node Runtime is live again '
    || '| Seen from host-a. HTTP 503. 2 changes since the last entry.', 'since it was away');

-- Each machine has services of its own.
select alike(
    t.cover('countersign_service', 'offline', 'Node Runtime', 'host-b'), 'audit_%', 'another machine has its own word');
select is(t.cover('countersign_service', 'live'), 'nothing', 'which changes nothing about the first');
select is(
    t.run('auditor_1', 'select string_agg(concat_ws('' '', observer, source, state), '', '' order by observer) '
        'from countersign.source_state'),
    'host-a Node Runtime live, host-b Node Runtime offline', 'everybody reads what was last seen');

-- When it was last said is known to a minute, whether or not anything has changed.
create function t.seen() returns timestamptz language sql as $$
    select w.seen_at from countersign.source_state as w where w.source = 'Node Runtime' and w.observer = 'host-b'
$$;
create function t.age_seen(back interval) returns void language plpgsql as $$
begin
    set local role countersign_owner;
    update countersign.source_watch as w set seen_at = w.seen_at - back;
    reset role;
end
$$;
select cmp_ok(t.seen(), '>', clock_timestamp() - interval '1 minute', 'a first word is a time');
select t.age_seen('30 seconds');
select is(
    t.cover('countersign_service', 'offline', 'Node Runtime', 'host-b'), 'nothing',
    'the same half a minute later');
select cmp_ok(t.seen(), '<', clock_timestamp() - interval '29 seconds', 'writes nothing');
select t.age_seen('31 seconds');
select t.cover('countersign_service', 'offline', 'Node Runtime', 'host-b');
select cmp_ok(t.seen(), '>', clock_timestamp() - interval '30 seconds', 'after a minute it is a time again');

select * from finish();
