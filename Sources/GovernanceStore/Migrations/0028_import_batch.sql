-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Imports leave a trace by construction, and a refused import holds nothing.

set local role countersign_owner;

-- Takes what is well formed and not known yet. The statement is one, so that a batch of thousands costs little more
-- than a COPY of it.
create function countersign.take_records(origin text, records jsonb) returns countersign.import_result
language plpgsql
volatile
as $$
declare
    result countersign.import_result;
    moment constant timestamptz := clock_timestamp();
    taken integer;
begin
    perform countersign.make_month('runtime', moment);

    with stated as materialized (
        select
            item.ordinal::integer - 1 as index,
            item.record,
            countersign.stated_time(f.occurred_at) as stated_at,
            f.*
        from jsonb_array_elements(take_records.records) with ordinality as item (record, ordinal)
        cross join lateral jsonb_to_record(
            case when jsonb_typeof(item.record) = 'object' then item.record else '{}' end
        ) as f (
            origin_event_id text, occurred_at text, category text, severity text, action text, title text,
            detail text, actor_username text, actor_email text, actor_roles jsonb, actor_auth_method text,
            client_address text, surface text, resource_type text, resource_id text, tenant text,
            environment text, package_id text, request_id text, correlation_id text, backend text,
            result_reference text, outcome text, error_code text, error_message text, changes jsonb, coverage text,
            stream text
        )
    ),

    judged as materialized (
        select
            s.*,
            case
                when s.origin_event_id is null or length(s.origin_event_id) not between 1 and 200
                    then 'origin_event_id: required, at most 200 characters.'
                when s.stream <> 'runtime' then 'stream: only runtime can be imported.'
                when s.stated_at is null then 'occurred_at: expected a time such as 2026-03-08T18:18:00Z.'
                when s.action is null or s.action !~ '^[A-Z][A-Z0-9_]{0,99}$'
                    then 'action: SCREAMING_SNAKE, at most 100 characters.'
                when s.title is null or length(s.title) not between 1 and 200
                    then 'title: required, at most 200 characters.'
                when s.category not in (
                    'privileged-access', 'ai-leasing', 'access-control', 'deployment-package', 'rollback', 'retirement',
                    'quota', 'runner', 'gitops-config', 'bundle', 'source', 'assignment', 'revision', 'runtime',
                    'integrity', 'retention', 'session'
                ) then 'category: not one of the known categories.'
                when s.severity not in ('low', 'medium', 'high', 'critical')
                    then 'severity: low, medium, high or critical.'
                when s.outcome not in ('attempted', 'succeeded', 'failed', 'denied', 'unknown')
                    then 'outcome: attempted, succeeded, failed, denied or unknown.'
                when length(s.detail) > 4000 then 'detail: at most 4,000 characters.'
                when s.changes is not null and jsonb_typeof(s.changes) not in ('object', 'null')
                    then 'changes: expected an object.'
                when octet_length(s.changes::text) > 32768 then 'changes: at most 32 KiB.'
                when s.changes @? 'strict $.**{64}' then 'changes: nested deeper than 63 levels.'
                when s.outcome = 'succeeded' and coalesce(s.error_code, s.error_message) is not null
                    then 'error_code: must be empty where the outcome is succeeded.'
                when length(s.error_code) > 100 or length(s.error_message) > 2000
                    then 'error_message: at most 2,000 characters, error_code at most 100.'
                when s.actor_roles is not null and (
                    jsonb_typeof(s.actor_roles) not in ('array', 'null')
                    or (jsonb_typeof(s.actor_roles) = 'array' and jsonb_array_length(s.actor_roles) > 32)
                    or octet_length(s.actor_roles::text) > 6400
                ) then 'actor_roles: an array of at most 32, together at most 6,400 bytes.'
                when length(s.actor_username) not between 1 and 512 or length(s.actor_email) > 254
                    or length(s.actor_auth_method) > 100 or length(s.client_address) > 255
                    then 'actor: actor_username at most 512 characters, actor_email 254, actor_auth_method 100, '
                        || 'client_address 255.'
                when length(s.surface) > 40 or length(s.resource_type) > 100 or length(s.resource_id) > 1024
                    or length(s.tenant) > 200 or length(s.environment) > 200 or length(s.package_id) > 200
                    or length(s.request_id) > 200 or length(s.correlation_id) > 200 or length(s.backend) > 40
                    or length(s.result_reference) > 1024
                    then 'resource: resource_id and result_reference at most 1,024 characters, the others 200.'
                when s.coverage !~ '^[0-9]{1,3}/[0-9]{1,3}$' then 'coverage: expected n/m.'
                -- Quoted numbers and our own columns included, the canonical form then stays below 60,000 bytes.
                when octet_length(s.record::text) > 48000 then 'record: at most 48,000 bytes.'
            end as problem
        from stated as s
    ),

    fresh as materialized (
        insert into countersign.origin_record (origin, origin_event_id)
        select take_records.origin, j.origin_event_id
        from judged as j
        where j.problem is null
        on conflict on constraint origin_record_pk do nothing
        returning origin_record.origin_event_id
    ),

    ready as materialized (
        select distinct on (j.origin_event_id) j.*
        from judged as j
        inner join fresh as f on j.origin_event_id = f.origin_event_id
        where j.problem is null
        order by j.origin_event_id, j.index
    ),

    written as (
        insert into countersign.event (
            id, format, occurred_at, recorded_at, stream, category, severity, action, title, detail, actor_username,
            actor_email, actor_roles, actor_auth_method, via, client_address, surface, resource_type, resource_id,
            tenant, environment, package_id, request_id, correlation_id, backend, result_reference, outcome,
            error_code, error_message, changes, coverage, origin, origin_event_id
        )
        select
            countersign.uuid_v7(moment + r.index * interval '1 microsecond'), 1, r.stated_at,
            moment + r.index * interval '1 microsecond', 'runtime', coalesce(r.category, 'runtime'),
            coalesce(r.severity, 'low'), r.action, r.title, r.detail, r.actor_username,
            r.actor_email,
            case when jsonb_typeof(r.actor_roles) = 'array' then array(
                select t.role from jsonb_array_elements_text(r.actor_roles) as t (role)
            ) end,
            r.actor_auth_method, session_user, r.client_address, coalesce(r.surface, 'feed'), r.resource_type,
            r.resource_id, r.tenant, r.environment, r.package_id, r.request_id, r.correlation_id, r.backend,
            r.result_reference, coalesce(r.outcome, 'unknown'), r.error_code, r.error_message,
            case when jsonb_typeof(r.changes) = 'object' then r.changes end, r.coverage, take_records.origin,
            r.origin_event_id
        from ready as r
        order by r.index
        returning event.id, event.severity
    ),

    queued as (
        insert into countersign.event_pending (id, stream, severity)
        select w.id, 'runtime', w.severity from written as w
        returning event_pending.id
    )

    select
        (select count(*) from queued),
        (select count(*) from judged as j where j.problem is not null),
        coalesce((
            select jsonb_agg(
                jsonb_build_object(
                    'index', j.index, 'origin_event_id', left(j.origin_event_id, 200), 'message', j.problem)
                order by j.index)
            from (
                select k.* from judged as k where k.problem is not null order by k.index limit 100
            ) as j
        ), '[]'::jsonb)
    into taken, result.rejected, result.errors;
    result.inserted := taken;
    result.duplicates := jsonb_array_length(take_records.records) - taken - result.rejected;
    return result;
end
$$;

-- What both calls of an import start with. Refuses without a lock, then locks the caller's own row and asks again: who
-- may not import cannot hold up their own suspension by leaving a refusal uncommitted. `problem` is what the caller
-- found wrong with what was given, which matters only to those who may import.
create function countersign.enter_import(
    problem countersign.refusal, client jsonb, out a countersign.actor, out e countersign.event
)
language plpgsql
volatile
as $$
declare
    is_locked boolean := false;
begin
    loop
        a := countersign.identify(hold => is_locked);
        e := countersign.begin_event(a, 'IMPORT_EVENTS', 'runtime', 'medium', client);
        e.resource_type := 'origin';
        e.title := 'Import refused';
        if e.error_code is not null then
            null;
        elsif not a.roles && array['operator', 'admin'] then
            e.error_code := 'role-required';
            e.error_message := format(
                'Importing needs the role Governance Operator or Platform Admin; %s holds neither.', a.login);
        else
            e.error_code := problem.code;
            e.error_message := problem.message;
        end if;
        e.detail := e.error_message;
        exit when e.error_code is not null or is_locked;
        is_locked := true;
    end loop;
end
$$;

-- Brings in a batch of what other systems recorded. A batch of which anything is taken is an event by itself, with what
-- PostgreSQL counted and the SHA-256 of the batch as it reads it back (`records::text`): nobody adds claims without a
-- trace, whatever client they use. A batch that is known already adds nothing and is none, so running an import again,
-- or polling a feed, leaves the trail as it is. record_import() beside it says which files a client took them from.
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

-- What a client says of an import as a whole: the files, their SHA-256, the counts.
create or replace function countersign.record_import(
    summary jsonb, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
declare
    n record;
    e countersign.event;
    problem countersign.refusal;
begin
    perform nextval('countersign.attempt');
    if summary is null or jsonb_typeof(summary) <> 'object' or octet_length(summary::text) > 24576
        or summary @? 'strict $.**{60}' or summary ->> 'origin' is null or length(summary ->> 'origin') > 100
    then
        problem := countersign.because('invalid-input', 'summary: expected {"origin", "inserted", "duplicates", '
            || '"rejected", "files": [{"name", "sha256", "records"}]} of at most 24 KiB and 59 levels.');
    end if;
    n := countersign.enter_import(problem, record_import.client);
    e := n.e;
    if e.error_code is not null then
        return countersign.refuse(e, 'import');
    end if;
    e.resource_id := summary ->> 'origin';
    e.title := left(format('Events imported from %s', summary ->> 'origin'), 200);
    e.detail := left(format('%s taken, %s already present, %s rejected, from %s files.',
        coalesce(summary ->> 'inserted', '?'), coalesce(summary ->> 'duplicates', '?'),
        coalesce(summary ->> 'rejected', '?'),
        case when jsonb_typeof(summary -> 'files') = 'array' then jsonb_array_length(summary -> 'files')::text
            else '?' end), 4000);
    e.changes := jsonb_build_object('import', jsonb_build_object('new', summary));
    return countersign.accept(e, 'The import is recorded.');
end
$$;
