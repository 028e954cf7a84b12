-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- What is signed and when it counts: an amended request is never again the one that was signed, an action is committed
-- while it is allowed, and recording what has run out waits for nobody.

set local role countersign_owner;

alter table countersign.governance_request add column amended_at timestamptz;
comment on column countersign.governance_request.amended_at is
'When its manifest was last made anew, by an amendment or an edit of its package; null until then.';

-- The manifest of a request: RFC 8785, keys in order. These bytes are shown, signed and hashed. A package's manifest,
-- and the exact bundle of a rollback or the exact revocations of a retirement, are part of it. So is the time of the
-- last amendment: a request that is amended to what it said before is another manifest, and what was signed for the
-- former one stays void.
create or replace function countersign.request_manifest(
    r countersign.governance_request, w countersign.workflow
) returns bytea
language plpgsql
stable
as $$
declare
    package text;
    lease jsonb;
    revocations jsonb;
    rollback jsonb;
begin
    if r.package_id is not null then
        select convert_from(p.manifest, 'UTF8') into package
        from countersign.deployment_package as p
        where p.name = r.package_id;
        if w.effect = 'roll-back' then
            rollback := countersign.release_bundle(r.package_id, countersign.rollback_target(r.package_id));
        elsif w.effect = 'retire' then
            revocations := countersign.package_revocations(r.package_id);
        end if;
    end if;
    if r.lease is not null then
        select jsonb_strip_nulls(jsonb_build_object(
            'cap', l.cap, 'class', l.class, 'envelope_cap', l.envelope_cap, 'name', l.name, 'tenant', l.tenant))
        into lease
        from countersign.ai_lease as l
        where l.name = r.lease;
    end if;
    return convert_to(concat(
        '{',
        '"amended_at":"' || countersign.canonical_time(r.amended_at) || '",',
        '"arguments":', countersign.canonical_json(r.arguments),
        ',"escalation":"esc_' || r.escalation || '"',
        ',"expires_at":"', countersign.canonical_time(r.expires_at),
        '","format":1',
        ',"lease":' || countersign.canonical_json(lease),
        ',"opened_at":"', countersign.canonical_time(r.opened_at),
        '"',
        ',"package":' || package,
        ',"reason":', to_json(r.reason),
        ',"request":"req_', r.id,
        '","requester":', to_json(r.requester),
        ',"requester_signs":', to_json(r.requester_signs),
        ',"revocations":' || countersign.canonical_json(revocations),
        ',"rollback":' || countersign.canonical_json(rollback),
        ',"signatures":', w.signatures,
        ',"title":', to_json(w.title),
        ',"workflow":', to_json(w.key), '}'), 'UTF8');
end
$$;

-- Gives a request its manifest anew, which voids the signatures of the former one. `signer` signs the new one at once:
-- whoever edited their own request. The caller holds the request's lock, and the package's. Returns the request as it
-- is now; how many signatures fell is in `voided`.
create or replace function countersign.renew_manifest(
    w countersign.workflow, signer countersign.actor, coverage text,
    inout r countersign.governance_request, out voided integer
)
language plpgsql
volatile
as $$
declare
    turn record;
    filled record;
    missing text[] := w.slot_roles;
begin
    select count(*) into voided
    from countersign.request_signature as g
    where g.request = r.id and g.manifest_sha256 = r.manifest_sha256;
    if r.package_id is not null then
        select p.manifest_sha256 into r.package_sha256
        from countersign.deployment_package as p
        where p.name = r.package_id;
    end if;
    -- Never the same time twice, whatever becomes of the server's clock.
    r.amended_at := greatest(clock_timestamp(), r.amended_at + interval '1 microsecond');
    r.manifest := countersign.request_manifest(r, w);
    r.manifest_sha256 := sha256(r.manifest);
    if signer.login is not null and r.requester_signs then
        filled := countersign.fill_slot(signer, r, renew_manifest.coverage);
        missing := filled.missing;
    end if;
    turn := countersign.signing_state(missing, cardinality(w.slot_roles));
    r.state := turn.state;
    r.awaits := turn.awaits;
    r.is_voided := r.is_voided or voided > 0;
    update countersign.governance_request as q
    set
        arguments = r.arguments, reason = r.reason, manifest = r.manifest, package_sha256 = r.package_sha256,
        state = r.state, awaits = r.awaits, amended_at = r.amended_at, is_voided = r.is_voided
    where q.id = r.id;
end
$$;

-- A deferred trigger on governed tables. A transaction that changed governance without an event cannot commit, nor can
-- one that acted more than a minute ago: rights, state and time were checked when it acted, and nobody keeps an action
-- up their sleeve until its time is over. That check is worth something only at the commit itself, so what would make
-- it earlier is refused: SET CONSTRAINTS … IMMEDIATE, and PREPARE TRANSACTION where the server allows it. Whoever runs
-- the database, and the daemon, may take longer.
--
-- It is a definer because a deferred trigger runs as whoever commits.
create or replace function countersign.demand_event() returns trigger
language plpgsql
security definer
set search_path = pg_catalog, countersign, pg_temp
as $$
declare
    stack text;
    caller text;
begin
    if not exists (
        select from countersign.event_pending as p where p.transaction = pg_current_xact_id()
    ) then
        raise exception 'A change of %.% needs an audit event in the same transaction.',
            tg_table_schema, tg_table_name
            using errcode = 'integrity_constraint_violation',
            hint = 'Call countersign.append_event(…) first: no audit, no action.';
    end if;
    if not pg_has_role(session_user, 'countersign_user', 'member')
        or pg_has_role(session_user, 'countersign_owner', 'member')
    then
        return null;
    end if;
    -- At a commit nothing called this trigger, or the COMMIT of a PL/pgSQL block did.
    get diagnostics stack = pg_context;
    caller := split_part(stack, E'\n', 2);
    if caller <> '' and caller !~ '^PL/pgSQL.* COMMIT$'
        or current_query() ~* '\mset\M.*\mconstraints\M.*\mimmediate\M|\mprepare\s+transaction\M'
    then
        raise exception 'A governed change is checked when it is committed, not before.'
            using errcode = 'invalid_transaction_termination',
            hint = 'Do without SET CONSTRAINTS and PREPARE TRANSACTION, and do not spell them out in a reason.';
    elsif exists (
        select from countersign.event_pending as p
        where p.transaction = pg_current_xact_id()
            and p.id < countersign.uuid_v7_floor(clock_timestamp() - interval '1 minute')
    ) then
        raise exception 'A governed action is committed within a minute; this one is older and is undone.'
            using errcode = 'idle_in_transaction_session_timeout', hint = 'Begin again.';
    end if;
    return null;
end
$$;

-- Closes open requests past their time, one event each. Waits for nobody: this runs on the connection that seals the
-- trail, and a request or package that somebody holds in an open transaction is due again a second later.
create function countersign.expire_requests(batch integer, auth_method text) returns integer
language plpgsql
volatile
as $$
declare
    due record;
    held countersign.deployment_package;
    e countersign.event;
    recorded integer := 0;
begin
    for due in
        select q as r, k as w
        from countersign.governance_request as q
        inner join countersign.workflow as k on q.workflow = k.key
        where q.state in ('requested', 'partly-signed', 'authorized') and q.expires_at <= clock_timestamp()
        order by q.expires_at
        limit batch
        for update of q skip locked
    loop
        if (due.r).package_id is not null then
            select * into held
            from countersign.deployment_package as k
            where k.name = (due.r).package_id
            for no key update skip locked;
            continue when not found;
        end if;
        e := null;
        e.stream := 'governance';
        e.category := (due.w).category;
        e.severity := 'low';
        e.action := 'EXPIRE_REQUEST';
        e.outcome := 'succeeded';
        e.actor_auth_method := auth_method;
        e.surface := 'system';
        e := countersign.about_request(e, due.r, due.w);
        e.title := left(format('%s request expired for %s', (due.w).noun, (due.r).subject), 200);
        e.detail := format('Opened by %s, not completed by %s.', (due.r).requester,
            to_char((due.r).expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'));
        e.changes := jsonb_build_object('state', jsonb_build_object('old', (due.r).state, 'new', 'expired'));
        update countersign.governance_request as q
        set state = 'expired', closed_at = clock_timestamp(), closed_by = session_user, awaits = '{}'
        where q.id = (due.r).id;
        if (due.r).package_id is not null then
            e.changes := e.changes || countersign.release_package(due.r, due.w, held);
        end if;
        perform countersign.append_event(e);
        recorded := recorded + 1;
    end loop;
    return recorded;
end
$$;

-- Ends break-glass sessions past their time, one event each.
create function countersign.expire_sessions(batch integer, auth_method text) returns integer
language plpgsql
volatile
as $$
declare
    due record;
    e countersign.event;
    recorded integer := 0;
begin
    for due in
        select s, q as r, k as w
        from countersign.privileged_session as s
        inner join countersign.governance_request as q on s.request = q.id
        inner join countersign.workflow as k on q.workflow = k.key
        where s.ended_at is null and s.expires_at <= clock_timestamp()
        order by s.expires_at
        limit batch
        for update of q skip locked
    loop
        update countersign.privileged_session as p
        set ended_at = p.expires_at, ended_by = session_user, end_kind = 'expired'
        where p.request = (due.r).id and p.ended_at is null;
        continue when not found;
        -- Somebody may have reviewed it between its end and this record of it.
        update countersign.governance_request as q
        set awaits = '{review}'
        where q.id = (due.r).id
            and not exists (select from countersign.governance_review as v where v.request = q.id);
        e := null;
        e.stream := 'governance';
        e.category := (due.w).category;
        e.severity := 'medium';
        e.action := 'EXPIRE_SESSION';
        e.outcome := 'succeeded';
        e.actor_auth_method := auth_method;
        e.surface := 'system';
        e := countersign.about_request(e, due.r, due.w);
        e.title := left(format('Break-glass session expired for %s', (due.s).tenant), 200);
        e.detail := format('The session of %s ended by itself at %s.', (due.s).holder,
            to_char((due.s).expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'));
        e.changes := jsonb_build_object('session', jsonb_build_object('old', 'open', 'new', 'expired'));
        perform countersign.append_event(e);
        recorded := recorded + 1;
    end loop;
    return recorded;
end
$$;

-- Sums up the refusals of past minutes that were too many to be recorded singly.
create function countersign.sum_refusals(batch integer) returns integer
language plpgsql
volatile
as $$
declare
    due record;
    e countersign.event;
    recorded integer := 0;
begin
    for due in
        delete from countersign.refusal_tally as t
        using (
            select o.minute, o.login, o.code, o.target, o.action
            from countersign.refusal_tally as o
            where o.minute < date_trunc('minute', clock_timestamp(), 'UTC')
            order by o.minute
            limit batch
            for update skip locked
        ) as past
        where t.minute = past.minute and t.login = past.login and t.code = past.code and t.target = past.target
            and t.action = past.action
        returning t.*
    loop
        continue when due.refusals < 20;
        e := null;
        e.stream := 'governance';
        e.category := 'access-control';
        e.severity := 'high';
        e.action := 'REFUSE_REPEATEDLY';
        e.outcome := 'denied';
        e.actor_username := due.login;
        e.via := session_user;
        e.surface := 'system';
        e.resource_type := 'refusal';
        e.resource_id := due.target;
        e.error_code := due.code;
        e.error_message := format('%s more refusals in this minute', due.refusals - 19);
        e.title := left(format('%s more refusals of %s', due.refusals - 19, due.login), 200);
        e.detail := format('%s was refused %s times for %s in the minute from %s; 19 of them are recorded singly.',
            due.login, due.refusals, due.action, to_char(due.minute at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'));
        e.changes := jsonb_build_object('refusals', jsonb_build_object('new', due.refusals - 19));
        perform countersign.append_event(e, due.refusals - 19);
        recorded := recorded + 1;
    end loop;
    return recorded;
end
$$;

-- Records what has run out: open requests and sessions past their time, and the summaries of refusal floods of past
-- minutes. The states that people see are by the clock already; this is the entry in the trail.
create or replace function countersign.expire_due(
    max integer default 500, out requests integer, out sessions integer, out summaries integer
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
declare
    batch constant integer := least(greatest(expire_due.max, 1), 10000);
    auth_method constant text := countersign.session_auth_method(
        (select i.is_private_cluster from countersign.installation as i));
begin
    perform countersign.prepare_months();
    requests := countersign.expire_requests(batch, auth_method);
    sessions := countersign.expire_sessions(batch, auth_method);
    summaries := countersign.sum_refusals(batch);
end
$$;
