-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Coverage changes as events, so that blind spots show in the timeline: which of the services on which audit confidence
-- depends could be seen, from where, from when to when.
--
-- Whoever probes (today the daemon alone) says what it sees as often as it likes. One event per
-- change; a source that flaps gets one event a minute with the number of changes between.

set local role countersign_owner;

-- What each observer, a machine, last said of each source: services are probed on loopback, so every machine has its
-- own.
create table countersign.source_watch (
    observer text collate "C" not null,
    source text collate "C" not null,
    state text collate "C" not null,
    since timestamptz not null,
    recorded_state text collate "C",
    recorded_at timestamptz,
    changes bigint not null default 1,
    constraint source_watch_pk primary key (observer, source),
    constraint source_watch_name_check check (length(observer) between 1 and 253 and length(source) between 1 and 100),
    constraint source_watch_state_check check (
        state in ('live', 'degraded', 'offline') and recorded_state in ('live', 'degraded', 'offline')
    ),
    constraint source_watch_changes_check check (changes >= 0)
) with (fillfactor = 50);
comment on table countersign.source_watch is
'The last word about each source; written by record_coverage_change() alone.';
comment on column countersign.source_watch.since is
'Since when it is in this state, by this server''s clock.';
comment on column countersign.source_watch.recorded_state is 'What the newest event about it says.';
comment on column countersign.source_watch.changes is 'Changes that no event tells of yet.';
call countersign.guard_table('countersign.source_watch', append_only => false);

-- Says what a source looks like now. `state` is live, degraded or offline, and has held for two probes; `message`
-- and `coverage` (e.g. 3/5) are the observer's words. Answers the id of the event, or null where there is none to
-- write: nothing changed, or the last event about this source is less than a minute old. Say it again with the next
-- probe; what is held back is told then.
create function countersign.record_coverage_change(
    observer text, source text, state text, message text default null, coverage text default null
) returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
declare
    watch countersign.source_watch;
    e countersign.event;
    moment timestamptz;
    said constant text := left(nullif(record_coverage_change.message, ''), 500);
begin
    if record_coverage_change.state is null or record_coverage_change.state not in ('live', 'degraded', 'offline')
        or record_coverage_change.coverage !~ '^[0-9]{1,3}/[0-9]{1,3}$'
    then
        raise exception 'A state is live, degraded or offline; coverage is n/m.' using errcode = 'check_violation';
    end if;
    insert into countersign.source_watch (observer, source, state, since)
    values (record_coverage_change.observer, record_coverage_change.source, record_coverage_change.state,
        clock_timestamp())
    on conflict on constraint source_watch_pk do nothing;
    select w.* into watch
    from countersign.source_watch as w
    where w.observer = record_coverage_change.observer and w.source = record_coverage_change.source
    for update;
    moment := clock_timestamp();
    if watch.state <> record_coverage_change.state then
        watch.state := record_coverage_change.state;
        watch.since := moment;
        watch.changes := watch.changes + 1;
    elsif watch.changes = 0 then
        return null;
    end if;
    if watch.recorded_at > moment - interval '1 minute' then
        update countersign.source_watch as w
        set state = watch.state, since = watch.since, changes = watch.changes
        where w.observer = watch.observer and w.source = watch.source;
        return null;
    end if;

    e.stream := 'system';
    e.category := 'source';
    e.severity := case watch.state when 'live' then 'low' else 'medium' end;
    e.action := 'SOURCE_' || upper(watch.state);
    e.outcome := case watch.state when 'live' then 'succeeded' else 'failed' end;
    e.actor_auth_method := countersign.session_auth_method(
        (select i.is_private_cluster from countersign.installation as i));
    e.surface := 'probe';
    e.resource_type := 'source';
    e.resource_id := watch.source;
    e.coverage := record_coverage_change.coverage;
    e.title := left(case
        when watch.recorded_state is null then format('%s is %s', watch.source, watch.state)
        when watch.recorded_state = watch.state then format('%s is %s again', watch.source, watch.state)
        else format('%s is %s, was %s', watch.source, watch.state, watch.recorded_state)
    end, 200);
    e.detail := concat_ws(' ',
        format('Seen from %s.', watch.observer),
        case when said is not null and watch.state = 'live' then said || '.' end,
        case when watch.recorded_state is null then 'It was not watched before.' end,
        case when watch.changes > 1 then format('%s changes since the last entry.', watch.changes) end);
    if watch.state <> 'live' then
        e.error_code := 'source-' || watch.state;
        e.error_message := said;
    end if;
    e.changes := jsonb_build_object(
        'state', jsonb_strip_nulls(jsonb_build_object('old', watch.recorded_state, 'new', watch.state)),
        'changes', jsonb_build_object('new', watch.changes),
        'observer', jsonb_build_object('new', watch.observer));
    update countersign.source_watch as w
    set state = watch.state, since = watch.since, changes = 0, recorded_state = watch.state, recorded_at = moment
    where w.observer = watch.observer and w.source = watch.source;
    return 'audit_' || countersign.append_event(e);
end
$$;
revoke all on function countersign.record_coverage_change(text, text, text, text, text) from public;
grant execute on function countersign.record_coverage_change(text, text, text, text, text) to countersign_service;
comment on function countersign.record_coverage_change(text, text, text, text, text) is
'Records that a source became live, degraded or offline (stream system, category source), at most once a minute.';

create view countersign.source_state as
select
    w.observer,
    w.source,
    w.state,
    w.since
from countersign.source_watch as w;
comment on view countersign.source_state is 'What each machine last saw of each source.';
revoke all on countersign.source_state from public;
grant select on countersign.source_state to countersign_service, countersign_user;
