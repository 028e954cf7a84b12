-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Requests, signatures, break-glass sessions and reviews; what requests are checked against.
--
-- requested → partly-signed → authorized → executed, or rejected, withdrawn, expired, failed. A break-glass request is
-- executed by its approval: the session opens in the same transaction. Order of locks everywhere: requests by id,
-- package, engine, lease, persons by login. Every function refuses what it can without a lock first, so that somebody
-- who may not act cannot hold up those who may by leaving a transaction open.

set local role countersign_owner;

create table countersign.governance_request (
    id uuid not null,
    workflow text collate "C" not null,
    state text collate "C" not null default 'requested',
    requester text collate "C" not null,
    requester_signs boolean not null,
    subject text not null,
    tenant text,
    package_id text,
    -- The package's manifest that this request's own contains; an edit of the package replaces both.
    package_sha256 bytea,
    lease text collate "C",
    escalation uuid,
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
    -- Whose turn it is: roles whose signature is missing, "execution", or "review" of what was done.
    awaits text[] not null,
    is_voided boolean not null default false,
    constraint governance_request_pk primary key (id),
    -- What a signature refers to, so that "not by the requester" is a CHECK over there.
    constraint governance_request_signing_key unique (id, workflow, requester, requester_signs),
    constraint governance_request_workflow_fk foreign key (workflow) references countersign.workflow (key),
    constraint governance_request_requester_fk foreign key (requester) references countersign.person (login),
    constraint governance_request_package_fk foreign key (package_id) references countersign.deployment_package (name),
    constraint governance_request_lease_fk foreign key (lease) references countersign.ai_lease (name),
    constraint governance_request_escalation_fk foreign key (escalation) references countersign.lease_escalation (id),
    constraint governance_request_package_check check ((package_id is null) = (package_sha256 is null)),
    constraint governance_request_awaits_check check (
        case
            when state in ('requested', 'partly-signed') then awaits <@ '{operator,finance,auditor,admin}'
                and cardinality(awaits) > 0
            when state = 'authorized' then awaits = '{execution}'
            else awaits <@ '{review}'
        end
    ),
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
-- One small index for each kind of duty, so that nobody's list walks through what waits for others.
create index governance_request_operator_idx on countersign.governance_request (id) where awaits @> '{operator}';
create index governance_request_finance_idx on countersign.governance_request (id) where awaits @> '{finance}';
create index governance_request_auditor_idx on countersign.governance_request (id) where awaits @> '{auditor}';
create index governance_request_admin_idx on countersign.governance_request (id) where awaits @> '{admin}';
create index governance_request_execution_idx on countersign.governance_request (id) where awaits @> '{execution}';
create index governance_request_review_idx on countersign.governance_request (id) where awaits @> '{review}';
create index governance_request_voided_idx on countersign.governance_request (id) where is_voided and closed_at is null;
create index governance_request_own_idx on countersign.governance_request (requester, id) where closed_at is null;
create index governance_request_package_idx on countersign.governance_request (package_id, id)
where closed_at is null and package_id is not null;
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

create table countersign.governance_review (
    id uuid not null,
    kind text collate "C" not null,
    request uuid,
    escalation uuid,
    since timestamptz,
    until timestamptz,
    subject_login text collate "C",
    reviewer text collate "C" not null,
    note text not null,
    recorded_at timestamptz not null,
    constraint governance_review_pk primary key (id),
    constraint governance_review_kind_check check (
        case kind
            when 'session' then num_nulls(request, escalation, since, until) = 3 and request is not null
            when 'lease-override' then num_nulls(request, escalation, since, until) = 3 and request is not null
            when 'escalation' then num_nulls(request, escalation, since, until) = 3 and escalation is not null
            when 'trail' then num_nulls(request, escalation) = 2 and since < until
            else false
        end
    ),
    constraint governance_review_not_own_check check (reviewer <> subject_login),
    constraint governance_review_subject_check check ((kind = 'trail') = (subject_login is null)),
    constraint governance_review_request_key unique (request, reviewer),
    constraint governance_review_escalation_key unique (escalation, reviewer),
    constraint governance_review_request_fk foreign key (request) references countersign.governance_request (id),
    constraint governance_review_escalation_fk foreign key (escalation) references countersign.lease_escalation (id),
    constraint governance_review_reviewer_fk foreign key (reviewer) references countersign.person (login),
    constraint governance_review_note_check check (length(note) between 1 and 2000)
);
comment on table countersign.governance_review is
'Reviews of sessions, lease overrides, escalations and windows of the trail. A review governs nothing.';
call countersign.guard_table('countersign.governance_review', append_only => true);
call countersign.demand_event_on('countersign.governance_review');

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
                    coalesce(words = any(rule.choices), false)
                    or (
                        rule.choices is null
                        and exists (select from countersign.deployment_package as p where p.name = words)
                    )
                )
            then
                problem := countersign.because('invalid-input', format(
                    '%s: choose one of %s.', rule.name, coalesce(
                        array_to_string(rule.choices, ', '),
                        (
                            select left(string_agg(p.name, ', ' order by p.name), 1000)
                            from countersign.deployment_package as p
                        ), '(none known)')));
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

-- Checks a form as a whole. Returns the accepted arguments, or why they cannot be taken.
create function countersign.check_form(
    w countersign.workflow, arguments jsonb, reason text, out accepted jsonb, out problem countersign.refusal
)
language plpgsql
stable
as $$
declare
    rule countersign.workflow_field_rule;
    checked record;
    known text[] := array[]::text[];
    words text;
begin
    accepted := '{}'::jsonb;
    if arguments is null or jsonb_typeof(arguments) <> 'object' or octet_length(arguments::text) > 16384 then
        problem := countersign.because('invalid-input', 'arguments: expected a JSON object of at most 16 KiB.');
        return;
    end if;
    for rule in
        select f.* from countersign.workflow_field_rule as f where f.workflow = w.key order by f.ordinal
    loop
        if rule.kind = 'reason' then
            words := countersign.reason_problem(check_form.reason);
            if words is not null then
                problem := countersign.because('reason-required', words);
            end if;
        else
            known := known || rule.name;
            checked := countersign.check_field(rule, arguments -> rule.name, arguments);
            if checked.value is not null then
                accepted := accepted || jsonb_build_object(rule.name, checked.value);
            end if;
            problem := checked.problem;
        end if;
        if problem.code is not null then
            return;
        end if;
    end loop;
    if (arguments - known) <> '{}'::jsonb then
        problem := countersign.because('invalid-input', format('arguments: %s has no field %s.', w.key, left(
            (select string_agg(k.name, ', ') from jsonb_object_keys(arguments - known) as k (name)), 200)));
    end if;
end
$$;

-- The manifest of a request: RFC 8785, keys in order. These bytes are shown, signed and hashed. A package's manifest,
-- and the exact bundle of a rollback or the exact revocations of a retirement, are part of it.
create function countersign.request_manifest(
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
        '{"arguments":', countersign.canonical_json(r.arguments),
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

-- Why the package or lease that a request is about does not allow a step now; null code where it does.
create function countersign.effect_problem(
    verb text, r countersign.governance_request, w countersign.workflow, p countersign.deployment_package,
    l countersign.ai_lease
) returns countersign.refusal
language plpgsql
volatile
as $$
begin
    case w.effect
        when 'deploy' then
            if verb = 'execute' and (p.state <> 'ready' or p.approval_request is distinct from r.id)
                or verb = 'sign' and p.state <> 'in-review'
                or verb = 'open' and p.state not in ('draft', 'in-review', 'ready', 'rolled-back')
            then
                return countersign.package_problem(p);
            elsif verb = 'open' and p.state = 'ready' and exists (
                select from countersign.governance_request as q
                where q.id = p.approval_request and q.state = 'authorized' and q.expires_at > clock_timestamp()
            ) then
                return countersign.because('invalid-input', format(
                    'package: %s is approved already by req_%s; an operator can deploy it.', p.name,
                    p.approval_request));
            end if;
        when 'raise-quota' then
            if p.state not in ('draft', 'in-review', 'blocked') then
                return countersign.because('invalid-input', format(
                    'package: a quota exception comes before the final approval of a package, and %s is %s.', p.name,
                    p.state));
            end if;
        when 'roll-back' then
            if p.state in ('rolled-back', 'retiring', 'retired') then
                return countersign.package_problem(p);
            elsif countersign.rollback_target(p.name) is null then
                return countersign.because('invalid-input', format(
                    'package: %s has no certified earlier release to go back to.', p.name));
            end if;
        when 'retire' then
            if p.state = 'retired' or (p.state = 'retiring') <> (verb = 'execute') then
                return countersign.package_problem(p);
            elsif (select g.is_serving from countersign.engine as g where g.name = p.name) then
                return countersign.because('engine-active', format(
                    'Retirement remains disabled while the engine is active: %s serves traffic.', p.name));
            end if;
        when 'expand-lease' then
            if l.revoked_at is not null then
                return countersign.because('invalid-input', format('lease: %s is revoked.', l.name));
            elsif not exists (
                select from countersign.lease_escalation as x
                where x.lease = l.name and x.expires_at > clock_timestamp()
            ) then
                return countersign.because('not-escalated', format(
                    'The lease %s is read-only until escalated: countersign leases escalate %s --reason …', l.name,
                    l.name));
            elsif verb <> 'execute' and (r.arguments ->> 'cap')::integer <= l.cap then
                return countersign.because('invalid-input', format('cap: more than the present %s.', l.cap));
            end if;
        else
            null;
    end case;
    return null;
end
$$;

-- The refusal of a package whose state does not allow it.
create function countersign.package_problem(p countersign.deployment_package) returns countersign.refusal
language plpgsql
immutable
as $$
begin
    return countersign.because('invalid-input', left(format('package: %s is %s%s.', p.name,
        case p.state when 'in-review' then 'in review' when 'rolled-back' then 'rolled back' else p.state end,
        case p.state
            when 'blocked' then ': ' || rtrim(p.blocked_reason, '.')
            when 'ready' then ', approved' || coalesce(' by req_' || p.approval_request, '')
            else '' end), 2000));
end
$$;
