-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Guards, persons and their roles.
--
-- Every governed table belongs to countersign_owner, which nobody can log in as. Guards are the second line: triggers
-- that refuse what no function of this schema does, whoever asks, superusers included. A hot fix needs all of
--     set role countersign_owner; select countersign.append_event(…); <the change>;
-- in one transaction, so that it is in the trail like everything else.

set local role countersign_owner;

create function countersign.refuse_direct_write() returns trigger
language plpgsql
as $$
begin
    raise exception '% on %.% is not allowed.', tg_op, tg_table_schema, tg_table_name
        using errcode = 'insufficient_privilege',
        hint = 'Governed rows change only through the functions of the schema countersign, each with its audit event. '
            || 'Old events leave only by "countersign archive".';
end
$$;
comment on function countersign.refuse_direct_write() is 'Trigger: refuses, always.';

-- Puts the guards on a table. `append_only` refuses UPDATE to everybody, the owner included; `queue` lets the owner
-- delete (a work list, not a record).
create procedure countersign.guard_table(target regclass, append_only boolean, queue boolean default false)
language plpgsql
as $$
declare
    stranger constant text := ' when (current_user <> ''countersign_owner'')';
    guard record;
begin
    for guard in
        select v.name, v.happening, v.level, v.condition
        from (values
            ('guard_insert', 'insert', 'row', stranger),
            ('guard_update', 'update', 'row', case when append_only then '' else stranger end),
            ('guard_delete', 'delete', 'row', case when queue then stranger else '' end),
            ('guard_truncate', 'truncate', 'statement', '')
        ) as v (name, happening, level, condition)
    loop
        -- A partition has its row triggers from its parent already; its TRUNCATE trigger it has not.
        if not exists (
            select from pg_catalog.pg_trigger as t where t.tgrelid = target and t.tgname = guard.name
        ) then
            execute pg_catalog.format(
                'create trigger %I before %s on %s for each %s%s execute function countersign.refuse_direct_write()',
                guard.name, guard.happening, target, guard.level, guard.condition);
        end if;
        execute pg_catalog.format('alter table %s enable always trigger %I', target, guard.name);
    end loop;
end
$$;

call countersign.guard_table('countersign.schema_migration', append_only => true);

-- Facts about this installation that no session may set for itself.
create table countersign.installation (
    singleton boolean not null default true,
    is_private_cluster boolean not null default false,
    created_at timestamptz not null default clock_timestamp(),
    constraint installation_pk primary key (singleton),
    constraint installation_singleton_check check (singleton)
);
comment on column countersign.installation.is_private_cluster is
'True where the program runs this server itself and every connection is authenticated by peer.';
insert into countersign.installation (singleton) values (true);
call countersign.guard_table('countersign.installation', append_only => false);

create table countersign.person (
    login text collate "C" not null,
    display_name text not null,
    email text,
    registered_at timestamptz not null,
    registered_by text collate "C" not null,
    suspended_at timestamptz,
    suspended_by text collate "C",
    suspension_reason text,
    constraint person_pk primary key (login),
    constraint person_login_check check (octet_length(login) between 1 and 63),
    constraint person_display_name_check check (length(display_name) between 1 and 120),
    constraint person_email_check check (length(email) between 3 and 254 and email ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
    constraint person_suspension_check check (
        (suspended_at is null) = (suspended_by is null) and (suspended_at is null) = (suspension_reason is null)
    )
);
comment on table countersign.person is 'A person is a PostgreSQL login role that an admin registered here.';
call countersign.guard_table('countersign.person', append_only => false);

create table countersign.role_grant (
    id uuid not null,
    login text collate "C" not null,
    role text collate "C" not null,
    granted_at timestamptz not null,
    granted_by text collate "C" not null,
    grant_reason text not null,
    revoked_at timestamptz,
    revoked_by text collate "C",
    revoke_reason text,
    constraint role_grant_pk primary key (id),
    constraint role_grant_login_fk foreign key (login) references countersign.person (login),
    constraint role_grant_role_check check (role in ('operator', 'finance', 'auditor', 'admin')),
    -- The first admin is made by whoever runs the database; nobody else is their own source of rights.
    constraint role_grant_not_own_check check (granted_by <> login),
    constraint role_grant_revocation_check check (
        (revoked_at is null) = (revoked_by is null) and (revoked_at is null) = (revoke_reason is null)
    )
);
comment on table countersign.role_grant is 'Who held which governance role from when to when. Rows are never removed.';
create unique index role_grant_current_key on countersign.role_grant (login, role) where revoked_at is null;
call countersign.guard_table('countersign.role_grant', append_only => false);

-- Why a login must not act here; null where it may. Such a login could rewrite the tables or become somebody else, so
-- its signature would prove nothing. Counts membership however indirect, since SET ROLE reaches it.
create function countersign.unsafe_login_reason(name text) returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, countersign, pg_temp
as $$
declare
    login constant oid := (
        select r.oid from pg_catalog.pg_roles as r where r.rolname = unsafe_login_reason.name
    );
    found_role record;
    attribute text;
begin
    if login is null then
        return 'no such login role exists';
    end if;
    select r.oid, r.rolname, r.rolsuper, r.rolcreaterole, r.rolreplication, r.rolbypassrls
    into found_role
    from pg_catalog.pg_roles as r
    where (
        r.rolsuper or r.rolcreaterole or r.rolreplication or r.rolbypassrls
        or r.rolname in ('countersign_owner', 'countersign_service')
        or (r.oid < 16384 and r.rolname ~ '^pg_(write_|execute_|read_.*(data|files)$)')
        -- The owner of this database could change the search_path of everybody who connects to it.
        or r.oid = (select d.datdba from pg_catalog.pg_database as d where d.datname = current_database())
    )
    and case when r.oid = login then true else pg_has_role(login, r.oid, 'member') end
    order by r.oid = login desc, r.rolsuper desc, r.rolname
    limit 1;
    if not found then
        return null;
    end if;
    attribute := case
        when found_role.rolsuper then 'SUPERUSER'
        when found_role.rolcreaterole then 'CREATEROLE'
        when found_role.rolreplication then 'REPLICATION'
        when found_role.rolbypassrls then 'BYPASSRLS'
    end;
    if found_role.oid = login then
        return coalesce(
            'it has the attribute ' || attribute,
            'it owns this database or is the program''s own role');
    end if;
    return 'it is a member of ' || quote_ident(found_role.rolname)
        || coalesce(', which has the attribute ' || attribute, '');
end
$$;
comment on function countersign.unsafe_login_reason(text) is
'Why this login is refused (it could act past the functions); null where it is safe.';
