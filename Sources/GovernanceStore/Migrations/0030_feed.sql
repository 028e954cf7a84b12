-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Feeds: how far each one is collected, and the records that could not be taken.
--
-- The daemon reads a feed from its cursor on and hands over what came in one call: records, cursor and what it set
-- aside are one transaction, so a daemon, a server or a connection may die at any moment, and nothing is lost or
-- doubled.
-- What a feed reports is a claim, as every event with an origin is; `via` is the daemon.
--
-- One source name needs one daemon host: two machines that collect sources of the same name share its cursor, and the
-- events of one of them are passed over.
--
-- A feed that stands still: look at its row in feed_cursor. `blocked_at` says since when its next line cannot be read,
-- and feed_poison holds that line. Mend the source; to step over the line by hand, as countersign_owner in a
-- transaction: update countersign.feed_cursor set cursor = '…' where origin = '…'.

set local role countersign_owner;

create table countersign.feed_cursor (
    origin text collate "C" not null,
    cursor text,
    started_at timestamptz not null,
    advanced_at timestamptz,
    taken bigint not null default 0,
    duplicates bigint not null default 0,
    poison bigint not null default 0,
    blocked_at timestamptz,
    unreported bigint not null default 0,
    reported_at timestamptz,
    constraint feed_cursor_pk primary key (origin),
    constraint feed_cursor_origin_check check (length(origin) between 1 and 100),
    constraint feed_cursor_cursor_check check (octet_length(cursor) between 1 and 500),
    constraint feed_cursor_count_check check (taken >= 0 and duplicates >= 0 and poison >= 0 and unreported >= 0)
) with (fillfactor = 50);
comment on table countersign.feed_cursor is
'How far each feed is collected; one row per origin, written by take_feed() alone.';
comment on column countersign.feed_cursor.cursor is
'The source''s own name for the last line taken; null: from the start.';
comment on column countersign.feed_cursor.poison is
'Lines that could not be taken; the first 1,000 lie in feed_poison.';
comment on column countersign.feed_cursor.blocked_at is
'Since when the next line cannot be read and names no cursor.';
comment on column countersign.feed_cursor.unreported is 'Lines set aside that no event tells of yet.';
call countersign.guard_table('countersign.feed_cursor', append_only => false);

-- Raw lines may hold anything, secrets included, since nothing could read them: only admins see them.
create table countersign.feed_poison (
    id uuid not null,
    origin text collate "C" not null,
    sha256 bytea not null,
    recorded_at timestamptz not null,
    reason text not null,
    origin_event_id text collate "C",
    bytes bigint not null,
    line bytea not null,
    times bigint not null default 1,
    constraint feed_poison_pk primary key (id),
    constraint feed_poison_line_key unique (origin, sha256),
    constraint feed_poison_sha256_check check (octet_length(sha256) = 32),
    constraint feed_poison_reason_check check (length(reason) between 1 and 500),
    constraint feed_poison_origin_event_id_check check (length(origin_event_id) <= 200),
    constraint feed_poison_line_check check (octet_length(line) <= 16384 and bytes >= octet_length(line))
);
comment on table countersign.feed_poison is
'Lines of feeds that could not be taken, and why; of a record that PostgreSQL refused, the record as it was read, as '
'JSON. The first 16 KiB of each, 1,000 per origin and the line that blocks.';
comment on column countersign.feed_poison.sha256 is 'Of the whole line, without its line end.';
comment on column countersign.feed_poison.times is 'How often the same bytes came.';
call countersign.guard_table('countersign.feed_poison', append_only => false);

create type countersign.feed_result as (
    outcome text,
    message text,
    cursor text,
    inserted integer,
    duplicates integer,
    poison integer,
    unreported bigint
);
comment on type countersign.feed_result is
'outcome: taken; moved, where another daemon was faster (go on from cursor); refused, where the origin is not free.';

-- Keeps lines aside and counts them: those that are new, and those that are known, which a source repeats. Where the
-- cursor stands still it is the same line that comes with each attempt, and only its first coming counts.
create function countersign.set_aside(
    origin text, poison jsonb, is_moving boolean, out added integer, out repeated integer
)
language plpgsql
volatile
as $$
declare
    room bigint;
    given integer;
begin
    -- The line that blocks the feed is let in above the cap, so that whoever mends the source finds it.
    room := case when is_moving then 1000 else 1001 end
        - (select count(*) from countersign.feed_poison as p where p.origin = set_aside.origin);
    with line as (
        select
            decode(item.value ->> 'sha256', 'hex') as sha256,
            left(coalesce(nullif(item.value ->> 'reason', ''), 'not readable'), 500) as reason,
            left(item.value ->> 'origin_event_id', 200) as origin_event_id,
            (item.value ->> 'bytes')::bigint as bytes,
            substring(decode(item.value ->> 'line', 'base64') from 1 for 16384) as content,
            item.ordinal
        from jsonb_array_elements(set_aside.poison) with ordinality as item (value, ordinal)
    ),

    distinct_line as (
        select distinct on (l.sha256)
            l.*,
            count(*) over (partition by l.sha256) as times
        from line as l
        order by l.sha256, l.ordinal
    ),

    known as (
        update countersign.feed_poison as p
        set times = p.times + d.times
        from distinct_line as d
        where p.origin = set_aside.origin and p.sha256 = d.sha256 and set_aside.is_moving
        returning d.times
    ),

    kept as (
        insert into countersign.feed_poison (
            id, origin, sha256, recorded_at, reason, origin_event_id, bytes, line, times
        )
        select
            countersign.uuid_v7(clock_timestamp()), set_aside.origin, d.sha256, clock_timestamp(), d.reason,
            d.origin_event_id, greatest(d.bytes, octet_length(d.content)), d.content, d.times
        from distinct_line as d
        where not exists (
            select from countersign.feed_poison as p where p.origin = set_aside.origin and p.sha256 = d.sha256
        )
        order by d.ordinal
        limit greatest(room, 0)
        on conflict on constraint feed_poison_line_key do nothing
        returning feed_poison.times
    )

    select
        (select count(*) from line),
        (select coalesce(sum(k.times), 0) from kept as k),
        (select coalesce(sum(k.times), 0) from known as k)
    into given, added, repeated;
    -- What there is no room for any more is counted all the same.
    if is_moving then
        added := given - repeated;
    end if;
end
$$;

-- Records that take_records() refused, as set_aside() takes lines. It names 100 at most; of more, it is asked again by
-- slices, to which what it took meanwhile is merely known.
create function countersign.rejected_records(
    origin text, records jsonb, answer countersign.import_result
) returns jsonb
language plpgsql
volatile
as $$
declare
    errors jsonb := '[]'::jsonb;
    slice jsonb;
    part countersign.import_result;
begin
    if answer.rejected <= jsonb_array_length(answer.errors) then
        errors := answer.errors;
    else
        for start in 0..jsonb_array_length(rejected_records.records) - 1 by 100 loop
            slice := jsonb_path_query_array(rejected_records.records, '$[$from to $to]',
                jsonb_build_object('from', start, 'to', start + 99));
            part := countersign.take_records(rejected_records.origin, slice);
            errors := errors || coalesce((
                select jsonb_agg(p.error || jsonb_build_object('index', (p.error ->> 'index')::integer + start))
                from jsonb_array_elements(part.errors) as p (error)
            ), '[]');
        end loop;
    end if;
    return coalesce((
        select jsonb_agg(jsonb_build_object(
            'line', encode(substring(r.line from 1 for 16384), 'base64'), 'bytes', octet_length(r.line),
            'sha256', encode(sha256(r.line), 'hex'), 'reason', p.error ->> 'message',
            'origin_event_id', p.error ->> 'origin_event_id'))
        from jsonb_array_elements(errors) as p (error)
        cross join lateral (
            select convert_to((rejected_records.records -> (p.error ->> 'index')::integer)::text, 'UTF8') as line
        ) as r
    ), '[]');
end
$$;

-- Tells the trail what was set aside: at once, then at most once a minute, with the number since.
create function countersign.report_poison(feed countersign.feed_cursor) returns void
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
    e.stream := 'system';
    e.category := 'source';
    e.severity := 'medium';
    e.action := 'SET_ASIDE_RECORDS';
    e.outcome := 'failed';
    e.actor_auth_method := countersign.session_auth_method(
        (select i.is_private_cluster from countersign.installation as i));
    e.surface := 'feed';
    e.resource_type := 'feed';
    e.resource_id := feed.origin;
    e.title := left(format('%s %s of %s could not be taken', feed.unreported,
        case feed.unreported when 1 then 'record' else 'records' end, feed.origin), 200);
    e.error_code := 'unreadable-record';
    e.error_message := latest;
    e.detail := format('Set aside with the reason, %s in all, %s kept. The newest that was kept: %s',
        feed.poison, kept, latest);
    e.changes := jsonb_build_object('set_aside', jsonb_build_object(
        'old', feed.poison - feed.unreported, 'new', feed.poison));
    perform countersign.append_event(e);
    update countersign.feed_cursor as c
    set unreported = 0, reported_at = clock_timestamp()
    where c.origin = feed.origin;
end
$$;

-- Takes what a feed gave after a cursor: records as import_events() takes them, and lines that the daemon could not
-- read, each {"line": base64, "bytes", "sha256": hex, "reason", "origin_event_id"}. `next` is the cursor of the last
-- line, the same as `after` where no line named one. Without lines the call only tells what is still untold.
create function countersign.take_feed(
    origin text, after text, next text, records jsonb, poison jsonb
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
    feed countersign.feed_cursor;
    answer countersign.import_result;
    result countersign.feed_result;
    rejected jsonb := '[]'::jsonb;
    aside record;
    is_moving constant boolean := take_feed.next is distinct from take_feed.after;
    given constant integer := jsonb_array_length(take_feed.records);
    most constant integer := 5000;
begin
    if take_feed.origin is null or length(take_feed.origin) not between 1 and 100
        or given is null or given > most or jsonb_array_length(take_feed.poison) is null
        or jsonb_array_length(take_feed.poison) > most
    then
        raise exception 'A batch has an origin of 1 to 100 characters and at most 5,000 records and lines.'
            using errcode = 'program_limit_exceeded';
    end if;
    select c.* into feed from countersign.feed_cursor as c where c.origin = take_feed.origin for update;
    if not found then
        -- Once per feed. Whoever may import could take the ids of a feed before the feed does, so that its records were
        -- duplicates: an origin is a feed's or an import's, and the lock keeps an import that runs now from becoming
        -- the exception. It is this origin's alone: other feeds and imports do not wait.
        perform pg_advisory_xact_lock(hashtextextended('countersign.feed:' || take_feed.origin, 0));
        if exists (select from countersign.origin_record as o where o.origin = take_feed.origin) then
            select c.* into feed from countersign.feed_cursor as c where c.origin = take_feed.origin for update;
            if not found then
                result.outcome := 'refused';
                result.message := format('Records were imported with the origin %s: give this source another name.',
                    take_feed.origin);
                return result;
            end if;
        else
            insert into countersign.feed_cursor (origin, started_at)
            values (take_feed.origin, clock_timestamp())
            on conflict on constraint feed_cursor_pk do nothing;
            select c.* into feed from countersign.feed_cursor as c where c.origin = take_feed.origin for update;
        end if;
    end if;
    result.inserted := 0;
    result.duplicates := 0;
    result.poison := 0;
    if feed.cursor is distinct from take_feed.after then
        result.outcome := 'moved';
        result.cursor := feed.cursor;
        result.unreported := feed.unreported;
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
        if not is_moving and aside.added = 0 and feed.blocked_at is null then
            result.poison := jsonb_array_length(take_feed.poison);
        end if;
        result.duplicates := result.duplicates + aside.repeated;
    end if;

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
        unreported = c.unreported + result.poison
    where c.origin = take_feed.origin
    returning c.* into feed;
    if feed.unreported > 0 and (feed.reported_at is null or feed.reported_at <= clock_timestamp() - interval '1 minute')
    then
        perform countersign.report_poison(feed);
        feed.unreported := 0;
    end if;
    result.outcome := 'taken';
    result.cursor := feed.cursor;
    result.unreported := feed.unreported;
    return result;
end
$$;

-- As 0028_import_batch.sql has it; an origin that is a feed's is refused.
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
        -- Waits for a feed that begins at this moment; see take_feed().
        perform pg_advisory_xact_lock_shared(hashtextextended('countersign.feed:' || import_events.origin, 0));
        if exists (select from countersign.feed_cursor as c where c.origin = import_events.origin) then
            e.error_code := 'invalid-input';
            e.error_message := 'origin: this is a feed, whose records the daemon alone brings in. Choose another name.';
            e.detail := e.error_message;
        end if;
    end if;
    if e.error_code is not null then
        perform nextval('countersign.attempt');
        e.title := left(
            format('Import refused from %s', coalesce(left(import_events.origin, 100), '(no origin)')), 200);
        answer := countersign.refuse(e, 'import');
        return row(
            answer.outcome, answer.code, answer.message, 0, 0, 0, '[]'::jsonb, answer.event_id
        )::countersign.import_result;
    end if;
    result := countersign.take_records(import_events.origin, import_events.records);
    result.outcome := 'succeeded';
    result.code := '';
    result.message := format('%s events taken, %s already present, %s rejected.',
        result.inserted, result.duplicates, result.rejected);
    if result.inserted > 0 then
        perform nextval('countersign.attempt');
        e.action := 'IMPORT_BATCH';
        e.severity := 'low';
        e.title := format('Batch of events imported from %s', import_events.origin);
        e.detail := result.message;
        e.changes := jsonb_build_object('batch', jsonb_build_object('new', jsonb_build_object(
            'inserted', result.inserted, 'duplicates', result.duplicates, 'rejected', result.rejected,
            'sha256', encode(sha256(convert_to(import_events.records::text, 'UTF8')), 'hex'))));
        result.event_id := 'audit_' || countersign.append_event(e, 1);
    end if;
    return result;
end
$$;

-- Where the daemon begins; a feed that is not known yet begins at its start.
create view countersign.feed_position as
select
    c.origin,
    c.cursor
from countersign.feed_cursor as c;
comment on view countersign.feed_position is 'How far each feed is collected; for countersign_service.';

create view countersign.feed_status as
select
    c.origin,
    c.started_at,
    c.advanced_at,
    c.taken,
    c.duplicates,
    c.poison,
    c.blocked_at
from countersign.feed_cursor as c;
comment on view countersign.feed_status is 'How each feed goes: what was taken, known already, and set aside.';

create view countersign.feed_poison_overview as
select
    'poison_' || p.id as poison_id,
    p.origin,
    p.recorded_at,
    p.reason,
    p.origin_event_id,
    p.bytes,
    p.times,
    encode(p.sha256, 'hex') as sha256,
    p.line,
    p.id
from countersign.feed_poison as p
where (select countersign.is_admin());
comment on view countersign.feed_poison_overview is 'Lines of feeds that could not be taken; rows for admins only.';

call countersign.forbid_statistics('countersign.feed_poison');

revoke all on countersign.feed_position, countersign.feed_status, countersign.feed_poison_overview from public;
grant select on countersign.feed_position to countersign_service;
grant select on countersign.feed_status to countersign_service, countersign_user;
grant select on countersign.feed_poison_overview to countersign_user;

revoke all on function countersign.take_feed(text, text, text, jsonb, jsonb) from public;
grant execute on function countersign.take_feed(text, text, text, jsonb, jsonb) to countersign_service;
grant usage on type countersign.feed_result to countersign_service;
