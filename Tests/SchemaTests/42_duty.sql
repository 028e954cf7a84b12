-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Whose turn it is, with 100,000 open requests: the lists say what the rules say, and no page reads more than it shows
-- times a small number. Rows read are counted by PostgreSQL itself, so plans inside functions are seen too.

select plan(16);

create role both_1 login in role countersign_user;
select t.call('admin_1', $$register_person('both_1', 'Two Roles')$$);
select t.call('admin_1', $$grant_role('both_1', 'operator', 'covers for the team')$$);
select t.call('admin_1', $$grant_role('both_1', 'finance', 'covers for the team')$$);

-- Most wait for an operator, some for finance, few for the auditor, and those lie at the far end of the others.
do $$
declare
    e countersign.event;
begin
    set local role countersign_owner;
    e.stream := 'control';
    e.category := 'integrity';
    e.severity := 'low';
    e.action := 'FILL';
    e.outcome := 'succeeded';
    e.title := 'A test opened many requests';
    perform countersign.append_event(e);
    insert into countersign.governance_request (
        id, workflow, state, requester, requester_signs, subject, tenant, package_id, package_sha256, arguments, reason,
        opened_at, expires_at, manifest, awaits
    )
    select
        countersign.uuid_v7(clock_timestamp() + k.n * interval '1 millisecond'), w.key,
        case
            when k.kind = 'execution' then 'authorized' when w.requester_signs then 'partly-signed' else 'requested'
        end,
        k.requester, w.requester_signs, 'subject ' || k.n,
        case when w.effect = 'open-session' then 'T' end, p.name, p.manifest_sha256,
        case when w.effect = 'open-session' then '{"minutes": 60}' else '{}' end::jsonb, 'filled by a test',
        clock_timestamp() - interval '1 hour',
        clock_timestamp() + interval '30 minutes' + k.n * interval '1 second', convert_to(k.n::text, 'UTF8'),
        array[k.kind]
    from (
        select
            n.n,
            case when n.n <= 20 then 'auditor' when n.n <= 3000 then 'finance' when n.n <= 5000 then 'execution'
                else 'operator' end as kind,
            (array['operator_1', 'operator_1', 'operator_2', 'both_1'])[1 + n.n % 4] as requester
        from generate_series(1, 100000) as n (n)
    ) as k
    inner join countersign.workflow as w on w.key = case k.kind
        when 'auditor' then 'rollback-package-approval' when 'operator' then 'break-glass-admin-session'
        else 'quota-exception-package' end
    left join countersign.deployment_package as p
        on w.subject_field = 'package' and p.name = 'POD Engine Bravo';
    insert into countersign.request_signature (
        request, workflow, requester, requester_signs, slot, role, signer, manifest_sha256, signed_at
    )
    select r.id, r.workflow, r.requester, r.requester_signs, 'operator', 'operator', r.requester, r.manifest_sha256,
    r.opened_at
    from countersign.governance_request as r
    where r.requester_signs;
end
$$;
-- What really has been through the machine, besides.
select t.open('operator_1') as session \gset
select t.call('operator_2', format('sign_request(%L)', :'session'));
select t.call('operator_1', format('close_session(%L)', :'session'));
select t.call('operator_1', $$escalate_lease('worker-alpha', 'campaign of a customer')$$);
-- Signed first by somebody with two roles, after an edit voided the requester's signature.
select t.call('operator_2', $$unblock_package('POD Engine Bravo', 'a node was found')$$);
select t.open_any('operator_1', 'rollback-package-approval') as voided \gset
select t.call('operator_2', $$draft_package('POD Engine Alpha', '{"node":"prod-node-04"}', 'another rack')$$);
select t.open_any('operator_1', 'deployment-package') as voided \gset
select t.call('operator_2', $$draft_package('POD Engine Alpha', '{"node":"prod-node-05"}', 'another rack')$$);
select t.call('both_1', format('sign_request(%L)', :'voided'));
vacuum analyze countersign.governance_request, countersign.request_signature;

-- The rules once more, as plainly as can be, over everything.
create function t.brute(login text) returns table (id uuid, duty text) language sql as $$
    select
        r.id, case
            when 'review' = any(r.awaits) then 'review'
            when r.state = 'authorized' then 'execute'
            else 'sign' end
    from countersign.governance_request as r
    cross join lateral (
        select array(select g.role from countersign.role_grant as g
            where g.login = brute.login and g.revoked_at is null) as roles
    ) as m
    where case
        when r.closed_at is not null then 'review' = any(r.awaits) and r.requester <> login and cardinality(m.roles) > 0
        when r.expires_at <= now() then false
        when r.state = 'authorized' then 'operator' = any(m.roles)
        else (r.requester_signs or r.requester <> login)
            and not exists (
                select from countersign.request_signature as g
                where g.request = r.id and g.signer = login and g.manifest_sha256 = r.manifest_sha256)
            and exists (
                select from countersign.workflow_slot_rule as s
                where s.workflow = r.workflow and s.role = any(m.roles) and not exists (
                    select from countersign.request_signature as g
                    where g.request = r.id and g.slot = s.name and g.manifest_sha256 = r.manifest_sha256))
        end
$$;
create function t.page(login text, source text) returns setof text language plpgsql as $$
begin
    perform set_config('session_authorization', login, true);
    return query execute 'select d.id || '' '' || d.duty from countersign.' || source || ' as d';
    perform set_config('session_authorization', 'postgres', true);
end
$$;
create temporary table person as
select v.login from (values ('operator_1'), ('operator_2'), ('finance_1'), ('auditor_1'), ('admin_1'), ('both_1'))
as v (login);

create temporary table brute as select p.login, b.id, b.duty from person as p cross join lateral t.brute(p.login) as b;
create index on brute (login, id);
analyze brute;

create temporary table mine as
select p.login, left(l.line, 36)::uuid as id, substr(l.line, 38) as duty
from person as p cross join lateral t.page(p.login, 'my_duty(null, 1000)') as l (line);
create temporary table others as
select p.login, left(l.line, 36)::uuid as id
from person as p cross join lateral t.page(p.login, 'other_duty(null, 500)') as l (line);
create temporary table wanted as
select p.login, b.id, b.duty from person as p
cross join lateral (select k.* from brute as k where k.login = p.login order by k.id desc limit 1000) as b;

select is_empty('select * from wanted except select * from mine', 'nothing that waits for somebody is missing');
select is_empty('select * from mine except select * from wanted', 'and nothing else is in their list');
select is_empty(
    $$select p.login, x.id from person as p
    cross join lateral (
        select r.id from countersign.governance_request as r
        where r.closed_at is null
            and not exists (select from brute as b where b.login = p.login and b.id = r.id)
        order by r.id desc limit 500
    ) as x
    except select o.login, o.id from others as o$$, 'every other open request waits for others');
select is_empty(
    'select o.login, o.id from others as o inner join brute as b on o.login = b.login and o.id = b.id',
    'and no request is in both lists');
select results_eq(
    format('select count(*) filter (where m.login = ''both_1''), count(*) filter (where m.login = ''finance_1'')
        from mine as m where m.id = countersign.request_uuid(%L)', :'voided'), 'values (0::bigint, 1::bigint)',
    'whoever signed in one role is not asked to in another');
select is(
    (select string_agg(p.login || ' ' || (select count(*) from t.page(p.login, 'my_duty(null, 50)')), ', '
        order by p.login) from person as p),
    'admin_1 1, auditor_1 22, both_1 50, finance_1 50, operator_1 50, operator_2 50', 'pages are full');
select is(
    t.run('auditor_1', $$select bool_and(r.waits_for_me and r.my_duty = d.duty) from countersign.my_duty() as d
        inner join countersign.request_overview as r on d.id = r.id$$), 'true', 'the overview says the same');
select is(
    t.run('auditor_1', 'select string_agg(distinct d.duty, '' '') from countersign.my_duty() as d'), 'review sign',
    'reviews are among them');

-- What a page reads.
create temporary table reading (login text, source text, seq_scans bigint, rows_read bigint);
create function t.measure(login text, source text) returns void language plpgsql as $$
declare
    before record;
    after record;
begin
    select sum(s.seq_scan) as scans, sum(coalesce(s.idx_tup_fetch, 0) + s.seq_tup_read) as tuples into before
    from pg_stat_xact_user_tables as s
    where s.schemaname = 'countersign' and s.relname in ('governance_request', 'request_signature',
    'privileged_session');
    perform t.run(login, 'select count(x) from countersign.' || source || ' as x');
    select sum(s.seq_scan) as scans, sum(coalesce(s.idx_tup_fetch, 0) + s.seq_tup_read) as tuples into after
    from pg_stat_xact_user_tables as s
    where s.schemaname = 'countersign' and s.relname in ('governance_request', 'request_signature',
    'privileged_session');
    insert into reading values (login, source, after.scans - before.scans, after.tuples - before.tuples);
end
$$;
begin;
select t.measure(p.login, s.source)
from person as p
cross join (values
    ('my_duty(null, 50)'),
    ('my_duty((select id from countersign.request_overview order by id desc offset 200 limit 1), 50)'),
    ('other_duty(null, 50)'), ('expiring(''1 hour'', 50)'), ('expiring(''10 days'', 50)'), ('review_duty')
) as s (source);
commit;
select is((select count(*)::integer from reading), 36, 'six persons, six lists');
select is_empty('select * from reading where seq_scans > 0', 'no list reads a large table as a whole');
select is_empty(
    $$select * from reading where rows_read > 800 and source not like '%offset%'$$,
    'no list of 50 reads more than 800 rows, whatever else is open');
select cmp_ok((select max(rows_read) from reading), '>', 0::bigint, 'rows read are really counted');

-- The pages of the requests' list, and a single one.
select doesnt_match(explained.plan, 'Seq Scan on governance_request|Seq Scan on request_signature', explained.query)
from (
    select q.query, (
        select string_agg(x.line, E'\n') from dblink(format('host=%s dbname=%s user=%s',
            current_setting('unix_socket_directories'), current_database(), 'operator_1'),
            'explain (costs off) ' || q.query) as x (line text)) as plan
    from (values
        ('select * from countersign.request_overview order by id desc limit 50'),
        ('select * from countersign.request_overview where id = ''019f0000-0000-7000-8000-000000000000'''),
        ('select * from countersign.request_overview where workflow = ''rollback-package-approval''
            order by id desc limit 50'),
        ('select * from countersign.request_signature_overview
            where id = any(''{019f0000-0000-7000-8000-000000000000}''::uuid[])')
    ) as q (query)
) as explained;
drop role both_1;
select * from finish();
