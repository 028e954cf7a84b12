-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Bootstrap: the three roles, the schema, the list of migrations, and what PUBLIC must not have.
--
-- Safe to run again at any time, and needed again after CREATE DATABASE … TEMPLATE, which copies a database's contents
-- but not its own privileges. Run it as a superuser, or as a member of countersign_owner that owns the database (then
-- the three roles must exist already). Roles belong to the whole cluster, everything else to this database.

do $$
declare
    wanted record;
    unexpected text;
begin
    if pg_catalog.current_setting('server_encoding') <> 'UTF8' then
        raise exception 'The encoding of database % is %; Countersign needs UTF8.',
            pg_catalog.current_database(), pg_catalog.current_setting('server_encoding')
            using hint = 'Make the database with: create database NAME encoding ''UTF8'' template template0';
    end if;
    -- A schema that somebody prepared in our name would keep belonging to them, with whatever lies in it.
    select pg_catalog.format('schema countersign is owned by %I', n.nspowner::regrole) into unexpected
    from pg_catalog.pg_namespace as n
    where n.nspname = 'countersign' and n.nspowner <> coalesce(pg_catalog.to_regrole('countersign_owner'), 0::oid);
    if found then
        raise exception 'This database is not safe to use: %.', unexpected
            using hint = 'Find out who made it and why; then drop that schema, and run this again.';
    end if;

    for wanted in
        select v.name, v.attributes
        from (values
            ('countersign_owner', 'nologin'),
            ('countersign_user', 'nologin'),
            ('countersign_service', 'login')
        ) as v (name, attributes)
    loop
        if pg_catalog.to_regrole(wanted.name) is null then
            begin
                execute pg_catalog.format(
                    'create role %I %s nosuperuser nocreatedb nocreaterole noreplication nobypassrls',
                    wanted.name, wanted.attributes);
            exception
                -- Another database of this cluster was being prepared at the same moment.
                when duplicate_object or unique_violation then null;
                when insufficient_privilege then
                    raise exception 'The role % does not exist and % may not create it.', wanted.name, session_user
                        using hint = pg_catalog.format(
                            'Ask a superuser to run: create role %I %s', wanted.name, wanted.attributes);
            end;
        end if;
    end loop;

    -- Roles that were there already may be more than they should be.
    select pg_catalog.string_agg(pg_catalog.quote_ident(r.rolname), ', ' order by r.rolname) into unexpected
    from pg_catalog.pg_roles as r
    where r.rolname in ('countersign_owner', 'countersign_user', 'countersign_service')
        and (
            r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolreplication or r.rolbypassrls
            or (r.rolcanlogin and r.rolname <> 'countersign_service')
        );
    if unexpected is not null then
        raise exception 'These roles have attributes that they must not have: %.', unexpected
            using hint = 'Take them away: alter role NAME nosuperuser nocreatedb nocreaterole noreplication '
                'nobypassrls, and nologin unless it is countersign_service.';
    end if;
end
$$;

-- The owner reads the client certificate of a session (pg_stat_ssl) for the event's authentication method; without
-- this membership the method is recorded as "unknown".
do $$
begin
    if (select r.rolsuper from pg_catalog.pg_roles as r where r.rolname = current_user) then
        grant pg_read_all_stats to countersign_owner;
    end if;
end
$$;

do $$
begin
    execute pg_catalog.format('revoke create, temporary on database %I from public', pg_catalog.current_database());
    execute pg_catalog.format('grant connect on database %I to countersign_user, countersign_service',
        pg_catalog.current_database());
end
$$;

revoke create on schema public from public;
-- The documented names admin_audit_events and control_audit_events are reachable in public too.
grant usage, create on schema public to countersign_owner;

create schema if not exists countersign authorization countersign_owner;
revoke all on schema countersign from public;
grant usage on schema countersign to countersign_user, countersign_service;

-- Whatever the owner makes from now on is closed until it is opened by name.
alter default privileges for role countersign_owner revoke execute on functions from public;
alter default privileges for role countersign_owner revoke usage on types from public;

create table if not exists countersign.schema_migration (
    version integer not null,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default clock_timestamp(),
    applied_by text not null default session_user,
    constraint schema_migration_pk primary key (version),
    constraint schema_migration_version_check check (version >= 0),
    constraint schema_migration_sha256_check check (sha256 ~ '^[0-9a-f]{64}$')
);
alter table countersign.schema_migration owner to countersign_owner;
comment on table countersign.schema_migration is
'Which files built this schema. A file whose SHA-256 differs from the program''s stops every later migration.';
