-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- The audit trail: one table, partitioned by stream and then by month of recording, with its work list for sealing.
--
-- Nothing refers to `event` by a foreign key, because that would forbid detaching a month. The primary key is written
-- (id, stream), not (stream, id): it makes the same rows unique, and one index then also serves pages in id order.

set local role countersign_owner;

create table countersign.event (
    id uuid not null,
    format smallint not null default 1,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    stream text collate "C" not null,
    category text collate "C" not null,
    severity text collate "C" not null,
    action text collate "C" not null,
    title text not null,
    detail text,
    actor_username text collate "C",
    actor_email text,
    actor_roles text[],
    actor_auth_method text,
    via text collate "C",
    client_address text,
    surface text collate "C",
    resource_type text collate "C",
    resource_id text collate "C",
    tenant text,
    environment text,
    package_id text collate "C",
    request_id text collate "C",
    correlation_id text collate "C",
    backend text,
    result_reference text,
    outcome text collate "C" not null,
    error_code text collate "C",
    error_message text,
    changes jsonb,
    coverage text,
    origin text collate "C",
    origin_event_id text collate "C",
    constraint event_pk primary key (id, stream),
    constraint event_format_check check (format = 1),
    constraint event_stream_check check (
        stream in ('governance', 'control', 'admin', 'runtime', 'auth', 'system')
    ),
    constraint event_category_check check (category in (
        'privileged-access', 'ai-leasing', 'access-control', 'deployment-package', 'rollback', 'retirement', 'quota',
        'runner', 'gitops-config', 'bundle', 'source', 'assignment', 'revision', 'runtime', 'integrity', 'retention',
        'session'
    )),
    constraint event_severity_check check (severity in ('low', 'medium', 'high', 'critical')),
    constraint event_outcome_check check (outcome in ('attempted', 'succeeded', 'failed', 'denied', 'unknown')),
    constraint event_action_check check (action ~ '^[A-Z][A-Z0-9_]{0,99}$'),
    constraint event_title_check check (length(title) between 1 and 200),
    constraint event_detail_check check (length(detail) <= 4000),
    constraint event_error_check check (
        (outcome <> 'succeeded' or (error_code is null and error_message is null))
        and length(error_code) <= 100 and length(error_message) <= 2000
    ),
    constraint event_actor_check check (
        length(actor_username) between 1 and 512 and length(actor_email) <= 254
        and length(actor_auth_method) <= 100 and length(via) <= 63 and length(client_address) <= 255
        and cardinality(actor_roles) <= 32 and octet_length(array_to_string(actor_roles, '')) <= 6400
    ),
    constraint event_subject_check check (
        length(surface) <= 40 and length(resource_type) <= 100 and length(resource_id) <= 1024
        and length(tenant) <= 200 and length(environment) <= 200 and length(package_id) <= 200
        and length(request_id) <= 200 and length(correlation_id) <= 200
        and length(backend) <= 40 and length(result_reference) <= 1024
    ),
    -- Nesting has a limit, since the canonical form is written by recursion: an event too deep for it could be neither
    -- exported nor proved.
    constraint event_changes_check check (
        jsonb_typeof(changes) = 'object' and octet_length(changes::text) <= 32768
        and not changes @? 'strict $.**{64}'
    ),
    constraint event_coverage_check check (coverage ~ '^[0-9]{1,3}/[0-9]{1,3}$'),
    -- What PostgreSQL did not see itself is a claim, lies in `runtime`, and names who brought it in.
    constraint event_origin_check check (
        (origin is null) = (origin_event_id is null)
        and (origin is null or (stream = 'runtime' and via is not null))
        and length(origin) between 1 and 100 and length(origin_event_id) between 1 and 200
    ),
    constraint event_own_actor_check check (origin is not null or actor_username is not null)
) partition by list (stream);
comment on table countersign.event is 'The audit trail. Append-only; months leave by detaching, which is recorded.';
comment on column countersign.event.id is 'UUIDv7 from the server''s clock; shown as audit_<uuid>.';
comment on column countersign.event.occurred_at is 'When it happened: a claim where origin is set.';
comment on column countersign.event.recorded_at is 'When PostgreSQL took it: the time inside id.';
comment on column countersign.event.actor_username is 'session_user; where origin is set, what the source said.';
comment on column countersign.event.surface is 'The client''s claim, as are coverage and correlation_id.';

-- Pages in order of recording. Each index serves one term in both directions; columns that are mostly empty have
-- partial indexes, which cost a row without the value nothing.
create index event_category_idx on countersign.event (category, id);
create index event_severity_idx on countersign.event (severity, id);
create index event_actor_idx on countersign.event (actor_username, id);
create index event_action_idx on countersign.event (action, id);
create index event_outcome_idx on countersign.event (outcome, id);
create index event_resource_idx on countersign.event (resource_id, id) where resource_id is not null;
create index event_request_idx on countersign.event (request_id, id) where request_id is not null;
create index event_package_idx on countersign.event (package_id, id) where package_id is not null;

-- The same pages in order of occurrence. A request has few events; its page is sorted.
create index event_occurred_idx on countersign.event (occurred_at, id);
create index event_category_occurred_idx on countersign.event (category, occurred_at, id);
create index event_severity_occurred_idx on countersign.event (severity, occurred_at, id);
create index event_actor_occurred_idx on countersign.event (actor_username, occurred_at, id);
create index event_action_occurred_idx on countersign.event (action, occurred_at, id);
create index event_outcome_occurred_idx on countersign.event (outcome, occurred_at, id);
create index event_resource_occurred_idx on countersign.event (resource_id, occurred_at, id)
where resource_id is not null;
create index event_package_occurred_idx on countersign.event (package_id, occurred_at, id)
where package_id is not null;

call countersign.guard_table('countersign.event', append_only => true);

-- Each stream says its name in a CHECK too, for whoever reads several of these tables together: the planner knows a
-- stream that is read by itself by its CHECK constraints only. The views of 0021_view.sql do without.
create table countersign.event_governance partition of countersign.event (
    constraint event_governance_stream_check check (stream = 'governance')
) for values in ('governance') partition by range (id);
create table countersign.event_control partition of countersign.event (
    constraint event_control_stream_check check (stream = 'control')
) for values in ('control') partition by range (id);
create table countersign.event_admin partition of countersign.event (
    constraint event_admin_stream_check check (stream = 'admin')
) for values in ('admin') partition by range (id);
create table countersign.event_runtime partition of countersign.event (
    constraint event_runtime_stream_check check (stream = 'runtime')
) for values in ('runtime') partition by range (id);
create table countersign.event_auth partition of countersign.event (
    constraint event_auth_stream_check check (stream = 'auth')
) for values in ('auth') partition by range (id);
create table countersign.event_system partition of countersign.event (
    constraint event_system_stream_check check (stream = 'system')
) for values in ('system') partition by range (id);

call countersign.guard_table('countersign.event_governance', append_only => true);
call countersign.guard_table('countersign.event_control', append_only => true);
call countersign.guard_table('countersign.event_admin', append_only => true);
call countersign.guard_table('countersign.event_runtime', append_only => true);
call countersign.guard_table('countersign.event_auth', append_only => true);
call countersign.guard_table('countersign.event_system', append_only => true);

-- Events that have no sequence number yet. Led by the transaction, so that "has this transaction recorded anything?"
-- is one index look-up. `attempts` is how many governed calls the event accounts for.
create table countersign.event_pending (
    transaction xid8 not null default pg_current_xact_id(),
    id uuid not null,
    stream text collate "C" not null,
    attempts integer not null default 0,
    constraint event_pending_pk primary key (transaction, id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
call countersign.guard_table('countersign.event_pending', append_only => true, queue => true);

-- The trail's own order: contiguous from 1, given by seal() to what is committed.
create table countersign.event_seq (
    seq bigint not null,
    id uuid not null,
    stream text collate "C" not null,
    constraint event_seq_pk primary key (seq),
    constraint event_seq_id_key unique (id),
    constraint event_seq_seq_check check (seq > 0)
);
call countersign.guard_table('countersign.event_seq', append_only => true);

create table countersign.seq_head (
    singleton boolean not null default true,
    head bigint not null default 0,
    attempts bigint not null default 0,
    horizon xid8 not null default '0',
    sealed_at timestamptz,
    constraint seq_head_pk primary key (singleton),
    constraint seq_head_singleton_check check (singleton)
) with (fillfactor = 50);
comment on column countersign.seq_head.attempts is 'Governed calls that the sealed events account for.';
comment on column countersign.seq_head.horizon is 'No event of an earlier transaction waits for its number.';
insert into countersign.seq_head (singleton) values (true);
call countersign.guard_table('countersign.seq_head', append_only => false);

-- Which records of which origin are in the trail already: ingestion is idempotent whatever time a record claims.
create table countersign.origin_record (
    origin text collate "C" not null,
    origin_event_id text collate "C" not null,
    constraint origin_record_pk primary key (origin, origin_event_id)
);
call countersign.guard_table('countersign.origin_record', append_only => true);

-- Drawn by each governed call. A rollback gives no number back, so attempts that left no record can be counted.
create sequence countersign.attempt as bigint;

-- Refusals per person, code, target and minute: from the 20th on only their number is recorded (a summary event).
create table countersign.refusal_tally (
    minute timestamptz not null,
    login text collate "C" not null,
    code text collate "C" not null,
    target text collate "C" not null,
    action text collate "C" not null,
    refusals integer not null default 1,
    constraint refusal_tally_pk primary key (minute, login, code, target, action)
) with (fillfactor = 70);
call countersign.guard_table('countersign.refusal_tally', append_only => false, queue => true);
