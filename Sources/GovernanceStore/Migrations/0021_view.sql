-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- What people read, and the privileges: countersign_user has SELECT on views and EXECUTE on functions, nothing else.
--
-- Who may read which stream is settled by table, not by a condition on rows: a row filter in an ordinary view leaks
-- through a cheap function, and security_barrier makes a page 200 times slower.

set local role countersign_owner;

create function countersign.is_admin() returns boolean
language plpgsql
stable
security definer
set search_path = pg_catalog, countersign, pg_temp
as $$
begin
    return exists (
        select
        from countersign.role_grant as g
        inner join countersign.person as p on g.login = p.login
        where g.login = session_user and g.role = 'admin' and g.revoked_at is null and p.suspended_at is null
    );
end
$$;
comment on function countersign.is_admin() is 'Whether the session''s person is an active admin.';

create view countersign.event_open as
select e.*, e.outcome = 'succeeded' as success from countersign.event_governance as e
union all
select e.*, e.outcome = 'succeeded' as success from countersign.event_runtime as e
union all
select e.*, e.outcome = 'succeeded' as success from countersign.event_system as e;
comment on view countersign.event_open is 'The trail that every person reads: streams governance, runtime, system.';

create view countersign.event_restricted as
select u.*
from (
    select e.*, e.outcome = 'succeeded' as success from countersign.event_control as e
    union all
    select e.*, e.outcome = 'succeeded' as success from countersign.event_admin as e
    union all
    select e.*, e.outcome = 'succeeded' as success from countersign.event_auth as e
) as u
where (select countersign.is_admin());
comment on view countersign.event_restricted is 'Streams control, admin and auth; rows for admins only.';

create view countersign.event_all as
select u.*
from (
    select e.*, e.outcome = 'succeeded' as success from countersign.event_governance as e
    union all
    select e.*, e.outcome = 'succeeded' as success from countersign.event_runtime as e
    union all
    select e.*, e.outcome = 'succeeded' as success from countersign.event_system as e
    union all
    select e.*, e.outcome = 'succeeded' as success from countersign.event_control as e
    union all
    select e.*, e.outcome = 'succeeded' as success from countersign.event_admin as e
    union all
    select e.*, e.outcome = 'succeeded' as success from countersign.event_auth as e
) as u
where (select countersign.is_admin());
comment on view countersign.event_all is 'Every stream; rows for admins only.';

-- In sealed order. Each branch is entered for its own stream only and finds its month by the id: OFFSET 0 keeps the
-- planner from flattening the branches into one append, which would look into every month for every row.
create view countersign.event_tail_open as
select s.seq, t.*
from countersign.event_seq as s
cross join lateral (
    (
        select e.*, e.outcome = 'succeeded' as success
        from countersign.event_governance as e
        where s.stream = 'governance' and e.id = s.id
        offset 0
    )
    union all
    (
        select e.*, e.outcome = 'succeeded' as success
        from countersign.event_runtime as e
        where s.stream = 'runtime' and e.id = s.id
        offset 0
    )
    union all
    (
        select e.*, e.outcome = 'succeeded' as success
        from countersign.event_system as e
        where s.stream = 'system' and e.id = s.id
        offset 0
    )
) as t;
comment on view countersign.event_tail_open is
'event_open in sealed order: where seq > the last one seen, order by seq, limit.';

create view countersign.event_tail_all as
select s.seq, t.*
from countersign.event_seq as s
cross join lateral (
    (
        select e.*, e.outcome = 'succeeded' as success
        from countersign.event_governance as e
        where s.stream = 'governance' and e.id = s.id
        offset 0
    )
    union all
    (
        select e.*, e.outcome = 'succeeded' as success
        from countersign.event_runtime as e
        where s.stream = 'runtime' and e.id = s.id
        offset 0
    )
    union all
    (
        select e.*, e.outcome = 'succeeded' as success
        from countersign.event_system as e
        where s.stream = 'system' and e.id = s.id
        offset 0
    )
    union all
    (
        select e.*, e.outcome = 'succeeded' as success
        from countersign.event_control as e
        where s.stream = 'control' and e.id = s.id
        offset 0
    )
    union all
    (
        select e.*, e.outcome = 'succeeded' as success
        from countersign.event_admin as e
        where s.stream = 'admin' and e.id = s.id
        offset 0
    )
    union all
    (
        select e.*, e.outcome = 'succeeded' as success
        from countersign.event_auth as e
        where s.stream = 'auth' and e.id = s.id
        offset 0
    )
) as t
where (select countersign.is_admin());
comment on view countersign.event_tail_all is 'event_all in sealed order; rows for admins only.';

create view countersign.trail_head as
select
    h.head,
    h.sealed_at,
    (select count(*) from (select from countersign.event_pending limit 10001) as p) as pending
from countersign.seq_head as h;
comment on view countersign.trail_head is 'The last sealed number; pending is counted up to 10,001.';

create view countersign.attempt_gap as
select
    drawn.attempts,
    recorded.attempts as recorded,
    greatest(drawn.attempts - recorded.attempts, 0) as lost
from
    (select case when q.is_called then q.last_value else 0 end as attempts from countersign.attempt as q) as drawn,
    (
        select
            (select h.attempts from countersign.seq_head as h)
            + (select coalesce(sum(p.attempts), 0) from countersign.event_pending as p)
            + (select coalesce(sum(t.refusals - 19), 0) from countersign.refusal_tally as t where t.refusals >= 20)
            as attempts
    ) as recorded;
comment on view countersign.attempt_gap is
'Governed calls that left no record: rolled back by their caller, under way at this moment, or up to 32 per crash.';

create view countersign.person_overview as
select
    p.login,
    p.display_name,
    p.email,
    array(
        select g.role from countersign.role_grant as g
        where g.login = p.login and g.revoked_at is null
        order by g.role
    ) as roles,
    p.suspended_at is not null as is_suspended,
    p.suspended_at,
    p.suspended_by,
    case when p.login = session_user or (select countersign.is_admin()) then p.suspension_reason end
    as suspension_reason,
    p.registered_at,
    p.registered_by
from countersign.person as p;
comment on view countersign.person_overview is
'Registered persons with the roles they hold now. The reason of a suspension is for admins and for the person.';

create view countersign.person_role as
select
    g.login,
    p.display_name,
    g.role,
    g.granted_at,
    g.granted_by,
    case when g.login = session_user or (select countersign.is_admin()) then g.grant_reason end as grant_reason,
    g.revoked_at,
    g.revoked_by,
    case when g.login = session_user or (select countersign.is_admin()) then g.revoke_reason end as revoke_reason,
    g.revoked_at is null as is_current
from countersign.role_grant as g
inner join countersign.person as p on g.login = p.login;
comment on view countersign.person_role is
'Who held which role from when to when. The reasons, as in stream auth, are for admins and for the person.';

create view countersign.my_identity as
select
    session_user::text as login,
    p.display_name,
    p.email,
    array(
        select g.role from countersign.role_grant as g
        where g.login = session_user and g.revoked_at is null
        order by g.role
    ) as roles,
    p.login is not null as is_registered,
    p.suspended_at is not null as is_suspended,
    countersign.unsafe_login_reason(session_user) as unsafe_reason,
    array['operator', 'finance', 'auditor'] as mutation_roles,
    pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as is_read_only,
    statement_timestamp() as server_time,
    p.registered_at
from (select) as one
left join countersign.person as p on p.login = session_user;
comment on view countersign.my_identity is 'Who PostgreSQL says that the session is, and whether it may act: one row.';

create view countersign.schema_version as
select
    max(m.version) as version,
    max(m.applied_at) as applied_at,
    count(*) as migrations
from countersign.schema_migration as m;
comment on view countersign.schema_version is 'The version of this schema: one row.';

create view countersign.admin_audit_events as
select
    'audit_' || e.id as id,
    e.occurred_at as "timestamp",
    coalesce(e.actor_email, e.actor_username) as admin_id,
    e.action,
    e.resource_type,
    coalesce(e.resource_id, '') as resource_id,
    coalesce(e.changes, '{}') as changes,
    e.outcome = 'succeeded' as success,
    coalesce(e.error_message, '') as error_message
from countersign.event_admin as e
where (select countersign.is_admin());
comment on view countersign.admin_audit_events is 'The documented shape of the admin trail (stream admin), for admins.';

create view countersign.control_audit_events as
select
    'audit_' || e.id as id,
    e.occurred_at as "timestamp",
    e.actor_username,
    e.actor_email,
    e.actor_roles as actor_role,
    e.actor_auth_method,
    e.action,
    e.surface as control_surface,
    e.resource_id as target_name,
    e.environment,
    e.backend,
    e.result_reference,
    e.outcome,
    e.error_message
from countersign.event_control as e
where (select countersign.is_admin());
comment on view countersign.control_audit_events is 'The documented shape of the control trail, for admins.';

-- The documented DELETE and its relatives are answered with what to do instead.
create function countersign.refuse_documented_write() returns trigger
language plpgsql
as $$
begin
    raise exception '% is not possible on %: the audit trail is append-only.', tg_op, tg_table_name
        using errcode = 'insufficient_privilege',
        hint = 'Old events leave the trail only by "countersign archive", which keeps their proofs and records itself.';
end
$$;

-- The documented names read through a function, which the planner puts in place. Reading the views directly would do,
-- but for LOCK: a login with DELETE on a view may lock it in any mode, and LOCK goes down into the tables of a view,
-- though not into a function. So one login could stop everybody who reads or writes streams admin and control.
create function countersign.documented_admin_events() returns setof countersign.admin_audit_events
language sql
stable
begin atomic
    select a.* from countersign.admin_audit_events as a;
end;

create function countersign.documented_control_events() returns setof countersign.control_audit_events
language sql
stable
begin atomic
    select c.* from countersign.control_audit_events as c;
end;

create view public.admin_audit_events as
select a.* from countersign.documented_admin_events() as a;
comment on view public.admin_audit_events is 'countersign.admin_audit_events under its documented name.';
create view public.control_audit_events as
select c.* from countersign.documented_control_events() as c;
comment on view public.control_audit_events is 'countersign.control_audit_events under its documented name.';

create trigger refuse_row instead of insert or update or delete on public.admin_audit_events
for each row execute function countersign.refuse_documented_write();
create trigger refuse_row instead of insert or update or delete on public.control_audit_events
for each row execute function countersign.refuse_documented_write();
-- A statement that finds no row is refused too.
create trigger refuse_statement before delete on public.admin_audit_events
for each statement execute function countersign.refuse_documented_write();
create trigger refuse_statement before delete on public.control_audit_events
for each statement execute function countersign.refuse_documented_write();

-- Privileges, by name. Whatever is not named here is closed.
revoke all on all tables in schema countersign from public;
revoke all on all sequences in schema countersign from public;
revoke all on all routines in schema countersign from public;

grant select on
countersign.event_open,
countersign.event_restricted,
countersign.event_all,
countersign.event_tail_open,
countersign.event_tail_all,
countersign.trail_head,
countersign.attempt_gap,
countersign.person_overview,
countersign.person_role,
countersign.workflow_catalog,
countersign.workflow_overview,
countersign.workflow_slot,
countersign.workflow_field,
countersign.engine_catalog,
countersign.request_signature_overview,
countersign.session_overview,
countersign.request_overview,
countersign.review_overview,
countersign.review_duty,
countersign.package_overview,
countersign.package_approval,
countersign.package_resource,
countersign.package_attachment,
countersign.package_release,
countersign.package_rollback_plan,
countersign.package_retirement,
countersign.lifecycle_guardrail,
countersign.lease_overview,
countersign.my_identity,
countersign.schema_version,
countersign.admin_audit_events,
countersign.control_audit_events,
public.admin_audit_events,
public.control_audit_events
to countersign_user;

-- Only so that the documented DELETE reaches its explanation; the triggers refuse every one.
grant delete on public.admin_audit_events, public.control_audit_events to countersign_user;

grant execute on function
countersign.is_admin(),
countersign.unsafe_login_reason(text),
countersign.documented_admin_events(),
countersign.documented_control_events(),
countersign.my_duty(uuid, integer),
countersign.other_duty(uuid, integer),
countersign.expiring(interval, integer),
countersign.open_request(text, jsonb, text, jsonb),
countersign.amend_request(text, jsonb, text, jsonb),
countersign.execute_request(text, text, jsonb),
countersign.review_request(text, text, jsonb),
countersign.review_trail(timestamptz, timestamptz, text, jsonb),
countersign.escalate_lease(text, text, jsonb),
countersign.register_lease(text, text, text, integer, jsonb),
countersign.register_engine(text, text, jsonb),
countersign.set_engine_serving(text, boolean, text, jsonb),
countersign.draft_package(text, jsonb, text, jsonb),
countersign.block_package(text, text, jsonb),
countersign.unblock_package(text, text, jsonb),
countersign.record_connection_opened(jsonb),
countersign.record_connection_closed(jsonb),
countersign.sign_request(text, text, jsonb),
countersign.reject_request(text, text, jsonb),
countersign.withdraw_request(text, text, jsonb),
countersign.close_session(text, text, jsonb),
countersign.register_person(text, text, text, jsonb),
countersign.grant_role(text, text, text, jsonb),
countersign.revoke_role(text, text, text, jsonb),
countersign.suspend_person(text, text, jsonb),
countersign.reinstate_person(text, text, jsonb),
countersign.import_events(text, jsonb, jsonb),
countersign.record_import(jsonb, jsonb)
to countersign_user;
grant usage on type countersign.action_result, countersign.import_result, countersign.duty to countersign_user;

grant execute on function countersign.seal(integer), countersign.expire_due(integer) to countersign_service;
grant select on countersign.trail_head, countersign.schema_version, countersign.attempt_gap to countersign_service;
