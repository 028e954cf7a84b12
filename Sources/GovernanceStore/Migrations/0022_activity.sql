-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- How many events were recorded per hour, stream and severity: what a histogram over the whole trail reads, which
-- counting the events themselves would take seconds for.
--
-- The counts are kept by seal(), in the transaction that numbers the events: they are exactly the sealed trail, after
-- a crash and with several sealers too. Should they ever be doubted, compare them with
--     select date_trunc('hour', e.recorded_at, 'UTC'), e.stream, e.severity, count(*)
--     from countersign.event as e inner join countersign.event_seq as s on e.id = s.id group by 1, 2, 3

set local role countersign_owner;

-- The tiers of reading are tables of their own here as well, so that no condition on rows has to keep them apart.
create table countersign.event_activity (
    hour timestamptz not null,
    stream text collate "C" not null,
    severity text collate "C" not null,
    events bigint not null,
    constraint event_activity_pk primary key (hour, stream, severity),
    constraint event_activity_hour_check check (date_trunc('hour', hour, 'UTC') = hour),
    constraint event_activity_severity_check check (severity in ('low', 'medium', 'high', 'critical')),
    constraint event_activity_events_check check (events > 0)
) partition by list (stream);
comment on table countersign.event_activity is 'Sealed events per hour of recording (UTC); written by seal() alone.';
create table countersign.event_activity_open partition of countersign.event_activity
for values in ('governance', 'runtime', 'system') with (fillfactor = 70);
create table countersign.event_activity_restricted partition of countersign.event_activity
for values in ('control', 'admin', 'auth') with (fillfactor = 70);
call countersign.guard_table('countersign.event_activity', append_only => false);
call countersign.guard_table('countersign.event_activity_open', append_only => false);
call countersign.guard_table('countersign.event_activity_restricted', append_only => false);
call countersign.forbid_statistics('countersign.event_activity');
call countersign.forbid_statistics('countersign.event_activity_restricted');

-- Nobody seals from here on until the migration is done: what is counted below is what was sealed before.
do $$
begin
    perform h.head from countersign.seq_head as h for update;
end
$$;

-- The severity waits with the event, so that sealing need not look it up; it is null in what was queued before.
alter table countersign.event_pending add column severity text collate "C";

create or replace function countersign.append_event(e countersign.event, attempts integer default 0) returns uuid
language plpgsql
volatile
as $$
declare
    moment constant timestamptz := clock_timestamp();
begin
    e.id := countersign.uuid_v7(moment);
    e.format := 1;
    e.recorded_at := moment;
    if e.origin is null then
        e.occurred_at := moment;
        e.actor_username := coalesce(e.actor_username, session_user::text);
    end if;
    -- No byte becomes more than six (\u0001), so most events need not be written out to know that they fit.
    if pg_column_size(e) > 9000 and octet_length(countersign.event_canonical(e)) > 60000 then
        raise exception 'The event is larger than 60,000 bytes.'
            using errcode = 'program_limit_exceeded', hint = 'Shorten the detail or the changes.';
    end if;
    if to_regclass('countersign.event_' || e.stream || to_char(moment at time zone 'UTC', '_YYYY_MM')) is null then
        perform countersign.make_month(e.stream, moment);
    end if;
    insert into countersign.event values (e.*);
    insert into countersign.event_pending (id, stream, attempts, severity)
    values (e.id, e.stream, append_event.attempts, e.severity);
    return e.id;
end
$$;

-- As 0005_seal.sql has it, and the counts of the batch beside the numbers.
create or replace function countersign.seal(max integer default 5000, out sealed bigint, out head bigint)
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
    oldest_running xid8;
    horizon xid8;
    last_taken xid8;
    batch_attempts bigint;
    unrated uuid [];
    batch constant integer := least(greatest(seal.max, 1), 50000);
begin
    sealed := 0;
    select h.head, h.horizon into seal.head, horizon from countersign.seq_head as h for update skip locked;
    if not found then
        select h.head into seal.head from countersign.seq_head as h;
        return;
    end if;
    oldest_running := pg_snapshot_xmin(pg_current_snapshot());
    if horizon > oldest_running then
        horizon := '0';
    end if;
    with gone as (
        delete from countersign.event_pending as p
        where p.ctid = any(array(
            select q.ctid
            from countersign.event_pending as q
            where q.transaction >= horizon
            order by q.transaction, q.id
            limit batch
        ))
        returning p.transaction, p.id, p.stream, p.attempts, p.severity
    ),

    numbered as (
        insert into countersign.event_seq (seq, id, stream)
        select seal.head + row_number() over (order by g.id), g.id, g.stream
        from gone as g
        returning seq
    ),

    counted as (
        -- the hour is the one of the time inside the id: the first 48 bits, in milliseconds
        insert into countersign.event_activity as a (hour, stream, severity, events)
        select to_timestamp(b.hour * 3600), b.stream, b.severity, b.events
        from (
            select
                ('x' || encode(substring(uuid_send(g.id) for 6), 'hex'))::bit(48)::bigint / 3600000 as hour,
                g.stream,
                g.severity,
                count(*) as events
            from gone as g
            where g.severity is not null
            group by 1, 2, 3
        ) as b
        on conflict on constraint event_activity_pk do update set events = a.events + excluded.events
    )

    select
        (select count(*) from numbered),
        coalesce((select sum(g.attempts) from gone as g), 0),
        (select g.transaction from gone as g order by g.transaction desc limit 1),
        (select array_agg(g.id) from gone as g where g.severity is null)
    into seal.sealed, batch_attempts, last_taken, unrated;
    if unrated is not null then
        -- A statement of its own: merely to make one ready that may look into every month takes some milliseconds.
        insert into countersign.event_activity as a (hour, stream, severity, events)
        select date_trunc('hour', e.recorded_at, 'UTC') as hour, e.stream, e.severity, count(*) as events
        from countersign.event as e
        where e.id = any(unrated)
        group by 1, 2, 3
        on conflict on constraint event_activity_pk do update set events = a.events + excluded.events;
    end if;
    if sealed > 0 then
        head := seal.head + sealed;
        update countersign.seq_head as h
        set
            head = seal.head,
            attempts = h.attempts + batch_attempts,
            sealed_at = clock_timestamp(),
            horizon = case when sealed < batch then oldest_running else least(oldest_running, last_taken) end;
        perform pg_notify('countersign_sealed', head::text);
    end if;
end
$$;

-- What was sealed before: every event that does not wait for its number. Reads the trail once; a minute or two for
-- ten million events, during which nobody can act.
insert into countersign.event_activity (hour, stream, severity, events)
select date_trunc('hour', e.recorded_at, 'UTC') as hour, e.stream, e.severity, count(*) as events
from countersign.event as e
where not exists (select from countersign.event_pending as p where p.id = e.id)
group by 1, 2, 3;

create view countersign.activity_open as
select a.hour, a.stream, a.severity, a.events
from countersign.event_activity_open as a;
comment on view countersign.activity_open is
'Sealed events per hour, stream and severity, of the streams that every person reads.';

create view countersign.activity_all as
select a.hour, a.stream, a.severity, a.events
from countersign.event_activity as a
where (select countersign.is_admin());
comment on view countersign.activity_all is 'activity_open with every stream; rows for admins only.';

revoke all on countersign.activity_open, countersign.activity_all from public;
grant select on countersign.activity_open, countersign.activity_all to countersign_user;
