-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Registering people, granting and revoking roles, suspending.
--
-- Where the events go: what succeeds changes who may do what and lies in stream `auth`, which admins read. A refused
-- attempt is everybody's business and lies in `governance`: whoever tries to grant rights that are not theirs should
-- be seen by every colleague, not only by the person they tried it on.

set local role countersign_owner;

-- Whoever loses a right must not be able to keep it by leaving a transaction open: the wait for their lock is bounded
-- (3 s) and the error names the session to end.

-- What every change of people starts with. Refuses early without a lock, then locks both persons, in order of name so
-- that two admins who act on each other cannot deadlock, and reads again.
create function countersign.enter_person_change(
    action text, target text, reason text, needs_reason boolean, client jsonb,
    out a countersign.actor, out p countersign.person, out e countersign.event
)
language plpgsql
volatile
as $$
declare
    is_locked boolean := false;
    busy text;
begin
    perform nextval('countersign.attempt');
    loop
        if is_locked then
            begin
                perform from countersign.person as l
                where l.login in (session_user, target)
                order by l.login
                for update;
            exception when lock_not_available then
                select string_agg(s.pid::text, ', ' order by s.pid) into busy
                from pg_catalog.pg_stat_activity as s
                where s.usename = target and s.xact_start is not null and s.datname = current_database();
                raise exception '% has a governed action under way that has not been committed.', target
                    using errcode = 'lock_not_available',
                    hint = format('Try again. If it stays so, whoever runs the database ends the session: select '
                        'pg_terminate_backend(%s)', coalesce(busy, 'PID'));
            end;
        end if;
        a := countersign.identify(hold => false);
        select * into p from countersign.person as l where l.login = target;
        e := countersign.begin_event(a, action, 'access-control', 'high', client);
        e.resource_type := 'person';
        e.resource_id := left(target, 64);
        e.title := left(format('%s refused for %s', case action
            when 'REGISTER_PERSON' then 'Registration'
            when 'GRANT_ROLE' then 'Role grant'
            when 'REVOKE_ROLE' then 'Role revocation'
            when 'SUSPEND_PERSON' then 'Suspension'
            else 'Reinstatement'
        end, coalesce(left(target, 64), '(nobody)')), 200);
        if e.error_code is not null then
            null;
        elsif not 'admin' = any(a.roles) then
            e.error_code := 'role-required';
            e.error_message := format('People and roles are changed by a Platform Admin; %s is not one.', a.login);
        elsif target = a.login then
            e.error_code := 'self-approval';
            e.error_message := 'Nobody changes their own registration or roles; ask another admin.';
        elsif needs_reason then
            e.error_message := countersign.reason_problem(enter_person_change.reason);
            if e.error_message is not null then
                e.error_code := 'reason-required';
            end if;
        end if;
        if e.error_code is null and p.login is null and action <> 'REGISTER_PERSON' then
            e.error_code := 'not-found';
            e.error_message := format('login: %s is not registered. Run: countersign people add %s',
                left(target, 64), left(target, 64));
        end if;
        e.detail := e.error_message;
        exit when e.error_code is not null or is_locked;
        is_locked := true;
    end loop;
end
$$;

-- Writes a person; says why not in `problem`. The caller has checked who may.
create function countersign.insert_person(
    login text, display_name text, email text, out problem countersign.refusal
)
language plpgsql
volatile
as $$
declare
    unsafe text;
begin
    -- By the whole name: to_regrole() would cut it at 63 bytes and find somebody else.
    if not exists (select from pg_catalog.pg_roles as l where l.rolname = insert_person.login and l.rolcanlogin) then
        problem := countersign.because('not-found', format(
            'login: %s is not a login role. Whoever runs the database makes it: create role %s login in role '
            'countersign_user', coalesce(left(insert_person.login, 64), '(none)'),
            coalesce(quote_ident(left(insert_person.login, 64)), 'NAME')));
        return;
    end if;
    unsafe := countersign.unsafe_login_reason(insert_person.login);
    if unsafe is not null then
        problem := countersign.because('unsafe-login',
            format('login: %s may not be registered: %s.', insert_person.login, unsafe));
    elsif not pg_has_role(insert_person.login::name, 'countersign_user', 'usage') then
        problem := countersign.because('invalid-input', format(
            'login: %s is not a member of countersign_user. Whoever runs the database grants it: grant '
            'countersign_user to %s', insert_person.login, quote_ident(insert_person.login)));
    elsif exists (select from countersign.person as p where p.login = insert_person.login) then
        problem := countersign.because('invalid-input',
            format('login: %s is registered already.', insert_person.login));
    elsif insert_person.display_name is null or countersign.visible_length(insert_person.display_name) = 0
        or length(insert_person.display_name) > 120
    then
        problem := countersign.because('invalid-input', 'display_name: required, at most 120 characters.');
    elsif insert_person.email !~ '^[^@[:space:]]{1,64}@[^@[:space:]]{1,189}$' then
        problem := countersign.because('invalid-input', 'email: expected one address such as name@example.com.');
    else
        insert into countersign.person (login, display_name, email, registered_at, registered_by)
        values (
            insert_person.login, insert_person.display_name, insert_person.email, clock_timestamp(), session_user
        );
    end if;
end
$$;

create function countersign.insert_grant(login text, role text, reason text) returns void
language sql
volatile
as $$
    insert into countersign.role_grant (id, login, role, granted_at, granted_by, grant_reason)
    values (
        countersign.uuid_v7(clock_timestamp()), insert_grant.login, insert_grant.role, clock_timestamp(),
        session_user, insert_grant.reason
    )
$$;

create function countersign.register_person(
    login text, display_name text, email text default null, client jsonb default '{}'
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
    n := countersign.enter_person_change(
        'REGISTER_PERSON', register_person.login, null, false, register_person.client);
    e := n.e;
    if e.error_code is null then
        problem := countersign.insert_person(
            register_person.login, register_person.display_name, nullif(register_person.email, ''));
        e.error_code := problem.code;
        e.error_message := problem.message;
        e.detail := problem.message;
    end if;
    if e.error_code is not null then
        return countersign.refuse(e, 'person');
    end if;
    e.stream := 'auth';
    e.title := left(format('%s registered', register_person.login), 200);
    e.detail := format('%s is the person %s.', register_person.login, register_person.display_name);
    e.changes := jsonb_build_object(
        'display_name', jsonb_build_object('new', register_person.display_name),
        'email', jsonb_build_object('new', nullif(register_person.email, '')));
    return countersign.accept(e, format('%s is registered, without any role yet.', register_person.login));
end
$$;

create function countersign.grant_role(
    login text, role text, reason text, client jsonb default '{}'
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
    unsafe text;
begin
    n := countersign.enter_person_change('GRANT_ROLE', grant_role.login, grant_role.reason, true, grant_role.client);
    e := n.e;
    if e.error_code is null then
        unsafe := countersign.unsafe_login_reason(grant_role.login);
        if grant_role.role is null or grant_role.role not in ('operator', 'finance', 'auditor', 'admin') then
            e.error_code := 'invalid-input';
            e.error_message := 'role: one of operator, finance, auditor, admin.';
        elsif unsafe is not null then
            e.error_code := 'unsafe-login';
            e.error_message := format('login: %s may hold no role: %s.', grant_role.login, unsafe);
        elsif (n.p).suspended_at is not null then
            e.error_code := 'suspended';
            e.error_message := format('login: %s is suspended; reinstate first.', grant_role.login);
        elsif countersign.holds_role(grant_role.login, grant_role.role) then
            e.error_code := 'invalid-input';
            e.error_message := format('role: %s holds %s already.', grant_role.login, grant_role.role);
        end if;
        e.detail := e.error_message;
    end if;
    if e.error_code is not null then
        return countersign.refuse(e, coalesce((n.p).login, 'person'));
    end if;
    perform countersign.insert_grant(grant_role.login, grant_role.role, grant_role.reason);
    e.stream := 'auth';
    e.title := left(format('%s granted to %s', countersign.role_title(grant_role.role), grant_role.login), 200);
    e.detail := grant_role.reason;
    e.changes := jsonb_build_object('role', jsonb_build_object('new', grant_role.role));
    return countersign.accept(e, format('%s now holds %s.', grant_role.login,
        countersign.role_title(grant_role.role)));
end
$$;

create function countersign.revoke_role(
    login text, role text, reason text, client jsonb default '{}'
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
begin
    n := countersign.enter_person_change(
        'REVOKE_ROLE', revoke_role.login, revoke_role.reason, true, revoke_role.client);
    e := n.e;
    if e.error_code is null and not countersign.holds_role(revoke_role.login, revoke_role.role) then
        e.error_code := 'invalid-input';
        e.error_message := format('role: %s does not hold %s.', revoke_role.login, left(revoke_role.role, 40));
        e.detail := e.error_message;
    end if;
    if e.error_code is not null then
        return countersign.refuse(e, coalesce((n.p).login, 'person'));
    end if;
    update countersign.role_grant as g
    set revoked_at = clock_timestamp(), revoked_by = session_user, revoke_reason = revoke_role.reason
    where g.login = revoke_role.login and g.role = revoke_role.role and g.revoked_at is null;
    e.stream := 'auth';
    e.title := left(format('%s revoked from %s', countersign.role_title(revoke_role.role), revoke_role.login), 200);
    e.detail := revoke_role.reason;
    e.changes := jsonb_build_object('role', jsonb_build_object('old', revoke_role.role));
    return countersign.accept(e, format('%s no longer holds %s.', revoke_role.login,
        countersign.role_title(revoke_role.role)));
end
$$;

create function countersign.suspend_person(
    login text, reason text, client jsonb default '{}'
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
begin
    n := countersign.enter_person_change(
        'SUSPEND_PERSON', suspend_person.login, suspend_person.reason, true, suspend_person.client);
    e := n.e;
    if e.error_code is null and (n.p).suspended_at is not null then
        e.error_code := 'suspended';
        e.error_message := format('login: %s is suspended already.', suspend_person.login);
        e.detail := e.error_message;
    end if;
    if e.error_code is not null then
        return countersign.refuse(e, coalesce((n.p).login, 'person'));
    end if;
    update countersign.person as p
    set suspended_at = clock_timestamp(), suspended_by = session_user, suspension_reason = suspend_person.reason
    where p.login = suspend_person.login;
    e.stream := 'auth';
    e.title := left(format('%s suspended', suspend_person.login), 200);
    e.detail := suspend_person.reason;
    e.changes := jsonb_build_object('suspended', jsonb_build_object('old', false, 'new', true));
    return countersign.accept(e, format('%s is suspended: every governed call of theirs is refused.',
        suspend_person.login));
end
$$;

create function countersign.reinstate_person(
    login text, reason text, client jsonb default '{}'
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
begin
    n := countersign.enter_person_change(
        'REINSTATE_PERSON', reinstate_person.login, reinstate_person.reason, true, reinstate_person.client);
    e := n.e;
    if e.error_code is null and (n.p).suspended_at is null then
        e.error_code := 'invalid-input';
        e.error_message := format('login: %s is not suspended.', reinstate_person.login);
        e.detail := e.error_message;
    end if;
    if e.error_code is not null then
        return countersign.refuse(e, coalesce((n.p).login, 'person'));
    end if;
    update countersign.person as p
    set suspended_at = null, suspended_by = null, suspension_reason = null
    where p.login = reinstate_person.login;
    e.stream := 'auth';
    e.title := left(format('%s reinstated', reinstate_person.login), 200);
    e.detail := reinstate_person.reason;
    e.changes := jsonb_build_object('suspended', jsonb_build_object('old', true, 'new', false));
    return countersign.accept(e, format('%s may act again.', reinstate_person.login));
end
$$;

-- The first admin comes from whoever runs the database. Refused once there is one.
create function countersign.first_admin(
    login text, display_name text default null, email text default null, roles text[] default '{admin}',
    client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
as $$
declare
    e countersign.event;
    problem countersign.refusal;
    role text;
begin
    if not pg_has_role(session_user, 'countersign_owner', 'member') then
        raise exception 'Only a superuser or a member of countersign_owner makes the first admin.'
            using errcode = 'insufficient_privilege';
    end if;
    perform nextval('countersign.attempt');
    lock table countersign.person in share row exclusive mode;
    e := countersign.begin_event(countersign.identify(hold => false), 'REGISTER_PERSON', 'access-control', 'high',
        first_admin.client);
    -- Whoever runs the database is no person here; their word counts for this one act.
    if e.error_code in ('unsafe-login', 'role-required') then
        e.error_code := null;
        e.error_message := null;
    end if;
    e.resource_type := 'person';
    e.resource_id := left(first_admin.login, 64);
    e.title := left(format('First admin refused for %s', coalesce(first_admin.login, '(nobody)')), 200);
    if e.error_code is null then
        if exists (select from countersign.role_grant as g where g.role = 'admin' and g.revoked_at is null) then
            e.error_code := 'invalid-input';
            e.error_message := 'login: there is an admin already; they grant the others their roles.';
        elsif first_admin.roles is null or not first_admin.roles <@ array['admin', 'operator']
            or not 'admin' = any(first_admin.roles)
        then
            e.error_code := 'invalid-input';
            e.error_message := 'roles: admin, or admin and operator.';
        elsif not exists (select from countersign.person as p where p.login = first_admin.login) then
            problem := countersign.insert_person(
                first_admin.login, coalesce(nullif(first_admin.display_name, ''), first_admin.login),
                nullif(first_admin.email, ''));
            e.error_code := problem.code;
            e.error_message := problem.message;
        end if;
    end if;
    if e.error_code is not null then
        e.detail := e.error_message;
        return countersign.refuse(e, 'first-admin');
    end if;
    e.stream := 'auth';
    foreach role in array first_admin.roles loop
        if not countersign.holds_role(first_admin.login, role) then
            perform countersign.insert_grant(first_admin.login, role, 'First admin of this installation');
        end if;
    end loop;
    e.action := 'GRANT_ROLE';
    e.title := left(format('%s made the first admin', first_admin.login), 200);
    e.detail := format('Made by %s, who runs the database.', session_user);
    e.changes := jsonb_build_object('roles', jsonb_build_object('new', to_jsonb(first_admin.roles)));
    return row(
        'succeeded', '', format('%s is the first admin.', first_admin.login), null,
        'audit_' || countersign.append_event(e, 1)
    )::countersign.action_result;
end
$$;

-- Says that this server is the program's own private cluster, whose every connection is authenticated by peer. Called
-- by the program after migrating such a cluster; safe to repeat. Not callable by any login of countersign_user.
create function countersign.declare_private_cluster() returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
as $$
declare
    e countersign.event;
begin
    if (select i.is_private_cluster from countersign.installation as i for update) then
        return;
    end if;
    e.stream := 'control';
    e.category := 'integrity';
    e.severity := 'low';
    e.action := 'DECLARE_PRIVATE_CLUSTER';
    e.outcome := 'succeeded';
    e.actor_auth_method := 'peer';
    e.surface := 'sql';
    e.title := 'This server is a private cluster';
    e.detail := 'Its connections are authenticated by peer; whoever owns its operating system account is its DBA.';
    perform countersign.append_event(e);
    update countersign.installation as i set is_private_cluster = true;
end
$$;
revoke all on function countersign.declare_private_cluster() from public;
