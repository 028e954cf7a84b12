-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Requests, signatures and break-glass sessions.
--
-- requested → partly-signed → authorized → executed, or rejected, withdrawn, expired, failed. A break-glass request is
-- executed by its approval: the session opens in the same transaction. Order of locks everywhere: request, then
-- persons. Every function refuses what it can without a lock first, so that somebody who may not act cannot hold up
-- those who may by leaving a transaction open.

set local role countersign_owner;

create table countersign.governance_request (
    id uuid not null,
    workflow text collate "C" not null,
    state text collate "C" not null default 'requested',
    requester text collate "C" not null,
    requester_signs boolean not null,
    subject text not null,
    tenant text,
    package_id text collate "C",
    arguments jsonb not null,
    reason text not null,
    coverage text,
    opened_at timestamptz not null,
    expires_at timestamptz not null,
    manifest bytea not null,
    manifest_sha256 bytea not null generated always as (sha256(manifest)) stored,
    closed_at timestamptz,
    closed_by text collate "C",
    close_reason text,
    constraint governance_request_pk primary key (id),
    -- What a signature refers to, so that "not by the requester" is a CHECK over there.
    constraint governance_request_signing_key unique (id, workflow, requester, requester_signs),
    constraint governance_request_workflow_fk foreign key (workflow) references countersign.workflow (key),
    constraint governance_request_requester_fk foreign key (requester) references countersign.person (login),
    constraint governance_request_state_check check (state in (
        'requested', 'partly-signed', 'authorized', 'executed', 'rejected', 'withdrawn', 'expired', 'failed'
    )),
    constraint governance_request_reason_check check (length(reason) <= 2000),
    constraint governance_request_expiry_check check (expires_at > opened_at),
    constraint governance_request_closing_check check (
        (state in ('requested', 'partly-signed', 'authorized')) = (closed_at is null)
    )
) with (fillfactor = 80);
comment on table countersign.governance_request is 'Privileged requests. The manifest''s bytes are what people sign.';
create index governance_request_due_idx on countersign.governance_request (expires_at)
where state in ('requested', 'partly-signed', 'authorized');
create index governance_request_workflow_idx on countersign.governance_request (workflow, id);
call countersign.guard_table('countersign.governance_request', append_only => false);
call countersign.demand_event_on('countersign.governance_request');

alter table countersign.workflow_slot_rule
add constraint workflow_slot_rule_role_key unique (workflow, name, role);

create table countersign.request_signature (
    request uuid not null,
    workflow text collate "C" not null,
    requester text collate "C" not null,
    requester_signs boolean not null,
    slot text collate "C" not null,
    role text collate "C" not null,
    signer text collate "C" not null,
    manifest_sha256 bytea not null,
    signed_at timestamptz not null,
    coverage text,
    -- One signature per person and one per slot: nobody approves alone, however many roles they hold.
    constraint request_signature_pk primary key (request, manifest_sha256, slot),
    constraint request_signature_signer_key unique (request, manifest_sha256, signer),
    constraint request_signature_not_own_check check (requester_signs or signer <> requester),
    constraint request_signature_request_fk foreign key (request, workflow, requester, requester_signs)
    references countersign.governance_request (id, workflow, requester, requester_signs),
    constraint request_signature_slot_fk foreign key (workflow, slot, role)
    references countersign.workflow_slot_rule (workflow, name, role),
    constraint request_signature_signer_fk foreign key (signer) references countersign.person (login)
);
comment on table countersign.request_signature is 'Who signed which manifest in which slot.';
call countersign.guard_table('countersign.request_signature', append_only => true);
call countersign.demand_event_on('countersign.request_signature');

create table countersign.privileged_session (
    request uuid not null,
    tenant text not null,
    holder text collate "C" not null,
    approver text collate "C" not null,
    opened_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    ended_by text collate "C",
    end_kind text collate "C",
    end_reason text,
    constraint privileged_session_pk primary key (request),
    constraint privileged_session_request_fk foreign key (request) references countersign.governance_request (id),
    constraint privileged_session_two_people_check check (holder <> approver),
    constraint privileged_session_length_check check (
        expires_at > opened_at and expires_at <= opened_at + interval '4 hours'
    ),
    constraint privileged_session_end_check check (
        (ended_at is null) = (end_kind is null) and (ended_at is null) = (ended_by is null)
        and end_kind in ('closed', 'expired')
    )
) with (fillfactor = 80);
comment on table countersign.privileged_session is
'Break-glass sessions: the recorded, time-boxed permission that others read. It grants nothing in here.';
create index privileged_session_due_idx on countersign.privileged_session (expires_at) where ended_at is null;
call countersign.guard_table('countersign.privileged_session', append_only => false);
call countersign.demand_event_on('countersign.privileged_session');

-- req_<uuid> or the bare UUID; null for anything else.
create function countersign.request_uuid(shown text) returns uuid
language sql
immutable
as $$
    select case
        when shown ~* '^(req_)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
            then right(shown, 36)::uuid
    end
$$;

-- The first reason why a reason is not one; null where it is fine.
create function countersign.reason_problem(reason text) returns text
language sql
immutable
as $$
    select case
        when countersign.visible_length(coalesce(reason, '')) < 10
            then 'reason: write at least 10 non-blank characters; every later reader sees them.'
        when length(reason) > 2000 then 'reason: at most 2,000 characters.'
    end
$$;

create type countersign.refusal as (code text, message text);

create function countersign.because(code text, message text) returns countersign.refusal
language sql
immutable
as $$
    select row(code, message)::countersign.refusal
$$;

-- Checks one field of a form. Returns its value in `value` (absent: null), or why it cannot be taken.
create function countersign.check_field(
    rule countersign.workflow_field_rule, given jsonb, arguments jsonb,
    out value jsonb, out problem countersign.refusal
)
language plpgsql
stable
as $$
declare
    words text;
    number numeric;
    missing text;
begin
    if given is null or jsonb_typeof(given) = 'null' then
        if rule.default_value is not null then
            given := to_jsonb(rule.default_value);
        elsif not rule.is_required then
            return;
        end if;
    end if;
    words := case when jsonb_typeof(given) in ('string', 'number') then given #>> '{}' end;

    case rule.kind
        when 'text' then
            if words is null or countersign.visible_length(words) = 0 then
                problem := countersign.because('invalid-input', format('%s: required. %s', rule.name, rule.help));
            elsif length(words) < coalesce(rule.minimum, 0) or length(words) > coalesce(rule.maximum, 200) then
                problem := countersign.because('invalid-input', format(
                    '%s: between %s and %s characters.', rule.name, coalesce(rule.minimum, 0),
                    coalesce(rule.maximum, 200)));
            else
                value := to_jsonb(words);
            end if;
        when 'choice' then
            if words is null
                or not (
                    words = any(rule.choices)
                    or (rule.choices is null and exists (select from countersign.engine as g where g.name = words))
                )
            then
                problem := countersign.because('invalid-input', format(
                    '%s: choose one of %s.', rule.name, coalesce(
                        array_to_string(rule.choices, ', '),
                        (select string_agg(g.name, ', ' order by g.name) from countersign.engine as g),
                        '(none known)')));
            else
                value := to_jsonb(words);
            end if;
        when 'integer' then
            if words ~ '^-?[0-9]{1,9}$' then
                number := words::numeric;
            end if;
            if number is null or number < rule.minimum or number > rule.maximum then
                problem := countersign.because('invalid-input', format(
                    '%s: a whole number from %s to %s.', rule.name, rule.minimum, rule.maximum));
            else
                value := to_jsonb(number::bigint);
            end if;
        when 'checklist' then
            select string_agg(c.item, ', ' order by c.ordinal)
            into missing
            from unnest(rule.choices) with ordinality as c (item, ordinal)
            where jsonb_typeof(given) is distinct from 'array' or not given ? c.item;
            if missing is not null then
                problem := countersign.because('checklist-incomplete',
                    format('%s: still to confirm: %s.', rule.name, missing));
            else
                value := to_jsonb(rule.choices);
            end if;
        when 'confirmation' then
            if words is distinct from arguments ->> rule.confirms then
                problem := countersign.because('confirmation-mismatch', format(
                    '%s: type the %s exactly as it is named above.', rule.name, rule.confirms));
            else
                value := to_jsonb(words);
            end if;
        else
            problem := countersign.because('invalid-input', format('%s: this kind of field is not known.', rule.name));
    end case;
end
$$;

-- Puts what a request is about into its event.
create function countersign.about_request(
    e countersign.event, r countersign.governance_request, w countersign.workflow
) returns countersign.event
language plpgsql
immutable
as $$
begin
    e.request_id := 'req_' || r.id;
    e.resource_type := w.subject_field;
    e.resource_id := r.subject;
    e.tenant := r.tenant;
    e.package_id := r.package_id;
    return e;
end
$$;

create function countersign.open_request(
    workflow text, arguments jsonb, reason text, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
declare
    a countersign.actor;
    e countersign.event;
    w countersign.workflow;
    r countersign.governance_request;
    rule countersign.workflow_field_rule;
    checked record;
    accepted jsonb := '{}'::jsonb;
    known text[] := array[]::text[];
    words text;
begin
    perform nextval('countersign.attempt');
    select k.* into w from countersign.workflow as k where k.key = open_request.workflow;
    a := countersign.identify(hold => true);
    e := countersign.begin_event(a, 'OPEN_REQUEST', coalesce(w.category, 'access-control'), 'medium', client);
    e.resource_type := coalesce(w.subject_field, 'workflow');
    if w.key is not null and jsonb_typeof(arguments) = 'object' then
        e.resource_id := left(arguments ->> w.subject_field, 200);
        e.tenant := left(arguments ->> 'tenant', 200);
        e.package_id := left(arguments ->> 'package', 200);
    end if;
    e.title := left(format('%s request refused for %s', coalesce(w.noun, 'Workflow'),
        coalesce(e.resource_id, '(unnamed)')), 200);

    if e.error_code is null then
        if w.key is null then
            e.error_code := 'invalid-input';
            e.error_message := format('workflow: there is no workflow "%s". Known: %s.',
                left(open_request.workflow, 60),
                (select string_agg(k.key, ', ' order by k.ordinal) from countersign.workflow as k));
        elsif not w.is_offered then
            e.error_code := 'invalid-input';
            e.error_message := format('workflow: %s cannot be opened in this version. Offered: %s.', w.title,
                (select string_agg(k.key, ', ' order by k.ordinal) from countersign.workflow as k where k.is_offered));
        elsif not w.opener_role = any(a.roles) then
            e.error_code := 'role-required';
            e.error_message := format('%s needs the role %s; %s does not hold it.', w.title,
                countersign.role_title(w.opener_role), a.login);
        elsif arguments is null or jsonb_typeof(arguments) <> 'object' or octet_length(arguments::text) > 16384 then
            e.error_code := 'invalid-input';
            e.error_message := 'arguments: expected a JSON object of at most 16 KiB.';
        end if;
    end if;
    if e.error_code is not null then
        e.detail := e.error_message;
        return countersign.refuse(e, coalesce(w.key, 'workflow'));
    end if;

    for rule in
        select f.* from countersign.workflow_field_rule as f where f.workflow = w.key order by f.ordinal
    loop
        if rule.kind = 'reason' then
            e.error_message := countersign.reason_problem(open_request.reason);
            if e.error_message is not null then
                e.error_code := 'reason-required';
            end if;
        else
            known := known || rule.name;
            checked := countersign.check_field(rule, arguments -> rule.name, arguments);
            if checked.value is not null then
                accepted := accepted || jsonb_build_object(rule.name, checked.value);
            end if;
            e.error_code := (checked.problem).code;
            e.error_message := (checked.problem).message;
        end if;
        exit when e.error_code is not null;
    end loop;
    if e.error_code is null then
        if (arguments - known) <> '{}'::jsonb then
            e.error_code := 'invalid-input';
            e.error_message := format('arguments: %s has no field %s.', w.key, left(
                (select string_agg(k.name, ', ') from jsonb_object_keys(arguments - known) as k (name)), 200));
        end if;
    end if;
    if e.error_code is not null then
        e.detail := e.error_message;
        return countersign.refuse(e, w.key);
    end if;

    r.opened_at := clock_timestamp();
    r.id := countersign.uuid_v7(r.opened_at);
    r.workflow := w.key;
    r.state := 'requested';
    r.requester := a.login;
    r.requester_signs := w.requester_signs;
    r.subject := accepted ->> w.subject_field;
    r.tenant := accepted ->> 'tenant';
    r.package_id := accepted ->> 'package';
    r.arguments := accepted;
    r.reason := open_request.reason;
    r.coverage := e.coverage;
    r.expires_at := r.opened_at + w.open_for;
    -- RFC 8785, keys in order. These bytes are shown, signed and hashed; nobody makes them a second time.
    r.manifest := convert_to(concat(
        '{"arguments":', countersign.canonical_json(accepted),
        ',"expires_at":"', countersign.canonical_time(r.expires_at),
        '","format":1,"opened_at":"', countersign.canonical_time(r.opened_at),
        '","reason":', to_json(r.reason),
        ',"request":"req_', r.id,
        '","requester":', to_json(r.requester),
        ',"requester_signs":', to_json(r.requester_signs),
        ',"signatures":', w.signatures,
        ',"title":', to_json(w.title),
        ',"workflow":', to_json(w.key), '}'), 'UTF8');

    e := countersign.about_request(e, r, w);
    e.title := left(format('%s request opened for %s', w.noun, r.subject), 200);
    e.detail := r.reason;
    e.changes := jsonb_build_object(
        'state', jsonb_build_object('new', r.state), 'arguments', jsonb_build_object('new', accepted));
    words := format('%s request opened. It needs the signature of another %s by %s.',
        w.noun, countersign.role_title(w.opener_role), to_char(r.expires_at at time zone 'UTC', 'HH24:MI "UTC"'));
    e.error_code := null;
    e.error_message := null;
    insert into countersign.governance_request (
        id, workflow, state, requester, requester_signs, subject, tenant, package_id, arguments, reason, coverage,
        opened_at, expires_at, manifest
    ) values (
        r.id, r.workflow, r.state, r.requester, r.requester_signs, r.subject, r.tenant, r.package_id, r.arguments,
        r.reason, r.coverage, r.opened_at, r.expires_at, r.manifest
    );
    return countersign.accept(e, words);
end
$$;

-- Why this person cannot act on this request now; null code where they can. Pure reading: it runs once without locks,
-- to refuse early, and again under them, to decide.
create function countersign.request_problem(
    verb text, a countersign.actor, r countersign.governance_request, w countersign.workflow
) returns countersign.refusal
language plpgsql
volatile
as $$
declare
    needed text;
begin
    if r.state not in ('requested', 'partly-signed', 'authorized') then
        return countersign.because('request-closed',
            format('The request is %s since %s; nothing can change it any more.', r.state,
            to_char(r.closed_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')));
    elsif r.expires_at <= clock_timestamp() then
        return countersign.because('expired', format('The request expired at %s. Open a new one.',
            to_char(r.expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"')));
    elsif verb = 'withdraw' then
        if r.requester <> a.login then
            return countersign.because('role-required',
                format('Only %s, who opened it, can withdraw this request; reject it instead.',
                r.requester));
        end if;
        return null;
    elsif r.state = 'authorized' then
        return countersign.because('request-closed',
            'The request is authorized: it can only be executed, withdrawn, or expire.');
    end if;

    select string_agg(distinct countersign.role_title(s.role), ' or ') into needed
    from countersign.workflow_slot_rule as s
    where s.workflow = w.key;
    if not exists (
        select from countersign.workflow_slot_rule as s where s.workflow = w.key and s.role = any(a.roles)
    ) then
        return countersign.because('role-required',
            format('%s needs the role %s; %s does not hold it.', w.title, needed, a.login));
    elsif verb = 'reject' then
        if r.requester = a.login then
            return countersign.because('self-approval',
                'You opened this request: withdraw it instead of rejecting it.');
        end if;
        return null;
    elsif not w.requester_signs and r.requester = a.login then
        return countersign.because('self-approval', format(
            'You opened this request, so another %s must approve it.', needed));
    elsif exists (
        select from countersign.request_signature as g
        where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.signer = a.login
    ) then
        return countersign.because('already-signed',
            'You have signed this request already; the other signature must be somebody else''s.');
    elsif not exists (
        select from countersign.workflow_slot_rule as s
        where s.workflow = w.key and s.role = any(a.roles)
            and not exists (
                select from countersign.request_signature as g
                where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.slot = s.name
            )
    ) then
        return countersign.because('role-required',
            'The signature of your role is there already; another role''s is still missing.');
    end if;
    return null;
end
$$;

-- Puts a signature into the first free slot that one of the person's roles fills. Returns whether all slots are full.
create function countersign.fill_slot(
    a countersign.actor, r countersign.governance_request, coverage text, out slot text, out is_complete boolean
)
language plpgsql
volatile
as $$
begin
    insert into countersign.request_signature (
        request, workflow, requester, requester_signs, slot, role, signer, manifest_sha256, signed_at, coverage
    )
    select
        r.id, r.workflow, r.requester, r.requester_signs, s.name, s.role, a.login, r.manifest_sha256,
        clock_timestamp(), fill_slot.coverage
    from countersign.workflow_slot_rule as s
    where s.workflow = r.workflow and s.role = any(a.roles)
        and not exists (
            select from countersign.request_signature as g
            where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.slot = s.name
        )
    order by s.ordinal
    limit 1
    returning request_signature.slot into fill_slot.slot;
    is_complete := not exists (
        select from countersign.workflow_slot_rule as s
        where s.workflow = r.workflow
            and not exists (
                select from countersign.request_signature as g
                where g.request = r.id and g.manifest_sha256 = r.manifest_sha256 and g.slot = s.name
            )
    );
end
$$;

-- Everything signing, rejecting and withdrawing have in common: find, refuse early, lock, read again, refuse or hand
-- over. `e.error_code` tells the caller that it must refuse.
create function countersign.enter_request(
    verb text, shown text, client jsonb,
    out a countersign.actor, out r countersign.governance_request, out w countersign.workflow,
    out e countersign.event
)
language plpgsql
volatile
as $$
declare
    wanted constant uuid := countersign.request_uuid(shown);
    problem countersign.refusal;
    is_locked boolean := false;
begin
    perform nextval('countersign.attempt');
    loop
        if is_locked then
            select * into r from countersign.governance_request as q where q.id = wanted for update;
        else
            select * into r from countersign.governance_request as q where q.id = wanted;
        end if;
        select * into w from countersign.workflow as k where k.key = r.workflow;
        a := countersign.identify(hold => is_locked);
        e := countersign.begin_event(
            a, upper(verb) || '_REQUEST', coalesce(w.category, 'access-control'), 'medium', client);
        e.title := left(format('%s of %s refused',
            case verb when 'sign' then 'Approval' when 'reject' then 'Rejection' else 'Withdrawal' end,
            coalesce(lower(w.noun) || ' request for ' || r.subject, 'an unknown request')), 200);
        if r.id is null then
            e.resource_type := 'request';
            e.resource_id := left(shown, 64);
            if e.error_code is null then
                e.error_code := 'not-found';
                e.error_message := 'There is no such request. "countersign requests list" shows the ids.';
            end if;
        else
            e := countersign.about_request(e, r, w);
            if e.error_code is null then
                problem := countersign.request_problem(verb, a, r, w);
                e.error_code := problem.code;
                e.error_message := problem.message;
            end if;
        end if;
        e.detail := e.error_message;
        exit when e.error_code is not null or is_locked;
        is_locked := true;
    end loop;
end
$$;
