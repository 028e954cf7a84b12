-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Fills a demonstration with open requests, and lists those that the benchmark signs. Run by the superuser, with
-- psql -v requests=N. Most wait for an operator, some for finance and for execution, few for the auditor.
\set ON_ERROR_STOP on
begin;
set local role countersign_owner;
-- A governed table takes no row without an event of the same transaction.
do $$
declare
    e countersign.event;
begin
    e.stream := 'control';
    e.category := 'integrity';
    e.severity := 'low';
    e.action := 'FILL';
    e.outcome := 'succeeded';
    e.title := 'A benchmark opened many requests';
    perform countersign.append_event(e);
end
$$;
insert into countersign.engine (name, environment, is_serving)
select 'Benchmark Engine ' || n.n, 'demonstration', false
from generate_series(1, 300) as n (n);
insert into countersign.governance_request (
    id, workflow, state, requester, requester_signs, subject, tenant, package_id, package_sha256, arguments, reason,
    opened_at, expires_at, manifest, awaits
)
select
    countersign.uuid_v7(clock_timestamp() - k.n * interval '1 millisecond'), w.key,
    case when k.kind = 'execution' then 'authorized' when w.requester_signs then 'partly-signed' else 'requested' end,
    'operator_1', w.requester_signs, 'Subject ' || k.n, case when w.effect = 'open-session' then 'Subject ' || k.n end,
    p.name, p.manifest_sha256,
    case
        when w.effect = 'open-session' then jsonb_build_object('tenant', 'Subject ' || k.n, 'minutes', 60)
        else '{}'
    end,
    'Opened by a benchmark.', clock_timestamp() - interval '1 hour', clock_timestamp() + interval '20 hours',
    convert_to(format(
        '{"arguments":{"minutes":60,"tenant":"Subject %s"},"expires_at":"2026-11-22T21:43:22.123456Z","format":1,'
        '"opened_at":"2026-11-22T17:43:22.123456Z","reason":"Opened by a benchmark.","requester":"operator_1",'
        '"requester_signs":false,"signatures":[{"role":"operator","slot":"approver"}],'
        '"title":"Break-glass admin session","workflow":"break-glass-admin-session"}', k.n), 'UTF8'),
    array[k.kind]
from (
    select
        n.n,
        case
            when n.n <= 20 then 'auditor' when n.n <= 3000 then 'finance' when n.n <= 5000 then 'execution'
            else 'operator'
        end as kind
    from generate_series(1, :requests) as n (n)
) as k
inner join countersign.workflow as w
    on w.key = case k.kind
        when 'auditor' then 'rollback-package-approval' when 'operator' then 'break-glass-admin-session'
        else 'quota-exception-package'
    end
left join countersign.deployment_package as p on w.subject_field = 'package' and p.name = 'POD Engine Bravo';
commit;

create schema benchmark;
grant usage on schema benchmark to countersign_user;
create sequence benchmark.turn;
grant usage on sequence benchmark.turn to countersign_user;
create table benchmark.open_request as
select
    row_number() over (order by r.id) as n,
    r.id
from countersign.governance_request as r
where r.workflow = 'break-glass-admin-session' and r.reason = 'Opened by a benchmark.';
create unique index open_request_n on benchmark.open_request (n);
grant select on benchmark.open_request to countersign_user;
grant usage on schema benchmark to countersign_owner;
grant select on benchmark.open_request to countersign_owner;
grant usage on sequence benchmark.turn to countersign_owner;
vacuum analyze countersign.governance_request, benchmark.open_request;
