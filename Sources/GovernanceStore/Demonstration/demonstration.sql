-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- The demonstration's people, engines and the six sample events. Run by a superuser on the demonstration cluster, in
-- one transaction; running it again adds nothing.
--
-- The sample events are claims: PostgreSQL did not see them happen. So they lie in stream `runtime` with the origin
-- "demonstration". They are recorded from 06 to 01, which lists them newest first as 01 to 06.

do $$
declare
    login text;
begin
    foreach login in array array['operator_1', 'operator_2', 'finance_1', 'auditor_1', 'admin_1'] loop
        if pg_catalog.to_regrole(login) is null then
            execute pg_catalog.format('create role %I login', login);
        end if;
        execute pg_catalog.format('grant countersign_user to %I', login);
    end loop;
end
$$;

-- Where the documented CREATE TABLE admin_audit_events_archive AS … puts its table: the admin's own schema, which
-- comes before public for them and for nobody else.
create schema if not exists admin_1 authorization admin_1;

set local role countersign_owner;

do $$
declare
    wanted record;
    e countersign.event;
    problem countersign.refusal;
begin
    for wanted in
        select v.login, v.display_name, v.role
        from (values
            ('admin_1', 'Platform Admin 1', 'admin'),
            ('operator_1', 'Governance Operator 1', 'operator'),
            ('operator_2', 'Governance Operator 2', 'operator'),
            ('finance_1', 'Finance Reviewer 1', 'finance'),
            ('auditor_1', 'Support Auditor 1', 'auditor')
        ) as v (login, display_name, role)
    loop
        if not exists (select from countersign.person as p where p.login = wanted.login) then
            problem := countersign.insert_person(wanted.login, wanted.display_name, null);
            if problem.code is not null then
                raise exception '%', problem.message;
            end if;
            perform countersign.insert_grant(wanted.login, wanted.role, 'Demonstration persona');
            e := null;
            e.stream := 'auth';
            e.category := 'access-control';
            e.severity := 'low';
            e.action := 'REGISTER_PERSON';
            e.outcome := 'succeeded';
            e.surface := 'sql';
            e.resource_type := 'person';
            e.resource_id := wanted.login;
            e.title := wanted.login || ' registered';
            e.detail := pg_catalog.format(
                'Demonstration persona %s with the role %s.', wanted.display_name, wanted.role);
            perform countersign.append_event(e);
        end if;
    end loop;
end
$$;

do $$
declare
    sample record;
    e countersign.event;
begin
    for sample in
        select v.*
        from (values
            (
                'demo-06', timestamptz '2026-03-06T15:40:00Z', 'retirement', 'high', 'REVIEW_RETIREMENT_PACKAGE',
                'Retirement package pre-reviewed for POD Engine Charlie',
                'Finance and governance reviewers attached revocation, billing closeout, and audit retention steps.',
                'package', 'POD Engine Charlie', null, 'POD Engine Charlie'
            ),
            (
                'demo-05', timestamptz '2026-03-07T20:05:00Z', 'rollback', 'medium', 'STAGE_ROLLBACK_PACKAGE',
                'Rollback package staged for POD Engine Bravo',
                'The last certified SaaS storefront bundle remains available while provisioning is blocked on node '
                || 'placement.',
                'package', 'POD Engine Bravo', null, 'POD Engine Bravo'
            ),
            (
                'demo-04', timestamptz '2026-03-08T18:18:00Z', 'deployment-package', 'medium',
                'APPROVE_DEPLOYMENT_PACKAGE',
                'Deployment package approved for POD Engine Alpha',
                'Governance Operator 1 and Finance Reviewer 1 approved the storefront package for prod-node-01.',
                'package', 'POD Engine Alpha', null, 'POD Engine Alpha'
            ),
            (
                'demo-03', timestamptz '2026-03-09T14:27:00Z', 'access-control', 'low', 'APPROVE_ACL_PACKAGE',
                'ACL seed package approved for Harbor Goods',
                'Support Auditor visibility was pre-cleared for provisioning handoff.',
                'tenant', 'Harbor Goods', 'Harbor Goods', null
            ),
            (
                'demo-02', timestamptz '2026-03-10T09:52:00Z', 'ai-leasing', 'high', 'FLAG_LEASE',
                'Worker + Analyst lease flagged for finance review',
                'Delta Market requested a hybrid lease class outside the default commercial envelope.',
                'tenant', 'Delta Market', 'Delta Market', null
            ),
            (
                'demo-01', timestamptz '2026-03-11T16:31:00Z', 'privileged-access', 'medium', 'OPEN_REQUEST',
                'Break-glass request opened for Northwind Studio',
                'Admin access package was assembled for operator review after launch-blocking DNS drift.',
                'tenant', 'Northwind Studio', 'Northwind Studio', null
            )
        ) as v (
            origin_event_id, occurred_at, category, severity, action, title, detail, resource_type, resource_id,
            tenant, package_id
        )
    loop
        insert into countersign.origin_record (origin, origin_event_id)
        values ('demonstration', sample.origin_event_id)
        on conflict on constraint origin_record_pk do nothing;
        continue when not found;
        e := null;
        e.stream := 'runtime';
        e.origin := 'demonstration';
        e.origin_event_id := sample.origin_event_id;
        e.via := session_user;
        e.occurred_at := sample.occurred_at;
        e.category := sample.category;
        e.severity := sample.severity;
        e.action := sample.action;
        e.title := sample.title;
        e.detail := sample.detail;
        e.resource_type := sample.resource_type;
        e.resource_id := sample.resource_id;
        e.tenant := sample.tenant;
        e.package_id := sample.package_id;
        e.surface := 'feed';
        e.outcome := 'succeeded';
        perform countersign.append_event(e);
    end loop;
end
$$;

do $$
declare
    wanted text;
    e countersign.event;
begin
    foreach wanted in array array['POD Engine Alpha', 'POD Engine Bravo', 'POD Engine Charlie'] loop
        insert into countersign.engine (name) values (wanted) on conflict on constraint engine_pk do nothing;
        continue when not found;
        e := null;
        e.stream := 'control';
        e.category := 'runtime';
        e.severity := 'low';
        e.action := 'REGISTER_ENGINE';
        e.outcome := 'succeeded';
        e.surface := 'sql';
        e.resource_type := 'engine';
        e.resource_id := wanted;
        e.title := wanted || ' registered';
        e.detail := 'Demonstration engine.';
        perform countersign.append_event(e);
    end loop;
end
$$;
