-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Writing the trail: months, append, who is calling, refusals.
--
-- Helpers on the path of a governed call are PL/pgSQL; 0003_canonical.sql says why.

set local role countersign_owner;

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
