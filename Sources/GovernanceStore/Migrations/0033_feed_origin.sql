-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Whose name an origin is, who collects a feed, and how a feed that stands still goes on.
--
-- An origin is a feed's or an import's, and the row in origin_owner says whose: the unique key decides between two that
-- come at once, not an advisory lock, which any login could take and keep.
--
-- Cost: milliseconds, however many records there are: the origins of a trail are found by one look into the index for
-- each. Feeds and imports wait meanwhile (lock_timeout, 3 s; they come again), and so does whoever reads how they go;
-- this waits, without a limit, for those that are still open: end what stays open for long (pg_stat_activity,
-- pg_terminate_backend). Where it meets a transaction that reads one after the other it may end as a deadlock: nothing
-- has changed then; run it again. The daemon of the release before goes on collecting with this schema; its /healthz
-- says schema-too-new until it is exchanged.
--
-- A feed that stands still: feed_status.blocked_at says since when its next line cannot be read, feed_poison_overview
-- has that line, an event SET_ASIDE_RECORDS told it. Mend the source. To step over the line, an admin says where the
-- source goes on, by the cursor that the source gives the line:
--     select * from countersign.skip_feed_line('node-runtime', 'c42', 'line 42 is broken for good, ticket 17');
-- Where no admin can act, the DBA does the same in one transaction, the event with it:
--     begin; set local role countersign_owner;
--     select countersign.append_event(jsonb_populate_record(null::countersign.event, '{"stream": "system",
--         "category": "source", "severity": "high", "action": "SKIP_FEED_LINE", "outcome": "succeeded",
--         "surface": "sql", "resource_type": "feed", "resource_id": "node-runtime",
--         "title": "A line of node-runtime was stepped over", "detail": "why"}'));
--     update countersign.feed_cursor set cursor = 'c42', blocked_at = null where origin = 'node-runtime';
--     commit;
--
-- A feed that is kept out (event FEED_REFUSED): an import took its name first, and may have taken the ids of its
-- records too. Give the source another name in the configuration of the daemon; its feed is collected from the start
-- under that name.
--
-- A feed that never begins, whose daemon says that it waits for PostgreSQL (lock timeout): an import of its name is
-- under way in a transaction that somebody left open. The daemon waits 3 s at a time, and meanwhile this names it:
--     select a.pid, a.usename, a.xact_start, a.query from pg_stat_activity as w
--     cross join unnest(pg_blocking_pids(w.pid)) as b (pid) inner join pg_stat_activity as a on a.pid = b.pid
--     where w.usename = 'countersign_service';
-- End it with pg_terminate_backend. It leaves no row, but the number of its attempt is gone: attempt_gap counts it.

set local role countersign_owner;

-- In the order in which a feed takes them, and the view before the table behind it, as its readers do, or one would
-- wait for the other in a circle; and as exclusively as what follows needs it, since nothing is locked higher later.
lock table countersign.feed_status in access exclusive mode;
lock table countersign.origin_record in share row exclusive mode;

create table countersign.origin_owner (
    origin text collate "C" not null,
    kind text collate "C" not null,
    claimed_at timestamptz,
    claimed_by text collate "C",
    told_at timestamptz,
    constraint origin_owner_pk primary key (origin),
    constraint origin_owner_kind_check check (kind in ('feed', 'import'))
);
comment on table countersign.origin_owner is
'Whether an origin is a feed''s or an import''s: whoever came first. One row per origin, for good.';
comment on column countersign.origin_owner.claimed_at is
'Null where nobody claimed it: its records were there before this table was, or on their way while it was made.';
comment on column countersign.origin_owner.told_at is
'When the newest event told that a feed of this name is kept out.';
call countersign.guard_table('countersign.origin_owner', append_only => false, queue => true);

insert into countersign.origin_owner (origin, kind, claimed_at)
select
    c.origin,
    'feed' as kind,
    c.started_at
from countersign.feed_cursor as c;

-- From each origin to the next one by the index, past all records of the same.
with recursive known (origin) as (
    (select o.origin from countersign.origin_record as o order by o.origin limit 1)
    union all
    select (select o.origin from countersign.origin_record as o where o.origin > k.origin order by o.origin limit 1)
    from known as k
    where k.origin is not null
)

insert into countersign.origin_owner (origin, kind)
select
    k.origin,
    'import' as kind
from known as k
where k.origin is not null
on conflict on constraint origin_owner_pk do nothing;

alter table countersign.feed_cursor
add column collector text collate "C",
add column collector_since timestamptz,
add column shared_at timestamptz,
add constraint feed_cursor_collector_check check (length(collector) between 1 and 253);
comment on column countersign.feed_cursor.collector is 'The machine whose daemon took the last line.';
comment on column countersign.feed_cursor.collector_since is
'Since when it has the feed from another machine; null: no other had it.';
comment on column countersign.feed_cursor.shared_at is
'When the newest event told that machines collect it by turns.';

-- Whose an origin is; nobody's becomes the caller's.
create function countersign.claim_origin(origin text, kind text) returns countersign.origin_owner
language plpgsql
volatile
as $$
declare
    owner countersign.origin_owner;
begin
    select o.* into owner from countersign.origin_owner as o where o.origin = claim_origin.origin;
    if not found then
        -- The second of two waits here for the end of the first, as long as its lock_timeout, and then reads its row.
        insert into countersign.origin_owner (origin, kind, claimed_at, claimed_by)
        values (claim_origin.origin, claim_origin.kind, clock_timestamp(), session_user)
        on conflict on constraint origin_owner_pk do nothing;
        select o.* into owner from countersign.origin_owner as o where o.origin = claim_origin.origin;
    end if;
    return owner;
end
$$;

-- Begins an event that the daemon's calls cause about a feed.
create function countersign.begin_feed_event(origin text, action text, outcome text) returns countersign.event
language plpgsql
volatile
as $$
declare
    e countersign.event;
begin
    e.stream := 'system';
    e.category := 'source';
    e.severity := 'medium';
    e.action := begin_feed_event.action;
    e.outcome := begin_feed_event.outcome;
    e.actor_auth_method := countersign.session_auth_method(
        (select i.is_private_cluster from countersign.installation as i));
    e.surface := 'feed';
    e.resource_type := 'feed';
    e.resource_id := begin_feed_event.origin;
    return e;
end
$$;

-- Tells the trail that a feed is kept out: at once, then at most once an hour, since the daemon goes on asking.
create function countersign.report_refused_feed(origin text, message text) returns void
language plpgsql
volatile
as $$
declare
    e countersign.event;
    owner countersign.origin_owner;
begin
    update countersign.origin_owner as o
    set told_at = clock_timestamp()
    where o.origin = report_refused_feed.origin
        and (o.told_at is null or o.told_at <= clock_timestamp() - interval '1 hour')
    returning o.* into owner;
    if not found then
        return;
    end if;
    e := countersign.begin_feed_event(report_refused_feed.origin, 'FEED_REFUSED', 'denied');
    e.title := left(format('The feed of %s is kept out: its name is an import''s', owner.origin), 200);
    e.error_code := 'origin-taken';
    e.error_message := report_refused_feed.message;
    e.detail := concat_ws(' ',
        'Records were imported under this name before the feed began' || case when owner.claimed_at is not null
            then format(' (by %s, %s UTC)', owner.claimed_by,
                to_char(owner.claimed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')) else '' end || ',',
        'so whoever imported them may have taken the ids of its records too. Nothing that the feed holds is in',
        'the trail. Give this source another name in the configuration of the daemon: the feed is then collected from',
        'its start under that name, and what was imported stays as it is.');
    perform countersign.append_event(e);
end
$$;

-- Tells that two machines collect a feed by turns; answers the words for the daemon's log.
create function countersign.report_shared_feed(feed countersign.feed_cursor, other text) returns text
language plpgsql
volatile
as $$
declare
    e countersign.event;
begin
    e := countersign.begin_feed_event(feed.origin, 'FEED_SHARED', 'unknown');
    e.title := left(format('%s is collected by two machines', feed.origin), 200);
    e.detail := format('%s and %s collect it by turns and share its cursor. That does no harm where both ask the same '
        || 'service. Where each asks a service of its own, events of both are passed over: give each machine''s source '
        || 'a name of its own.', report_shared_feed.other, feed.collector);
    e.changes := jsonb_build_object('collector', jsonb_build_object(
        'old', report_shared_feed.other, 'new', feed.collector));
    perform countersign.append_event(e);
    update countersign.feed_cursor as c set shared_at = clock_timestamp() where c.origin = feed.origin;
    return e.title || '. ' || e.detail;
end
$$;

-- Tells the trail what was set aside: at once, then at most once a minute, with the number since.
create or replace function countersign.report_poison(feed countersign.feed_cursor) returns void
language plpgsql
volatile
as $$
declare
    e countersign.event;
    kept bigint;
    latest text;
begin
    select count(*), (array_agg(p.reason order by p.id desc))[1]
    into kept, latest
    from countersign.feed_poison as p
    where p.origin = feed.origin;
    e := countersign.begin_feed_event(feed.origin, 'SET_ASIDE_RECORDS', 'failed');
    e.title := left(format('%s %s of %s could not be taken', feed.unreported,
        case feed.unreported when 1 then 'record' else 'records' end, feed.origin), 200);
    e.error_code := 'unreadable-record';
    e.error_message := latest;
    e.detail := concat_ws(' ',
        case when feed.blocked_at is not null then format('The feed stands still since %s UTC: no line behind this one '
            || 'names a cursor. Mend the source, or let an admin step over it with skip_feed_line().',
            to_char(feed.blocked_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')) end,
        format('Set aside with the reason, %s in all, %s kept. The newest that was kept: %s',
            feed.poison, kept, latest));
    e.changes := jsonb_build_object('set_aside', jsonb_build_object(
        'old', feed.poison - feed.unreported, 'new', feed.poison));
    perform countersign.append_event(e);
    update countersign.feed_cursor as c
    set unreported = 0, reported_at = clock_timestamp()
    where c.origin = feed.origin;
end
$$;

-- squawk-ignore ban-drop-function
drop function countersign.take_feed(text, text, text, jsonb, jsonb);

-- Takes what a feed gave after a cursor: records as import_events() takes them, and lines that the daemon could not
-- read, each {"line": base64, "bytes", "sha256": hex, "reason", "origin_event_id"}. `next` is the cursor of the last
-- line, the same as `after` where no line named one. Without lines the call only makes the name the feed's and tells
-- what is still untold. `machine` is where the daemon runs: a feed that another machine takes back within the hour is
-- told, at most once a day.
create function countersign.take_feed(
    origin text, after text, next text, records jsonb, poison jsonb, machine text default null
) returns countersign.feed_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
-- As import_events(): no nested loops over records, no compiling.
set enable_nestloop = off
set jit = off
as $$
declare
    before countersign.feed_cursor;
    feed countersign.feed_cursor;
    owner countersign.origin_owner;
    answer countersign.import_result;
    result countersign.feed_result;
    rejected jsonb := '[]'::jsonb;
    aside record;
    is_moving constant boolean := take_feed.next is distinct from take_feed.after;
    given constant integer := jsonb_array_length(take_feed.records);
    is_taken_over boolean;
    most constant integer := 5000;
begin
    if take_feed.origin is null or length(take_feed.origin) not between 1 and 100
        or given is null or given > most or jsonb_array_length(take_feed.poison) is null
        or jsonb_array_length(take_feed.poison) > most
    then
        raise exception 'A batch has an origin of 1 to 100 characters and at most 5,000 records and lines.'
            using errcode = 'program_limit_exceeded';
    end if;
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'Feeds are taken in READ COMMITTED.' using errcode = 'invalid_transaction_state';
    end if;
    select c.* into before from countersign.feed_cursor as c where c.origin = take_feed.origin for update;
    if not found then
        -- Once per feed. Whoever may import could take the ids of a feed before the feed does, so that its records were
        -- duplicates: an origin is a feed's or an import's. Records without an owner were on their way while 0033 ran;
        -- who imported them is not known.
        insert into countersign.origin_owner (origin, kind)
        select
            take_feed.origin,
            'import' as kind
        where exists (select from countersign.origin_record as o where o.origin = take_feed.origin)
        on conflict on constraint origin_owner_pk do nothing;
        owner := countersign.claim_origin(take_feed.origin, 'feed');
        if owner.kind <> 'feed' then
            result.outcome := 'refused';
            result.message := format('Records were imported with the origin %s: give this source another name.',
                take_feed.origin);
            perform countersign.report_refused_feed(take_feed.origin, result.message);
            return result;
        end if;
        insert into countersign.feed_cursor (origin, started_at)
        values (take_feed.origin, clock_timestamp())
        on conflict on constraint feed_cursor_pk do nothing;
        select c.* into before from countersign.feed_cursor as c where c.origin = take_feed.origin for update;
    end if;
    result.inserted := 0;
    result.duplicates := 0;
    result.poison := 0;
    if before.cursor is distinct from take_feed.after then
        result.outcome := 'moved';
        result.cursor := before.cursor;
        result.unreported := before.unreported;
        return result;
    end if;

    if given > 0 then
        answer := countersign.take_records(take_feed.origin, take_feed.records);
        result.inserted := answer.inserted;
        result.duplicates := answer.duplicates;
        if answer.rejected > 0 then
            rejected := countersign.rejected_records(take_feed.origin, take_feed.records, answer);
        end if;
    end if;
    if rejected <> '[]' or take_feed.poison <> '[]' then
        aside := countersign.set_aside(take_feed.origin, take_feed.poison || rejected, is_moving);
        result.poison := aside.added;
        -- A line that begins to block counts and is told even where there is no room to keep it.
        if not is_moving and aside.added = 0 and before.blocked_at is null then
            result.poison := jsonb_array_length(take_feed.poison);
        end if;
        result.duplicates := result.duplicates + aside.repeated;
    end if;

    is_taken_over := coalesce(is_moving and take_feed.machine <> before.collector, false);
    update countersign.feed_cursor as c
    set
        cursor = take_feed.next,
        advanced_at = case when is_moving then clock_timestamp() else c.advanced_at end,
        blocked_at = case
            when is_moving then null
            when take_feed.poison <> '[]' then coalesce(c.blocked_at, clock_timestamp())
            else c.blocked_at
        end,
        taken = c.taken + result.inserted,
        duplicates = c.duplicates + result.duplicates,
        poison = c.poison + result.poison,
        unreported = c.unreported + result.poison,
        collector = case when is_moving then coalesce(take_feed.machine, c.collector) else c.collector end,
        collector_since = case when is_taken_over then clock_timestamp() else c.collector_since end
    where c.origin = take_feed.origin
    returning c.* into feed;
    if feed.unreported > 0 and (feed.reported_at is null or feed.reported_at <= clock_timestamp() - interval '1 minute')
    then
        perform countersign.report_poison(feed);
        feed.unreported := 0;
    end if;
    if is_taken_over and before.collector_since > clock_timestamp() - interval '1 hour'
        and (before.shared_at is null or before.shared_at <= clock_timestamp() - interval '1 day')
    then
        result.message := countersign.report_shared_feed(feed, before.collector);
    end if;
    result.outcome := 'taken';
    result.cursor := feed.cursor;
    result.unreported := feed.unreported;
    return result;
end
$$;

-- A source that answers in order and has nothing behind the cursor has taken back the line at which its feed stood
-- still. Answers whether it did.
create function countersign.clear_feed_block(origin text, cursor text) returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
begin
    update countersign.feed_cursor as c
    set blocked_at = null
    where c.origin = clear_feed_block.origin
        and c.cursor is not distinct from clear_feed_block.cursor
        and c.blocked_at is not null;
    return found;
end
$$;

-- As 0030_feed.sql has it, with the origin's row in place of a lock. A batch that brings nothing leaves no name taken;
-- one that claims a name is an event even so, since its attempt is counted before: whoever holds a name in a
-- transaction leaves a trace, be it rolled back.
create or replace function countersign.import_events(
    origin text, records jsonb, client jsonb default '{}'
) returns countersign.import_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
-- The planner knows no sizes of the steps below; nested loops over thousands of records would be quadratic.
set enable_nestloop = off
-- Compiling such a statement to machine code takes seconds, running it a fraction of one.
set jit = off
as $$
declare
    n record;
    owner countersign.origin_owner;
    is_claiming boolean := false;
    e countersign.event;
    problem countersign.refusal;
    answer countersign.action_result;
    result countersign.import_result;
begin
    if import_events.origin is null or import_events.origin !~ '^[a-z0-9][a-z0-9._:/@-]{0,99}$' then
        problem := countersign.because('invalid-input',
            'origin: 1 to 100 lower-case letters, digits and . _ : / @ -, e.g. cloudtrail:218007301253.');
    elsif import_events.records is null or jsonb_typeof(import_events.records) <> 'array' then
        problem := countersign.because('invalid-input', 'records: expected a JSON array of events.');
    elsif jsonb_array_length(import_events.records) > 50000 then
        problem := countersign.because('invalid-input', 'records: at most 50,000 in one call.');
    end if;
    n := countersign.enter_import(problem, import_events.client);
    e := n.e;
    e.resource_id := left(import_events.origin, 100);
    if e.error_code is null then
        select o.* into owner from countersign.origin_owner as o where o.origin = import_events.origin;
        if not found and jsonb_array_length(import_events.records) > 0 then
            perform nextval('countersign.attempt');
            is_claiming := true;
            owner := countersign.claim_origin(import_events.origin, 'import');
        end if;
        if owner.kind = 'feed' then
            e.error_code := 'invalid-input';
            e.error_message := 'origin: this is a feed, whose records the daemon alone brings in. Choose another name.';
            e.detail := e.error_message;
        end if;
    end if;
    if e.error_code is not null then
        if not is_claiming then
            perform nextval('countersign.attempt');
        end if;
        e.title := left(
            format('Import refused from %s', coalesce(left(import_events.origin, 100), '(no origin)')), 200);
        answer := countersign.refuse(e, 'import');
        return row(
            answer.outcome, answer.code, answer.message, 0, 0, 0, '[]'::jsonb, answer.event_id
        )::countersign.import_result;
    end if;
    result := countersign.take_records(import_events.origin, import_events.records);
    if is_claiming and result.inserted = 0 then
        delete from countersign.origin_owner as o
        where o.origin = import_events.origin and o.kind = 'import'
            and not exists (select from countersign.origin_record as r where r.origin = import_events.origin);
    end if;
    result.outcome := 'succeeded';
    result.code := '';
    result.message := format('%s events taken, %s already present, %s rejected.',
        result.inserted, result.duplicates, result.rejected);
    if result.inserted > 0 or is_claiming then
        if not is_claiming then
            perform nextval('countersign.attempt');
        end if;
        e.action := 'IMPORT_BATCH';
        e.severity := 'low';
        e.title := format(case result.inserted when 0 then 'Nothing taken of a batch from %s'
            else 'Batch of events imported from %s' end, import_events.origin);
        e.detail := result.message;
        e.changes := jsonb_build_object('batch', jsonb_build_object('new', jsonb_build_object(
            'inserted', result.inserted, 'duplicates', result.duplicates, 'rejected', result.rejected,
            'sha256', encode(sha256(convert_to(import_events.records::text, 'UTF8')), 'hex'))));
        result.event_id := 'audit_' || countersign.append_event(e, 1);
    end if;
    return result;
end
$$;

-- Steps over the line at which a feed stands still: the feed goes on after `cursor`, with the event in the same
-- transaction. Only an admin, only a feed that is blocked, only with a reason.
create function countersign.skip_feed_line(
    origin text, cursor text, reason text, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
declare
    a countersign.actor;
    e countersign.event;
    feed countersign.feed_cursor;
    problem countersign.refusal;
    is_locked boolean := false;
begin
    perform nextval('countersign.attempt');
    -- Refuses without a lock, then locks the caller's own row and asks again, as enter_import() does.
    loop
        a := countersign.identify(hold => is_locked);
        e := countersign.begin_event(a, 'SKIP_FEED_LINE', 'source', 'high', skip_feed_line.client);
        e.resource_type := 'feed';
        e.resource_id := left(skip_feed_line.origin, 100);
        problem := countersign.because('reason-required', countersign.reason_problem(skip_feed_line.reason));
        if e.error_code is not null then
            null;
        elsif not a.roles && array['admin'] then
            e.error_code := 'role-required';
            e.error_message := format(
                'Stepping over a line of a feed needs the role Platform Admin; %s does not hold it.', a.login);
        elsif problem.message is not null then
            e.error_code := problem.code;
            e.error_message := problem.message;
        elsif skip_feed_line.cursor is null or octet_length(skip_feed_line.cursor) not between 1 and 500 then
            e.error_code := 'invalid-input';
            e.error_message := 'cursor: 1 to 500 bytes, as the source names the line that is stepped over.';
        end if;
        exit when e.error_code is not null or is_locked;
        is_locked := true;
    end loop;
    if e.error_code is null then
        select c.* into feed from countersign.feed_cursor as c where c.origin = skip_feed_line.origin for update;
        if not found then
            e.error_code := 'not-found';
            e.error_message := format('origin: there is no feed "%s".', left(skip_feed_line.origin, 100));
        elsif feed.blocked_at is null then
            e.error_code := 'invalid-input';
            e.error_message := format('origin: %s does not stand still.', feed.origin);
        elsif feed.cursor = skip_feed_line.cursor then
            e.error_code := 'invalid-input';
            e.error_message := 'cursor: this is where the feed stands; name the line that is stepped over.';
        end if;
    end if;
    if e.error_code is not null then
        e.title := left(format('Stepping over a line refused, feed %s',
            coalesce(left(skip_feed_line.origin, 100), '(none)')), 200);
        e.detail := e.error_message;
        return countersign.refuse(e, coalesce(feed.origin, 'feed'));
    end if;
    update countersign.feed_cursor as c
    set cursor = skip_feed_line.cursor, blocked_at = null
    where c.origin = feed.origin;
    e.stream := 'system';
    e.title := left(format('A line of %s was stepped over', feed.origin), 200);
    e.detail := skip_feed_line.reason;
    e.changes := jsonb_build_object('cursor', jsonb_strip_nulls(jsonb_build_object(
        'old', feed.cursor, 'new', skip_feed_line.cursor)));
    return countersign.accept(e, format('The feed %s goes on after %s.', feed.origin, skip_feed_line.cursor));
end
$$;

create or replace view countersign.feed_status as
select
    c.origin,
    c.started_at,
    c.advanced_at,
    c.taken,
    c.duplicates,
    c.poison,
    c.blocked_at,
    c.collector,
    c.collector_since
from countersign.feed_cursor as c;

revoke all on function countersign.take_feed(text, text, text, jsonb, jsonb, text) from public;
grant execute on function countersign.take_feed(text, text, text, jsonb, jsonb, text) to countersign_service;
revoke all on function countersign.clear_feed_block(text, text) from public;
grant execute on function countersign.clear_feed_block(text, text) to countersign_service;
revoke all on function countersign.skip_feed_line(text, text, text, jsonb) from public;
grant execute on function countersign.skip_feed_line(text, text, text, jsonb) to countersign_user;
