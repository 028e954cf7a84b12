-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B52: which logins may not act because they could act past the functions.

select plan(16);

create function t.with_role(attributes text, membership text) returns text language plpgsql as $$
declare
    reason text;
begin
    execute 'create role candidate login in role countersign_user ' || attributes;
    if membership is not null then
        execute format('grant %I to candidate', membership);
    end if;
    reason := countersign.unsafe_login_reason('candidate');
    if membership is not null then
        execute format('revoke %I from candidate', membership);
    end if;
    execute 'drop role candidate';
    return reason;
end
$$;
create role between_us;
grant countersign_owner to between_us;
create role harmless;
create role dba superuser;

select is(t.with_role('', null), null, 'a plain login is safe');
select is(t.with_role('', 'harmless'), null, 'so is one with a harmless group');
select is(t.with_role('', 'pg_monitor'), null, 'and one that may read statistics');
select is(t.with_role('superuser', null), 'it has the attribute SUPERUSER', 'SUPERUSER');
select is(t.with_role('createrole', null), 'it has the attribute CREATEROLE', 'CREATEROLE');
select is(t.with_role('replication', null), 'it has the attribute REPLICATION', 'REPLICATION');
select is(t.with_role('bypassrls', null), 'it has the attribute BYPASSRLS', 'BYPASSRLS');
select matches(t.with_role('', 'countersign_owner'), 'member of countersign_owner', 'the owner');
select matches(t.with_role('', 'between_us'), 'member of countersign_owner', 'the owner by way of another role');
select matches(t.with_role('', 'countersign_service'), 'member of countersign_service', 'the service');
select matches(t.with_role('', 'pg_write_all_data'), 'pg_write_all_data', 'pg_write_all_data');
select matches(t.with_role('', 'pg_read_all_data'), 'pg_read_all_data', 'pg_read_all_data');
select matches(t.with_role('', 'pg_execute_server_program'), 'pg_execute_server_program', 'pg_execute_server_program');
select matches(t.with_role('', 'dba'), 'dba, which has the attribute SUPERUSER', 'a group that is a superuser');
select is(countersign.unsafe_login_reason('nobody here'), 'no such login role exists', 'no such login');
select matches(countersign.unsafe_login_reason('countersign_service'), '.', 'the service itself is no person');
drop role between_us;
drop role harmless;
drop role dba;
select * from finish();
