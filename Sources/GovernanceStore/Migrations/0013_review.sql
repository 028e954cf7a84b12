-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Escalating a lease, and reviews: of sessions, lease overrides, escalations and windows of the trail. A review is a
-- note of somebody who was not its subject; it governs nothing.

set local role countersign_owner;

-- What governed calls about a package, an engine, a lease, or nothing in particular have in common: refuse early, lock,
-- read again, refuse or hand over. The lock goes to the open requests of a package first where `holds_requests`.
create function countersign.enter_subject(
    kind text, name text, action text, category text, severity text, refused text, roles text[],
    reason text, client jsonb, holds_requests boolean,
    out a countersign.actor, out p countersign.deployment_package, out g countersign.engine,
    out l countersign.ai_lease, out e countersign.event
)
language plpgsql
volatile
as $$
declare
    is_locked boolean := false;
begin
    perform nextval('countersign.attempt');
    loop
        if is_locked and kind in ('package', 'engine') then
            if holds_requests then
                perform
                from countersign.governance_request as q
                where q.package_id = enter_subject.name and q.closed_at is null
                order by q.id
                for update;
            end if;
            perform from countersign.deployment_package as k where k.name = enter_subject.name for no key update;
            perform from countersign.engine as k where k.name = enter_subject.name for no key update;
        elsif is_locked and kind = 'lease' then
            perform from countersign.ai_lease as k where k.name = enter_subject.name for no key update;
        end if;
        if kind in ('package', 'engine') then
            select * into p from countersign.deployment_package as k where k.name = enter_subject.name;
            select * into g from countersign.engine as k where k.name = enter_subject.name;
        elsif kind = 'lease' then
            select * into l from countersign.ai_lease as k where k.name = enter_subject.name;
        end if;
        a := countersign.identify(hold => is_locked);
        e := countersign.begin_event(a, action, category, severity, client);
        e.resource_type := kind;
        e.resource_id := left(enter_subject.name, 200);
        e.package_id := p.name;
        e.tenant := l.tenant;
        e.title := left(
            format('%s refused for %s', refused, coalesce(left(enter_subject.name, 120), '(nothing)')), 200);
        if e.error_code is null and not a.roles && enter_subject.roles then
            e.error_code := 'role-required';
            e.error_message := format('This needs the role %s; %s does not hold it.', (
                select string_agg(countersign.role_title(k.role), ' or ')
                from unnest(enter_subject.roles) as k (role)
            ), a.login);
        elsif e.error_code is null and reason is not null then
            e.error_message := countersign.reason_problem(enter_subject.reason);
            if e.error_message is not null then
                e.error_code := 'reason-required';
            end if;
        end if;
        e.detail := e.error_message;
        exit when e.error_code is not null or is_locked;
        is_locked := true;
    end loop;
end
$$;

-- Refuses for a reason that a caller of enter_subject() found.
create function countersign.refuse_subject(
    e countersign.event, problem countersign.refusal, target text
) returns countersign.action_result
language plpgsql
volatile
as $$
begin
    if problem.code is not null then
        e.error_code := problem.code;
        e.error_message := problem.message;
        e.detail := problem.message;
    end if;
    return countersign.refuse(e, target);
end
$$;

-- Unlocks a lease for 30 minutes. Finance is flagged by an event of its own, and a review stays open.
create function countersign.escalate_lease(
    lease text, reason text, client jsonb default '{}'
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
    l countersign.ai_lease;
    x countersign.lease_escalation;
    problem countersign.refusal;
begin
    n := countersign.enter_subject('lease', escalate_lease.lease, 'ESCALATE_LEASE', 'ai-leasing', 'high', 'Escalation',
        '{operator}', coalesce(escalate_lease.reason, ''), escalate_lease.client, false);
    e := n.e;
    l := n.l;
    if e.error_code is null and l.name is null then
        problem := countersign.because(
            'not-found', 'lease: there is no such lease. "countersign leases list" shows them.');
    elsif e.error_code is null and l.revoked_at is not null then
        problem := countersign.because('invalid-input', format('lease: %s is revoked.', l.name));
    end if;
    if coalesce(e.error_code, problem.code) is not null then
        return countersign.refuse_subject(e, problem, coalesce(l.name, 'lease'));
    end if;
    x.escalated_at := clock_timestamp();
    x.id := countersign.uuid_v7(x.escalated_at);
    x.expires_at := x.escalated_at + interval '30 minutes';
    insert into countersign.lease_escalation (id, lease, escalated_by, reason, escalated_at, expires_at)
    values (x.id, l.name, (n.a).login, escalate_lease.reason, x.escalated_at, x.expires_at);
    update countersign.ai_lease as k set is_flagged = true where k.name = l.name;
    e.title := left(format('%s escalated', l.name), 200);
    e.detail := escalate_lease.reason;
    e.result_reference := 'esc_' || x.id;
    e.changes := jsonb_build_object(
        'escalation', jsonb_build_object('new', 'esc_' || x.id),
        'expires_at', jsonb_build_object('new', countersign.canonical_time(x.expires_at)));
    e.id := countersign.append_event(e, 1);
    n.e := e;
    n.e.action := 'FLAG_LEASE';
    n.e.title := left(format('%s lease flagged for finance review', l.class), 200);
    n.e.detail := left(format('%s escalated %s outside the default lease envelope of %s cycles.', (n.a).login, l.name,
        l.envelope_cap), 4000);
    n.e.changes := jsonb_build_object('is_flagged', jsonb_build_object('old', l.is_flagged, 'new', true));
    perform countersign.append_event(n.e);
    return row(
        'succeeded', '', format('%s is unlocked until %s. Finance is flagged; somebody else reviews esc_%s.', l.name,
            to_char(x.expires_at at time zone 'UTC', 'HH24:MI "UTC"'), x.id), null, 'audit_' || e.id
    )::countersign.action_result;
end
$$;

-- Why a note is not one; null code where it is.
create function countersign.note_problem(note text) returns countersign.refusal
language plpgsql
immutable
as $$
begin
    if countersign.visible_length(coalesce(note, '')) = 0 or length(note) > 2000 then
        return countersign.because('reason-required', 'note: write what you found, at most 2,000 characters.');
    end if;
    return null;
end
$$;

create function countersign.record_review(v countersign.governance_review, note text) returns void
language plpgsql
volatile
as $$
begin
    v.recorded_at := clock_timestamp();
    v.id := countersign.uuid_v7(v.recorded_at);
    v.reviewer := session_user;
    v.note := record_review.note;
    insert into countersign.governance_review (
        id, kind, request, escalation, since, until, subject_login, reviewer, note, recorded_at
    ) values (
        v.id, v.kind, v.request, v.escalation, v.since, v.until, v.subject_login, v.reviewer, v.note, v.recorded_at
    );
end
$$;

-- A lease whose escalations and overrides are all reviewed is no longer flagged.
create function countersign.unflag_lease(lease text) returns void
language plpgsql
volatile
as $$
begin
    update countersign.ai_lease as l
    set is_flagged = false
    where l.name = unflag_lease.lease and l.is_flagged
        and not exists (
            select from countersign.lease_escalation as x where x.lease = l.name and x.reviewed_at is null
        )
        and not exists (
            select from countersign.governance_request as q where q.lease = l.name and q.awaits @> '{review}'
        );
end
$$;

-- Records the review of an ended break-glass session or an executed lease override (req_…), or of an escalation
-- (esc_…).
create function countersign.review_request(
    request text, note text, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
declare
    n record;
    r countersign.governance_request;
    e countersign.event;
    v countersign.governance_review;
    problem countersign.refusal;
begin
    if review_request.request like 'esc\_%' then
        return countersign.review_escalation(review_request.request, review_request.note, review_request.client);
    end if;
    n := countersign.enter_request('review', review_request.request, review_request.client);
    r := n.r;
    e := n.e;
    if e.error_code is null then
        problem := countersign.note_problem(review_request.note);
    end if;
    if coalesce(e.error_code, problem.code) is not null then
        return countersign.refuse_subject(e, problem, coalesce(r.id::text, 'request'));
    end if;
    v.kind := case when r.lease is null then 'session' else 'lease-override' end;
    v.request := r.id;
    v.subject_login := r.requester;
    perform countersign.record_review(v, review_request.note);
    update countersign.governance_request as q set awaits = '{}' where q.id = r.id;
    -- Whoever reviews an override has seen the escalation that it used, unless that was their own.
    update countersign.lease_escalation as x
    set reviewed_at = clock_timestamp()
    where x.id = r.escalation and x.reviewed_at is null and x.escalated_by <> (n.a).login;
    perform countersign.unflag_lease(r.lease);
    e.title := left(format('%s request reviewed for %s', (n.w).noun, r.subject), 200);
    e.detail := review_request.note;
    e.changes := jsonb_build_object('review', jsonb_build_object('new', (n.a).login));
    return countersign.accept(e, 'The review is recorded.');
end
$$;

create function countersign.review_escalation(
    shown text, note text, client jsonb
) returns countersign.action_result
language plpgsql
volatile
as $$
declare
    wanted constant uuid := countersign.request_uuid('req_' || substr(shown, 5));
    n record;
    e countersign.event;
    x countersign.lease_escalation;
    v countersign.governance_review;
    problem countersign.refusal;
begin
    select * into x from countersign.lease_escalation as k where k.id = wanted;
    n := countersign.enter_subject('lease', x.lease, 'REVIEW_ESCALATION', 'ai-leasing', 'low',
        'Review of an escalation', '{operator,finance,auditor,admin}', null, client, false);
    e := n.e;
    if e.error_code is not null then
        null;
    elsif x.id is null then
        problem := countersign.because(
            'not-found', 'There is no such escalation. "countersign leases list" shows them.');
    elsif x.escalated_by = (n.a).login then
        problem := countersign.because('self-approval', 'Nobody reviews what they did themselves.');
    elsif exists (
        select from countersign.governance_review as k where k.escalation = x.id and k.reviewer = (n.a).login
    ) then
        problem := countersign.because('already-signed', 'You have reviewed this already.');
    else
        problem := countersign.note_problem(review_escalation.note);
    end if;
    if coalesce(e.error_code, problem.code) is not null then
        return countersign.refuse_subject(e, problem, coalesce(x.id::text, 'escalation'));
    end if;
    v.kind := 'escalation';
    v.escalation := x.id;
    v.subject_login := x.escalated_by;
    perform countersign.record_review(v, review_escalation.note);
    update countersign.lease_escalation as k
    set reviewed_at = clock_timestamp()
    where k.id = x.id and k.reviewed_at is null;
    perform countersign.unflag_lease(x.lease);
    e.title := left(format('Escalation of %s reviewed', x.lease), 200);
    e.detail := review_escalation.note;
    e.result_reference := 'esc_' || x.id;
    e.changes := jsonb_build_object('review', jsonb_build_object('new', (n.a).login));
    return countersign.accept(e, 'The review is recorded.');
end
$$;

-- Records that somebody read the trail of a window of time.
create function countersign.review_trail(
    since timestamptz, until timestamptz, note text, client jsonb default '{}'
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
    v countersign.governance_review;
    problem countersign.refusal;
begin
    n := countersign.enter_subject('trail', 'trail', 'REVIEW_TRAIL', 'integrity', 'low', 'Review',
        '{operator,finance,auditor,admin}', null, review_trail.client, false);
    e := n.e;
    if e.error_code is not null then
        null;
    elsif review_trail.since is null or review_trail.until is null or review_trail.since >= review_trail.until
        or review_trail.until > clock_timestamp() or not isfinite(review_trail.since)
    then
        problem := countersign.because('invalid-input', 'since, until: a window of the past, since before until.');
    else
        problem := countersign.note_problem(review_trail.note);
    end if;
    if coalesce(e.error_code, problem.code) is not null then
        return countersign.refuse_subject(e, problem, 'trail');
    end if;
    v.kind := 'trail';
    v.since := review_trail.since;
    v.until := review_trail.until;
    perform countersign.record_review(v, review_trail.note);
    e.title := 'Audit trail reviewed';
    e.detail := review_trail.note;
    e.changes := jsonb_build_object(
        'since', jsonb_build_object('new', countersign.canonical_time(review_trail.since)),
        'until', jsonb_build_object('new', countersign.canonical_time(review_trail.until)));
    return countersign.accept(e, 'The review is recorded.');
end
$$;
