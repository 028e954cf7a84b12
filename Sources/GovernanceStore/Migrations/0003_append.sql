-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Writing the trail: ids, months, canonical form, append, refusals, sealing.
--
-- Helpers on the path of a governed call are PL/pgSQL even where SQL would do: an SQL function that cannot be inlined
-- is parsed and planned again at every call, which made half the time of a call. Functions with a backslash in them are
-- in the RETURN form, which is parsed once and here: text would be parsed again in the caller's session, where
-- standard_conforming_strings = off gives it another meaning.

set local role countersign_owner;

-- UUIDv7 (RFC 9562, section 5.7, method 3): 48 bits of milliseconds, 12 bits of the fraction, 62 random bits. Ids made
-- by one server sort by microsecond.
create function countersign.uuid_v7(moment timestamptz) returns uuid
language plpgsql
volatile
as $$
declare
    micros constant bigint := (extract(epoch from moment) * 1000000)::bigint;
begin
    return encode(
        overlay(
            uuid_send(gen_random_uuid())
            placing substring(int8send(micros / 1000) from 3 for 6)
                || substring(int8send(28672 + (micros % 1000) * 4096 / 1000) from 7 for 2)
            from 1 for 8
        ), 'hex'
    )::uuid;
end
$$;

-- The smallest possible id of a moment: where a month begins.
create function countersign.uuid_v7_floor(moment timestamptz) returns uuid
language sql
immutable
as $$
    select (
        lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '00000000000000000000'
    )::uuid
$$;

-- Keeps the planner from gathering statistics of a table that not everybody may read: its row estimates, which EXPLAIN
-- shows to anybody who may name a view, would tell which values are frequent in it. The stream, one value, is no
-- secret; without it the planner would take a page of one stream for a few rows, and sort them all.
create procedure countersign.forbid_statistics(target regclass)
language plpgsql
as $$
declare
    field record;
begin
    for field in
        select a.attname as name
        from pg_catalog.pg_attribute as a
        where a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attname <> 'stream'
    loop
        execute format('alter table %s alter column %I set statistics 0', target, field.name);
    end loop;
end
$$;

call countersign.forbid_statistics('countersign.event');
call countersign.forbid_statistics('countersign.event_control');
call countersign.forbid_statistics('countersign.event_admin');
call countersign.forbid_statistics('countersign.event_auth');

-- Makes the partition of a stream for the month of a moment, if it is missing. Creates a table apart and attaches it,
-- which needs no lock that readers or writers of the stream would wait for.
create function countersign.make_month(stream text, moment timestamptz) returns void
language plpgsql
volatile
as $$
declare
    month_start constant timestamptz := date_trunc('month', moment, 'UTC');
    next_month constant timestamptz := (month_start at time zone 'UTC' + interval '1 month') at time zone 'UTC';
    parent text := 'event_' || make_month.stream;
    leaf text := parent || to_char(month_start at time zone 'UTC', '_YYYY_MM');
begin
    if to_regclass('countersign.' || quote_ident(leaf)) is not null then
        return;
    end if;
    -- One maker at a time; the others find the month made when they have the lock.
    lock table countersign.installation in share update exclusive mode;
    if to_regclass('countersign.' || quote_ident(leaf)) is not null then
        return;
    end if;
    execute format('create table countersign.%I (like countersign.%I including all)', leaf, parent);
    if make_month.stream in ('control', 'admin', 'auth') then
        call countersign.forbid_statistics(format('countersign.%I', leaf)::regclass);
    end if;
    execute format(
        'alter table countersign.%I add constraint %I check (stream = %L and id >= %L and id < %L)',
        leaf, leaf || '_month_check', make_month.stream,
        countersign.uuid_v7_floor(month_start), countersign.uuid_v7_floor(next_month));
    execute format(
        'alter table countersign.%I attach partition countersign.%I for values from (%L) to (%L)',
        parent, leaf, countersign.uuid_v7_floor(month_start), countersign.uuid_v7_floor(next_month));
    execute format('alter table countersign.%I drop constraint %I', leaf, leaf || '_month_check');
    call countersign.guard_table(format('countersign.%I', leaf)::regclass, append_only => true);
end
$$;

-- Makes this month and the next ones of every stream.
create function countersign.prepare_months(ahead integer default 3) returns void
language plpgsql
volatile
as $$
declare
    wanted record;
begin
    for wanted in
        select
            s.stream,
            (date_trunc('month', clock_timestamp() at time zone 'UTC') + n.n * interval '1 month')
            at time zone 'UTC' as moment
        from unnest(array['governance', 'control', 'admin', 'runtime', 'auth', 'system']) as s (stream)
        cross join generate_series(0, ahead) as n (n)
        order by s.stream, n.n
    loop
        perform countersign.make_month(wanted.stream, wanted.moment);
    end loop;
end
$$;

select countersign.prepare_months();


-- Canonical form 1: RFC 8785. Keys sort by UTF-16 code units, which differs from code points only where U+E000 to
-- U+FFFF meet characters beyond U+FFFF: those are put after them here.
create function countersign.utf16_order(key text) returns text
language sql
immutable
parallel safe
return case
    when octet_length(key) = length(key) then key
    else regexp_replace(
        replace(key, U&'\+10FFFF', U&'\+10FFFF\0001'), '[\uE000-\uFFFF]', U&'\+10FFFF' || '\&', 'g')
end;

-- A JSON value in canonical form. Numbers: integers up to 2^53 as they are, any other number as a string.
create function countersign.canonical_json(value jsonb) returns text
language plpgsql
immutable
parallel safe
as $$
declare
    kind constant text := jsonb_typeof(value);
    number numeric;
    members text;
begin
    if kind = 'object' then
        select string_agg(
                to_json(member.key)::text || ':' || case
                    when jsonb_typeof(member.value) = 'string' then member.value::text
                    when member.value::text ~ '^-?[1-9][0-9]{0,14}$' then member.value::text
                    else countersign.canonical_json(member.value)
                end, ','
                order by countersign.utf16_order(member.key) collate "C"
            )
        into members
        from jsonb_each(value) as member (key, value);
        return '{' || coalesce(members, '') || '}';
    elsif kind = 'array' then
        select string_agg(countersign.canonical_json(item.value), ',' order by item.ordinal)
        into members
        from jsonb_array_elements(value) with ordinality as item (value, ordinal);
        return '[' || coalesce(members, '') || ']';
    elsif kind = 'number' then
        number := value::numeric;
        if abs(number) <= 9007199254740992 and number = round(number, 0) then
            return round(number, 0)::text;
        end if;
        return '"' || value::text || '"';
    end if;
    return value::text;
end
$$;

create function countersign.canonical_time(moment timestamptz) returns text
language plpgsql
immutable
parallel safe
as $$
begin
    return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
end
$$;

-- The bytes (as UTF-8) that exports write and the log's leaves hash. Names in alphabetical order; nulls left out, so a
-- column added later changes no earlier event.
create function countersign.event_canonical(e countersign.event) returns text
language sql
immutable
parallel safe
as $$
    select '{' || concat_ws(
        ',',
        '"action":' || to_json(e.action)::text,
        '"actor_auth_method":' || to_json(e.actor_auth_method)::text,
        '"actor_email":' || to_json(e.actor_email)::text,
        '"actor_roles":' || countersign.canonical_json(to_jsonb(e.actor_roles)),
        '"actor_username":' || to_json(e.actor_username)::text,
        '"backend":' || to_json(e.backend)::text,
        '"category":' || to_json(e.category)::text,
        '"changes":' || countersign.canonical_json(e.changes),
        '"client_address":' || to_json(e.client_address)::text,
        '"correlation_id":' || to_json(e.correlation_id)::text,
        '"coverage":' || to_json(e.coverage)::text,
        '"detail":' || to_json(e.detail)::text,
        '"environment":' || to_json(e.environment)::text,
        '"error_code":' || to_json(e.error_code)::text,
        '"error_message":' || to_json(e.error_message)::text,
        '"format":' || e.format::text,
        '"id":"audit_' || e.id::text || '"',
        '"occurred_at":"' || countersign.canonical_time(e.occurred_at) || '"',
        '"origin":' || to_json(e.origin)::text,
        '"origin_event_id":' || to_json(e.origin_event_id)::text,
        '"outcome":' || to_json(e.outcome)::text,
        '"package_id":' || to_json(e.package_id)::text,
        '"recorded_at":"' || countersign.canonical_time(e.recorded_at) || '"',
        '"request_id":' || to_json(e.request_id)::text,
        '"resource_id":' || to_json(e.resource_id)::text,
        '"resource_type":' || to_json(e.resource_type)::text,
        '"result_reference":' || to_json(e.result_reference)::text,
        '"severity":' || to_json(e.severity)::text,
        '"stream":' || to_json(e.stream)::text,
        '"surface":' || to_json(e.surface)::text,
        '"tenant":' || to_json(e.tenant)::text,
        '"title":' || to_json(e.title)::text,
        '"via":' || to_json(e.via)::text
    ) || '}'
$$;
comment on function countersign.event_canonical(countersign.event) is
'Canonical form 1 (RFC 8785, nulls left out): what is exported, hashed and proved.';

-- Characters that a reader sees: what is left without white space, controls and invisible characters.
create function countersign.visible_length(words text) returns integer
language sql
immutable
parallel safe
return length(regexp_replace(
    words,
    '[\s\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f'
    || '\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb'
    || '\U000E0000-\U000E0FFF]',
    '', 'g'
));

-- How the session was authenticated, as far as this server can tell.
create function countersign.session_auth_method(is_private_cluster boolean) returns text
language plpgsql
stable
as $$
declare
    method text;
begin
    if current_setting('server_version_num')::integer >= 160000 then
        execute 'select split_part(system_user, '':'', 1)' into method;
    elsif inet_client_addr() is not null then
        select 'certificate' into method
        from pg_catalog.pg_stat_get_activity(pg_backend_pid()) as a
        where a.ssl_client_dn is not null;
    elsif is_private_cluster then
        method := 'peer';
    end if;
    return coalesce(method, 'unknown');
end
$$;

-- Appends one event and returns its id. The caller states what happened; id, times, format and (unless it is a claim)
-- the actor are set here. `attempts` is how many governed calls the event accounts for.
create function countersign.append_event(e countersign.event, attempts integer default 0) returns uuid
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
    insert into countersign.event_pending (id, stream, attempts) values (e.id, e.stream, append_event.attempts);
    return e.id;
end
$$;
comment on function countersign.append_event(countersign.event, integer) is
'The only way into the trail besides import_events(). Not callable by any login.';

-- A deferred trigger on governed tables: a transaction that changed governance without an event cannot commit. It is a
-- definer because a deferred trigger runs as whoever commits.
create function countersign.demand_event() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, countersign, pg_temp
as $$
begin
    if not exists (
        select from countersign.event_pending as p where p.transaction = pg_current_xact_id()
    ) then
        raise exception 'A change of %.% needs an audit event in the same transaction.',
            tg_table_schema, tg_table_name
            using errcode = 'integrity_constraint_violation',
            hint = 'Call countersign.append_event(…) first: no audit, no action.';
    end if;
    return null;
end
$$;

create procedure countersign.demand_event_on(target regclass)
language plpgsql
as $$
begin
    execute format(
        'create constraint trigger demand_event after insert or update or delete on %s '
        'deferrable initially deferred for each row execute function countersign.demand_event()', target);
    execute format('alter table %s enable always trigger demand_event', target);
end
$$;

call countersign.demand_event_on('countersign.person');
call countersign.demand_event_on('countersign.role_grant');
call countersign.demand_event_on('countersign.installation');

-- Who is calling. With `hold` the person's row is locked against a change of roles or a suspension until the caller's
-- transaction ends, and everything is read only after that.
create type countersign.actor as (
    login text,
    is_registered boolean,
    is_suspended boolean,
    roles text [],
    email text,
    display_name text,
    unsafe_reason text,
    auth_method text
);

create function countersign.identify(hold boolean) returns countersign.actor
language plpgsql
volatile
as $$
declare
    a countersign.actor;
    is_plain boolean;
    is_private boolean;
    has_system_user constant boolean := current_setting('server_version_num')::integer >= 160000;
begin
    a.login := session_user::text;
    if hold then
        select true, p.suspended_at is not null, p.email, p.display_name
        into a.is_registered, a.is_suspended, a.email, a.display_name
        from countersign.person as p
        where p.login = a.login
        for key share;
    else
        select true, p.suspended_at is not null, p.email, p.display_name
        into a.is_registered, a.is_suspended, a.email, a.display_name
        from countersign.person as p
        where p.login = a.login;
    end if;
    -- Nearly every login has no attribute, and no membership but countersign_user, which has none itself. That is
    -- settled here, in the statement that reads the roles; the rest asks unsafe_login_reason().
    select
        array(
            select g.role
            from countersign.role_grant as g
            where g.login = a.login and g.revoked_at is null
            order by g.role
        ),
        exists (
            select
            from pg_catalog.pg_roles as r
            where r.rolname = a.login
                and not (r.rolsuper or r.rolcreaterole or r.rolreplication or r.rolbypassrls)
                and r.rolname not in ('countersign_owner', 'countersign_service')
                and r.oid <> (select d.datdba from pg_catalog.pg_database as d where d.datname = current_database())
                and not exists (
                    select
                    from pg_catalog.pg_auth_members as m
                    where m.member in (r.oid, 'countersign_user'::regrole)
                        and m.roleid <> 'countersign_user'::regrole
                )
        ),
        (select i.is_private_cluster from countersign.installation as i)
    into a.roles, is_plain, is_private;
    if not is_plain then
        a.unsafe_reason := countersign.unsafe_login_reason(a.login);
    end if;
    a.auth_method := case
        when is_private and not has_system_user and inet_client_addr() is null then 'peer'
        when not has_system_user and inet_client_addr() is null then 'unknown'
        else countersign.session_auth_method(is_private)
    end;
    return a;
end
$$;

-- Whether a login holds a role now. Read without a lock: good for refusing early, never for deciding.
create function countersign.holds_role(login text, role text) returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from countersign.role_grant as g
        where g.login = holds_role.login and g.role = holds_role.role and g.revoked_at is null
    );
end
$$;

-- The words for a role.
create function countersign.role_title(role text) returns text
language sql
immutable
as $$
    select case role
        when 'operator' then 'Governance Operator'
        when 'finance' then 'Finance Reviewer'
        when 'auditor' then 'Support Auditor'
        when 'admin' then 'Platform Admin'
        else role
    end
$$;

-- Begins the event of a governed call: who, from where, over what. Where the call must be refused whatever it asks
-- for, error_code and error_message are set.
create function countersign.begin_event(
    a countersign.actor, action text, category text, severity text, client jsonb
) returns countersign.event
language plpgsql
volatile
as $$
declare
    e countersign.event;
    is_bad_client boolean;
begin
    e.stream := 'governance';
    e.action := begin_event.action;
    e.category := begin_event.category;
    e.severity := begin_event.severity;
    e.outcome := 'succeeded';
    e.actor_username := a.login;
    e.actor_email := a.email;
    e.actor_roles := a.roles;
    e.actor_auth_method := a.auth_method;
    e.client_address := host(inet_client_addr());
    e.surface := 'sql';

    if client is not null and client <> '{}'::jsonb then
        if jsonb_typeof(client) <> 'object' then
            is_bad_client := true;
        else
            is_bad_client := octet_length(client::text) > 2000
                or (client - array['surface', 'coverage', 'correlation_id']) <> '{}'::jsonb
                or jsonb_typeof(client -> 'surface') not in ('string', 'null')
                or jsonb_typeof(client -> 'coverage') not in ('string', 'null')
                or jsonb_typeof(client -> 'correlation_id') not in ('string', 'null')
                or client ->> 'surface' not in ('console', 'cli', 'api', 'sql')
                or client ->> 'coverage' !~ '^[0-9]{1,3}/[0-9]{1,3}$'
                or length(client ->> 'correlation_id') not between 1 and 200;
        end if;
        if is_bad_client then
            e.error_code := 'invalid-input';
            e.error_message := 'client: expected {"surface": "console|cli|api|sql", "coverage": "3/5", '
                || '"correlation_id": up to 200 characters} and nothing else.';
        else
            e.surface := coalesce(client ->> 'surface', 'sql');
            e.coverage := client ->> 'coverage';
            e.correlation_id := client ->> 'correlation_id';
        end if;
    end if;

    if current_setting('transaction_isolation') <> 'read committed' then
        e.error_code := 'invalid-input';
        e.error_message := 'isolation: governed calls run in READ COMMITTED, this transaction is '
            || upper(current_setting('transaction_isolation')) || '. Begin again without an isolation level.';
    elsif a.unsafe_reason is not null then
        e.error_code := 'unsafe-login';
        e.error_message := format(
            'The login %s may not act here: %s. Ask the database administrator for a plain login role.',
            a.login, a.unsafe_reason);
    elsif a.is_registered is not true then
        e.error_code := 'role-required';
        e.error_message := format(
            'The login %s is not registered. Ask an admin to run: countersign people add %s', a.login, a.login);
    elsif a.is_suspended then
        e.error_code := 'suspended';
        e.error_message := format('%s is suspended. An admin can lift the suspension.', a.login);
    end if;
    return e;
end
$$;

create type countersign.action_result as (
    outcome text,
    code text,
    message text,
    request_id text,
    event_id text
);
comment on type countersign.action_result is
'What a governed call answers; outcome is succeeded or denied, code is empty on success.';

-- Records a success and answers it.
create function countersign.accept(e countersign.event, message text) returns countersign.action_result
language plpgsql
volatile
as $$
declare
    id uuid;
begin
    id := countersign.append_event(e, 1);
    return row('succeeded', '', message, e.request_id, 'audit_' || id)::countersign.action_result;
end
$$;

-- Records a refusal and answers it: e.error_code and e.error_message say why. `target` bounds a flood: it must come
-- from our own data, never from the caller's words. From the 20th refusal in a minute only the number is recorded.
create function countersign.refuse(e countersign.event, target text) returns countersign.action_result
language plpgsql
volatile
as $$
declare
    id uuid;
    refusals integer;
begin
    e.stream := 'governance';
    e.outcome := 'denied';
    e.error_message := left(e.error_message, 2000);
    e.detail := left(e.detail, 4000);
    insert into countersign.refusal_tally as t (minute, login, code, target, action)
    values (
        date_trunc('minute', clock_timestamp(), 'UTC'), e.actor_username, e.error_code, left(refuse.target, 200), e.action
    )
    on conflict on constraint refusal_tally_pk do update set refusals = t.refusals + 1
    returning t.refusals into refusals;
    if refusals < 20 then
        id := countersign.append_event(e, 1);
    end if;
    return row('denied', e.error_code, e.error_message, e.request_id, 'audit_' || id)::countersign.action_result;
end
$$;

-- Gives committed events their place in the trail. Whoever holds seq_head is the one sealer; everybody else finds it
-- locked and goes home. It takes what it can see: a writer that is still open delays nobody but itself.
--
-- The horizon keeps a long reader, a dump for instance, from slowing it down: rows that are sealed stay in the work
-- list's index for as long as somebody's snapshot may see them, and are stepped over here. Transactions before the
-- oldest that runs now have nothing more to come. A horizon from the future belongs to another server, whose dump was
-- restored into this one, and is not believed. Rows go by ctid and are found by the index, whatever the statistics of
-- a table that is nearly always empty say: a join with a sequential scan in it took two minutes for 10,000 events.
create function countersign.seal(max integer default 5000, out sealed bigint, out head bigint)
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
        returning p.transaction, p.id, p.stream, p.attempts
    ),

    numbered as (
        insert into countersign.event_seq (seq, id, stream)
        select seal.head + row_number() over (order by g.id), g.id, g.stream
        from gone as g
        returning seq
    )

    select
        (select count(*) from numbered),
        coalesce((select sum(g.attempts) from gone as g), 0),
        (select g.transaction from gone as g order by g.transaction desc limit 1)
    into seal.sealed, batch_attempts, last_taken;
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
revoke all on function countersign.seal(integer) from public;
grant execute on function countersign.seal(integer) to countersign_service;
comment on function countersign.seal(integer) is
'Numbers up to max committed events; call it every 200 ms. NOTIFY countersign_sealed is a hint, its payload the head.';

-- The migrator calls this in the transaction of each migration, so that a change of schema or catalog is in the trail.
create function countersign.record_migration(version integer, name text, sha256 text) returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
as $$
declare
    e countersign.event;
begin
    e.stream := 'control';
    e.category := 'integrity';
    e.severity := 'medium';
    e.action := 'MIGRATE_SCHEMA';
    e.outcome := 'succeeded';
    e.actor_auth_method := countersign.session_auth_method(
        (select i.is_private_cluster from countersign.installation as i));
    e.client_address := host(inet_client_addr());
    e.surface := 'sql';
    e.title := format('Schema migrated to version %s', record_migration.version);
    e.detail := format('Applied %s by %s.', record_migration.name, session_user);
    e.resource_type := 'schema';
    e.resource_id := record_migration.name;
    e.changes := jsonb_build_object(
        'version', jsonb_build_object('new', record_migration.version),
        'sha256', jsonb_build_object('new', record_migration.sha256));
    return 'audit_' || countersign.append_event(e);
end
$$;
revoke all on function countersign.record_migration(integer, text, text) from public;
comment on function countersign.record_migration(integer, text, text) is
'Records a migration (stream control, category integrity). Only for superusers and members of countersign_owner.';
