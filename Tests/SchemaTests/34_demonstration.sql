-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B10, B14, B43, B44: the demonstration data and the catalog, word for word.

select plan(12);

create temporary table before as
select
    (select count(*) from countersign.event) as events,
    (select count(*) from countersign.person) as persons,
    (select count(*) from countersign.role_grant) as grants,
    (select count(*) from countersign.engine) as engines;
select results_eq(
    $$select e.title, e.detail, e.category, e.severity
    from countersign.event_open as e order by e.id desc$$,
    $$values
    ('Break-glass request opened for Northwind Studio',
        'Admin access package was assembled for operator review after launch-blocking DNS drift.',
        'privileged-access' collate "C", 'medium' collate "C"),
    ('Worker + Analyst lease flagged for finance review',
        'Delta Market requested a hybrid lease class outside the default commercial envelope.',
        'ai-leasing', 'high'),
    ('ACL seed package approved for Harbor Goods',
        'Support Auditor visibility was pre-cleared for provisioning handoff.',
        'access-control', 'low'),
    ('Deployment package approved for POD Engine Alpha',
        'Governance Operator 1 and Finance Reviewer 1 approved the storefront package for prod-node-01.',
        'deployment-package', 'medium'),
    ('Rollback package staged for POD Engine Bravo',
        'The last certified SaaS storefront bundle remains available while provisioning is blocked on node placement.',
        'rollback', 'medium'),
    ('Retirement package pre-reviewed for POD Engine Charlie',
        'Finance and governance reviewers attached revocation, billing closeout, and audit retention steps.',
        'retirement', 'high')$$, 'B14: the six sample events, newest first');
select is(
    (select string_agg(e.origin_event_id, ' ' order by e.occurred_at desc) from countersign.event_open as e),
    'demo-01 demo-02 demo-03 demo-04 demo-05 demo-06', 'in order of occurrence too');
select is(
    (select e.occurred_at from countersign.event_open as e where e.origin_event_id = 'demo-04'),
    timestamptz '2026-03-08T18:18:00Z', 'B25: the deployment was approved on March 8, 2026 at 2:18 PM ET');
select is(
    (select string_agg(distinct concat_ws(' ', e.stream, e.origin), ',') from countersign.event_open as e),
    'runtime demonstration', 'they are claims: PostgreSQL did not see them');
select results_eq(
    $$select w.title, w.description, w.required_role, w.condition from countersign.workflow_catalog as w
    order by w.ordinal$$,
    $$values
    ('Break-glass admin session',
        'Open a governed admin session for a tenant when launch-blocking work requires intervention.',
        'Governance Operator', 'Requires approval and audit reason'),
    ('Quota exception package', 'Raise a burst capacity exception before provisioning final approval.',
        'Governance Operator + Finance Reviewer', 'Dual approval workflow'),
    ('Lease expansion override', 'Increase Worker AI cycle cap outside the default lease envelope.',
        'Governance Operator', 'Read-only until escalated'),
    ('Rollback package approval',
        'Authorize a governed rollback to the last certified deployment package when release health regresses.',
        'Governance Operator + Support Auditor', 'Requires rollback reason and package confirmation'),
    ('Engine retirement package',
        'Retire an engine with explicit revocation of AI leases, API services, and client control access.',
        'Governance Operator + Finance Reviewer', 'Dual approval plus retention checklist')$$,
    'B43, B44: the five workflows');
select is(
    (select string_agg(w.key, ' ') from countersign.workflow_catalog as w where w.is_offered),
    'break-glass-admin-session quota-exception-package lease-expansion-override rollback-package-approval '
    || 'engine-retirement-package', 'all offered');
select is(
    (select string_agg(f.name || ':' || f.kind, ' ' order by f.ordinal) from countersign.workflow_field as f
        where f.workflow = 'break-glass-admin-session'), 'tenant:text reason:reason minutes:integer', 'with its form');
select results_eq(
    $$select p.login collate "default", p.display_name, array_to_string(p.roles, ',') collate "default"
    from countersign.person_overview as p order by p.login$$,
    $$values
    ('admin_1', 'Platform Admin 1', 'admin'),
    ('auditor_1', 'Support Auditor 1', 'auditor'),
    ('finance_1', 'Finance Reviewer 1', 'finance'),
    ('operator_1', 'Governance Operator 1', 'operator'),
    ('operator_2', 'Governance Operator 2', 'operator')$$, 'the personas');
select is(
    (select string_agg(g.name, ', ' order by g.name) from countersign.engine_catalog as g),
    'POD Engine Alpha, POD Engine Bravo, POD Engine Charlie', 'B63: the engines');
select is(
    t.run('auditor_1', 'select concat_ws('' '', login, display_name, array_to_string(roles, '',''), is_registered,
        is_suspended, is_read_only) from countersign.my_identity'), 'auditor_1 Support Auditor 1 auditor t f f',
    'B53: who am I');

begin;
\i :demonstration
commit;
select is(
    (select row(
        (select count(*) from countersign.event), (select count(*) from countersign.person),
        (select count(*) from countersign.role_grant), (select count(*) from countersign.engine))::text),
    (select row(b.events, b.persons, b.grants, b.engines)::text from before as b), 'running it again adds nothing');
reset role;
select is(
    t.run('operator_1', 'select version from countersign.schema_version')::integer,
    (select max(m.version) from countersign.schema_migration as m), 'everybody can ask for the schema''s version');
select * from finish();
