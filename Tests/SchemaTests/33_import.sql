-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- C39, C40, B59: what other systems recorded comes in as claims, once.

select plan(49);

create function t.record(part jsonb) returns jsonb language sql as $$
    select jsonb_build_object('origin_event_id', 'e-1', 'occurred_at', '2023-07-10T11:45:00Z',
        'action', 'CONSOLE_LOGIN', 'title', 'ConsoleLogin', 'outcome', 'succeeded') || part
$$;
create function t.import(login text, origin text, records jsonb) returns text language plpgsql as $$
begin
    return t.run(login, format(
        'select concat_ws('' '', case outcome when ''denied'' then code else outcome end, inserted, duplicates, rejected)
        from countersign.import_events(%L, %L)', origin, records));
end
$$;
-- Why a record is rejected; null where it is taken.
create function t.rejection(part jsonb) returns text language plpgsql as $$
begin
    return t.run('operator_1', format(
        'select split_part(errors -> 0 ->> ''message'', '':'', 1) from countersign.import_events(%L, %L)',
        'test', jsonb_build_array(t.record(jsonb_build_object('origin_event_id', gen_random_uuid()) || part))));
end
$$;

select is(t.import('auditor_1', 'test', '[]'), 'role-required 0 0 0', 'an auditor imports');
select is((t.last_event()).error_code, 'role-required'::text collate "C", 'and that is recorded');
select is(t.import('finance_1', 'test', '[]'), 'role-required 0 0 0', 'a finance reviewer imports');
select is(t.import('operator_1', 'Bad Origin', '[]'), 'invalid-input 0 0 0', 'an origin that is no name');
select is(t.import('operator_1', null, '[]'), 'invalid-input 0 0 0', 'no origin');
select is(t.import('operator_1', 'test', '{}'), 'invalid-input 0 0 0', 'records that are no array');
select is(t.import('operator_1', 'test', null), 'invalid-input 0 0 0', 'no records');

select is(t.rejection('{"origin_event_id":null}'), 'origin_event_id', 'no id');
select is(t.rejection('{"occurred_at":"yesterday"}'), 'occurred_at', 'a time that is none');
select is(t.rejection('{"occurred_at":"2023-02-30T00:00:00Z"}'), 'occurred_at', 'a day that does not exist');
select is(t.rejection('{"occurred_at":"2023-07-10T11:45:00"}'), 'occurred_at', 'a time without a zone');
select is(t.rejection('{"occurred_at":"infinity"}'), 'occurred_at', 'infinity');
select is(t.rejection('{"action":"ConsoleLogin"}'), 'action', 'an action in another spelling');
select is(t.rejection('{"title":""}'), 'title', 'no title');
select is(t.rejection('{"stream":"governance"}'), 'stream', 'another stream than runtime');
select is(t.rejection('{"category":"nonsense"}'), 'category', 'an unknown category');
select is(t.rejection('{"severity":"nonsense"}'), 'severity', 'an unknown severity');
select is(t.rejection('{"outcome":"nonsense"}'), 'outcome', 'an unknown outcome');
select is(t.rejection('{"changes":[]}'), 'changes', 'changes that are no object');
select is(t.rejection('{"error_code":"x"}'), 'error_code', 'a success with an error');
select is(t.rejection('{"actor_roles":"admin"}'), 'actor_roles', 'roles that are no array');
select is(t.rejection(jsonb_build_object('detail', repeat('x', 4001))), 'detail', 'a detail that is too long');
select is(t.rejection('{"occurred_at":"2024-02-29T23:59:59.999999999+05:30"}'), null, 'a leap day with an offset');


-- What would be taken but could not be written out again, in any session, would break every later proof and export.
select is(
    t.rejection(jsonb_build_object('changes', jsonb_build_object('a', (repeat('[', 63) || repeat(']', 63))::jsonb))),
    null, '63 levels of changes');
select is(
    t.rejection(jsonb_build_object('changes', jsonb_build_object('a', (repeat('[', 65) || repeat(']', 65))::jsonb))),
    'changes', 'changes that are too deep');
select is(
    t.call('operator_1', format(
        'record_import(%L)', '{"origin":"x","y":' || repeat('[', 900) || repeat(']', 900) || '}')),
    'invalid-input', 'a summary that is too deep');
select is(
    t.rejection(jsonb_build_object('actor_roles', jsonb_build_array(repeat('x', 100000)))), 'actor_roles',
    'a role of 100,000 characters');
select is(
    t.rejection(jsonb_build_object(
        'detail', repeat(U&'\0001', 4000), 'result_reference', repeat(U&'\0001', 1024),
        'changes', jsonb_build_object('a', repeat('x', 32000)))), 'record', 'a record beyond the size of an event');
select is(t.rejection('{"occurred_at":"0001-01-01T00:00:00+14:00"}'), 'occurred_at', 'a time before the year 1');
select is(t.rejection('{"occurred_at":"9999-12-31T23:59:59-14:00"}'), 'occurred_at', 'a time after the year 9999');
select is(t.rejection('{"occurred_at":"9999-12-31T23:59:59.9999999Z"}'), 'occurred_at', 'nor by rounding');
select is_empty(
    $$select e.id from countersign.event as e where octet_length(countersign.event_canonical(e)) > 60000$$,
    'every event that was taken has a canonical form of at most 60,000 bytes');

select is(
    t.import('operator_1', 'cloudtrail:1', jsonb_build_array(
        t.record('{}'), t.record('{}'), t.record('{"origin_event_id":"e-2"}'), '7', t.record('{"title":null}'))),
    'succeeded 2 1 2', 'good records go in, a repeated one once, broken ones are named');
select is(
    t.import('admin_1', 'cloudtrail:1', jsonb_build_array(t.record('{"occurred_at":"2030-01-01T00:00:00Z"}'))),
    'succeeded 0 1 0', 'a record is known again whatever time it claims');
select is(t.import('operator_1', 'cloudtrail:2', jsonb_build_array(t.record('{}'))), 'succeeded 1 0 0',
    'another origin has ids of its own');

-- A batch that adds anything is an event by itself, whatever client brought it; one that adds nothing leaves no trace.
select is(
    format('%s %s %s %s', (t.last_event()).action, (t.last_event()).stream, (t.last_event()).actor_username,
        (t.last_event()).resource_id), 'IMPORT_BATCH governance operator_1 cloudtrail:2',
    'C40: a batch through psql is in the trail, with who brought it');
select is(
    (t.last_event()).changes -> 'batch' -> 'new', jsonb_build_object('inserted', 1, 'duplicates', 0, 'rejected', 0,
    'sha256', encode(sha256(convert_to(jsonb_build_array(t.record('{}'))::text, 'UTF8')), 'hex')),
    'C40: with what PostgreSQL counted and hashed');
select is(
    (select (e.changes -> 'batch' -> 'new') - 'sha256' from countersign.event as e
    where e.action = 'IMPORT_BATCH' and e.resource_id = 'cloudtrail:1'),
    '{"inserted": 2, "duplicates": 1, "rejected": 2}'::jsonb, 'C40: one event for each batch, not for each record');
select t.last_id() as mark \gset
select is(t.import('operator_1', 'cloudtrail:2', jsonb_build_array(t.record('{}'))), 'succeeded 0 1 0', 'once more');
select is(t.import('operator_1', 'cloudtrail:2', '[7]'), 'succeeded 0 0 1', 'nothing but a broken record');
select is(t.actions_since(:'mark'), null, 'C39: what adds nothing leaves the trail as it is');
select is(
    t.run('operator_1', $$select event_id is null from countersign.import_events('cloudtrail:2', '[]')$$), 'true',
    'nor is there an event to name');
select is(t.run('operator_1', 'select lost from countersign.attempt_gap'), '0', 'every attempt left its record');
select results_eq(
    $$select e.stream, e.via, e.actor_username, e.occurred_at
    from countersign.event as e where e.origin = 'cloudtrail:2'$$,
    $$values ('runtime' collate "C", 'operator_1' collate "C", null::text collate "C",
        timestamptz '2023-07-10T11:45:00Z')$$, 'a claim says who brought it in, and nothing about us');
select is(
    (select count(*) from countersign.event as e where e.origin like 'cloudtrail%'),
    (select count(*) from countersign.event_pending as p inner join countersign.event as e on p.id = e.id
        where e.origin like 'cloudtrail%'), 'imported events wait for sealing like others');
select is(
    t.call('operator_1', $$record_import('{"origin":"cloudtrail:1","inserted":2,"duplicates":1,"rejected":2,
        "files":[{"name":"a.json.gz","sha256":"00","records":5}]}')$$), 'succeeded', 'the import itself is recorded');
select is((t.last_event()).action, 'IMPORT_EVENTS'::text collate "C", 'as an event');
select is((t.last_event()).stream, 'governance'::text collate "C", 'in stream governance: we saw it ourselves');
select is(t.call('auditor_1', $$record_import('{"origin":"x"}')$$), 'role-required', 'an auditor records an import');
select * from finish();
