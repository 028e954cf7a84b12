-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Exports of the trail are events themselves. Whoever may read may export; what they took is in the trail before the
-- file has its name.

set local role countersign_owner;

-- The summary is the client's claim: PostgreSQL sees the pages that are read, not the file that is written. Its
-- SHA-256 lets anybody who meets such a file find the export that it came from, and see whether it was changed since.
create function countersign.record_export(summary jsonb, client jsonb default '{}') returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
declare
    a countersign.actor;
    e countersign.event;
    events bigint;
    identifier constant text := '^audit_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
begin
    perform nextval('countersign.attempt');
    a := countersign.identify(hold => true);
    e := countersign.begin_event(a, 'EXPORT_EVENTS', 'integrity', 'medium', record_export.client);
    e.resource_type := 'export';
    e.title := 'Export refused';
    if e.error_code is not null then
        null;
    elsif jsonb_typeof(summary) is distinct from 'object' or octet_length(summary::text) > 24576 then
        e.error_code := 'invalid-input';
        e.error_message := 'summary: expected an object of at most 24 KiB.';
    elsif (summary - array['format', 'filter', 'order', 'count', 'sha256', 'first_id', 'last_id']) <> '{}'::jsonb then
        e.error_code := 'invalid-input';
        e.error_message := 'summary: expected format, filter, order, count, sha256, first_id, last_id, nothing else.';
    elsif coalesce(summary ->> 'format', '') not in ('jsonl', 'csv') then
        e.error_code := 'invalid-input';
        e.error_message := 'format: jsonl or csv.';
    elsif jsonb_typeof(summary -> 'filter') is distinct from 'string' or length(summary ->> 'filter') > 4096 then
        e.error_code := 'invalid-input';
        e.error_message := 'filter: the expression, at most 4,096 characters; empty for the whole trail.';
    elsif coalesce(summary ->> 'order', '') not in ('recorded', 'occurred') then
        e.error_code := 'invalid-input';
        e.error_message := 'order: recorded or occurred.';
    elsif jsonb_typeof(summary -> 'count') is distinct from 'number' or summary ->> 'count' !~ '^[0-9]{1,15}$' then
        e.error_code := 'invalid-input';
        e.error_message := 'count: how many events there are in the file.';
    elsif coalesce(summary ->> 'sha256', '') !~ '^[0-9a-f]{64}$' then
        e.error_code := 'invalid-input';
        e.error_message := 'sha256: the SHA-256 of the file, 64 lower-case hexadecimal digits.';
    elsif (summary ->> 'count' ~ '^0+$') <> (summary ->> 'first_id' is null)
        or (summary ->> 'count' ~ '^0+$') <> (summary ->> 'last_id' is null)
        or summary ->> 'first_id' !~ identifier or summary ->> 'last_id' !~ identifier
    then
        e.error_code := 'invalid-input';
        e.error_message := 'first_id, last_id: the first and the last event of the file, audit_…; none of none.';
    end if;
    if e.error_code is not null then
        e.detail := e.error_message;
        return countersign.refuse(e, 'export');
    end if;
    events := (summary ->> 'count')::bigint;
    e.resource_id := summary ->> 'sha256';
    e.title := format('%s %s exported', to_char(events, 'FM999,999,999,999,990'),
        case when events = 1 then 'event' else 'events' end);
    e.detail := left(
        case when summary ->> 'filter' = '' then 'The whole trail that the person may read.'
            else format('Filter: %s', summary ->> 'filter') end, 4000);
    e.changes := jsonb_build_object('export', jsonb_build_object('new', summary));
    return countersign.accept(e, 'The export is recorded.');
end
$$;
revoke all on function countersign.record_export(jsonb, jsonb) from public;
grant execute on function countersign.record_export(jsonb, jsonb) to countersign_user;
comment on function countersign.record_export(jsonb, jsonb) is
'Records an export of events (stream governance, category integrity); any registered person may.';
