-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- When a source was last looked at: tells a source that has not changed from an observer that has gone.
--
-- Cost: milliseconds. Observers wait meanwhile (lock_timeout, 3 s; they say it again with the next probe).

set local role countersign_owner;

alter table countersign.source_watch add column seen_at timestamptz;
comment on column countersign.source_watch.seen_at is
'When it was last said, to a minute: older than that, nobody looks any more.';

-- Says what a source looks like now. `state` is live, degraded or offline, and has held for two probes; `message`
-- and `coverage` (e.g. 3/5) are the observer's words. Answers the id of the event, or null where there is none to
-- write: nothing changed, or the last event about this source is less than a minute old. Say it again with the next
-- probe; what is held back is told then.
create or replace function countersign.record_coverage_change(
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
        -- Not with each probe: a row that is written has to be cleaned up after.
        if watch.seen_at is null or watch.seen_at <= moment - interval '1 minute' then
            update countersign.source_watch as w
            set seen_at = moment
            where w.observer = watch.observer and w.source = watch.source;
        end if;
        return null;
    end if;
    if watch.recorded_at > moment - interval '1 minute' then
        update countersign.source_watch as w
        set state = watch.state, since = watch.since, changes = watch.changes, seen_at = moment
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
    set
        state = watch.state,
        since = watch.since,
        seen_at = moment,
        changes = 0,
        recorded_state = watch.state,
        recorded_at = moment
    where w.observer = watch.observer and w.source = watch.source;
    return 'audit_' || countersign.append_event(e);
end
$$;

create or replace view countersign.source_state as
select
    w.observer,
    w.source,
    w.state,
    w.since,
    w.seen_at
from countersign.source_watch as w;
