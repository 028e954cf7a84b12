-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Every function passes plpgsql_check, every definer function is closed and pins its search_path.

select plan(6);

-- guard_table() and forbid_statistics() build their commands from constants and names of columns.
-- session_auth_method() names system_user, which exists from PostgreSQL 16 on; it asks for the version first.
select is_empty(
    $$select p.oid::regprocedure, c.lineno, c.level, c.message
    from pg_proc as p
    inner join pg_language as l on p.prolang = l.oid
    cross join lateral plpgsql_check_function_tb(
        p.oid::regprocedure,
        coalesce((
            select g.tgrelid from pg_trigger as g where g.tgfoid = p.oid and g.tgrelid <> 0 limit 1
        ), 0)::regclass,
        fatal_errors => false, other_warnings => true, extra_warnings => true, security_warnings => true,
        performance_warnings => false) as c
    where p.pronamespace = 'countersign'::regnamespace and l.lanname = 'plpgsql'
        and not (p.proname = 'session_auth_method' and c.message like '%system_user%')
        and not (p.proname in ('guard_table', 'forbid_statistics') and c.message = 'text type variable is not sanitized')
        and c.message not like 'composite OUT variable%'$$,
    'plpgsql_check finds nothing');
select is_empty(
    $$select p.oid::regprocedure from pg_proc as p
    where p.pronamespace = 'countersign'::regnamespace and p.prosecdef
        and not 'search_path=pg_catalog, countersign, pg_temp' = any(coalesce(p.proconfig, '{}'))$$,
    'every definer function pins its search_path with pg_temp last');
select is_empty(
    $$select p.oid::regprocedure from pg_proc as p
    where p.pronamespace = 'countersign'::regnamespace and has_function_privilege('outsider', p.oid, 'execute')$$,
    'no function is open to PUBLIC');
select is_empty(
    $$select p.oid::regprocedure from pg_proc as p
    where p.pronamespace = 'countersign'::regnamespace and not p.prosecdef
        and has_function_privilege('countersign_user', p.oid, 'execute')
        and p.proname not in ('documented_admin_events', 'documented_control_events')$$,
    'no helper is open to countersign_user, but for the two that read what everybody may read');
select is_empty(
    $$select c.oid::regclass, k.conname from pg_constraint as k inner join pg_class as c on k.confrelid = c.oid
    where c.relname like 'event%' and k.contype = 'f'$$, 'no table refers to the trail by a foreign key');
select is_empty(
    $$select c.oid::regclass from pg_class as c
    where c.relnamespace = 'countersign'::regnamespace and c.relkind in ('r', 'v', 'p')
        and obj_description(c.oid) is null and not c.relispartition
        and c.relname not in ('installation', 'event_pending', 'event_seq', 'seq_head', 'origin_record',
            'refusal_tally')$$, 'tables and views explain themselves');
select * from finish();
