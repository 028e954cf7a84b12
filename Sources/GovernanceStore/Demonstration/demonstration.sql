-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- The demonstration's people, the six sample events, and its engines, leases and packages. Run by a
-- superuser on the demonstration cluster, in one transaction; running it again adds nothing.
--
-- The sample events are claims: PostgreSQL did not see them happen. So they lie in stream `runtime` with the origin
-- "demonstration". They are recorded from 06 to 01, which lists them newest first as 01 to 06. So is the approval of
-- POD Engine Alpha: it names its approvers, but no request stands behind it, and nothing can be deployed on it.

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
    wanted record;
    e countersign.event;
begin
    for wanted in
        select v.name, v.is_serving
        from (values
            ('POD Engine Alpha', true), ('POD Engine Bravo', false), ('POD Engine Charlie', false)
        ) as v (name, is_serving)
    loop
        insert into countersign.engine (name, environment, is_serving)
        values (wanted.name, 'production', wanted.is_serving)
        on conflict on constraint engine_pk do nothing;
        continue when not found;
        e := null;
        e.stream := 'control';
        e.category := 'runtime';
        e.severity := 'low';
        e.action := 'REGISTER_ENGINE';
        e.outcome := 'succeeded';
        e.surface := 'sql';
        e.resource_type := 'engine';
        e.resource_id := wanted.name;
        e.title := wanted.name || ' registered';
        e.detail := 'Demonstration engine.';
        perform countersign.append_event(e);
    end loop;

    for wanted in
        select v.*
        from (values
            (
                'worker-alpha', 'Worker', 'Acme', 1000, false,
                'Worker lease package for merchandising productivity flows.'
            ),
            (
                'worker-bravo', 'Worker', 'Harbor Goods', 800, false,
                'Worker lease package of the SaaS storefront.'
            ),
            (
                'worker-charlie', 'Worker', 'Northwind Studio', 600, false,
                'Worker lease package of an engine at the end of its life.'
            ),
            (
                'worker-analyst-delta', 'Worker + Analyst', 'Delta Market', 500, true,
                'Delta Market requested a hybrid lease class outside the default commercial envelope.'
            )
        ) as v (name, class, tenant, envelope_cap, is_flagged, note)
    loop
        insert into countersign.ai_lease (
            name, class, tenant, envelope_cap, cap, note, is_flagged, registered_at, registered_by
        ) values (
            wanted.name, wanted.class, wanted.tenant, wanted.envelope_cap, wanted.envelope_cap, wanted.note,
            wanted.is_flagged, clock_timestamp(), session_user
        )
        on conflict on constraint ai_lease_pk do nothing;
        continue when not found;
        e := null;
        e.stream := 'control';
        e.category := 'ai-leasing';
        e.severity := 'low';
        e.action := 'REGISTER_LEASE';
        e.outcome := 'succeeded';
        e.surface := 'sql';
        e.resource_type := 'lease';
        e.resource_id := wanted.name;
        e.tenant := wanted.tenant;
        e.title := pg_catalog.format('Lease %s registered', wanted.name);
        e.detail := 'Demonstration lease.';
        perform countersign.append_event(e);
    end loop;
end
$$;

do $$
declare
    wanted record;
    e countersign.event;
begin
    for wanted in
        select v.*
        from (values
            (
                'POD Engine Alpha', 4, 'ready', null, '2026.03.1', '2026.02', 'prod-node-01',
                '2026.02 storefront fallback', timestamptz '2026-03-08T18:18:00Z'
            ),
            (
                'POD Engine Bravo', 2, 'blocked', 'Provisioning is blocked on node placement.', '2026.03', null,
                'prod-node-02', '2026.02 SaaS storefront fallback', null
            ),
            (
                'POD Engine Charlie', 7, 'deployed', null, '2025.11', '2025.11', 'prod-node-03',
                '2025.09 storefront fallback', null
            )
        ) as v (name, revision, state, blocked_reason, release, deployed_release, node, fallback, approved_at)
    loop
        continue when exists (select from countersign.deployment_package as p where p.name = wanted.name);
        e := null;
        e.stream := 'control';
        e.category := 'deployment-package';
        e.severity := 'low';
        e.action := 'DRAFT_PACKAGE';
        e.outcome := 'succeeded';
        e.surface := 'sql';
        e.resource_type := 'package';
        e.resource_id := wanted.name;
        e.package_id := wanted.name;
        e.title := pg_catalog.format('Deployment package brought in for %s', wanted.name);
        e.detail := 'Demonstration package.';
        perform countersign.append_event(e);
        insert into countersign.deployment_package (
            name, revision, state, blocked_reason, release, deployed_release, node, fallback, approval_zone,
            approval_zone_label, approved_at, window_opened_at, window_closes_at, drafted_by, updated_at
        ) values (
            wanted.name, wanted.revision, wanted.state, wanted.blocked_reason, wanted.release,
            wanted.deployed_release, wanted.node, wanted.fallback, 'America/New_York', 'ET', wanted.approved_at,
            wanted.approved_at - interval '4 hours 18 minutes', wanted.approved_at + interval '19 hours 42 minutes',
            session_user, clock_timestamp()
        );
        if wanted.approved_at is not null then
            insert into countersign.package_approver (
                package, revision, role, approver, approver_name, approved_at
            ) values
            (
                wanted.name, wanted.revision, 'operator', 'operator_1', 'Governance Operator 1', wanted.approved_at
            ),
            (wanted.name, wanted.revision, 'finance', 'finance_1', 'Finance Reviewer 1', wanted.approved_at);
        end if;
        insert into countersign.package_release_rule (package, ordinal, release, title, certified_at, deployed_at)
        select v.package, v.ordinal, v.release, v.title, v.certified_at, v.deployed_at
        from (values
            (
                'POD Engine Alpha', 1, '2026.02', '2026.02 storefront package',
                timestamptz '2026-02-10T15:00:00Z', timestamptz '2026-02-10T16:30:00Z'
            ),
            (
                'POD Engine Alpha', 2, '2026.03.1', '2026.03.1 storefront package',
                timestamptz '2026-03-08T18:18:00Z', null
            ),
            (
                'POD Engine Bravo', 1, '2026.02', '2026.02 SaaS storefront package',
                timestamptz '2026-02-12T14:00:00Z', null
            ),
            ('POD Engine Bravo', 2, '2026.03', '2026.03 SaaS storefront package', null, null),
            (
                'POD Engine Charlie', 1, '2025.09', '2025.09 storefront package',
                timestamptz '2025-09-15T14:00:00Z', timestamptz '2025-09-15T15:00:00Z'
            ),
            (
                'POD Engine Charlie', 2, '2025.11', '2025.11 storefront package',
                timestamptz '2025-11-18T15:00:00Z', timestamptz '2025-11-18T16:00:00Z'
            )
        ) as v (package, ordinal, release, title, certified_at, deployed_at)
        where v.package = wanted.name;
        insert into countersign.package_resource_rule (package, release_ordinal, kind, name, title, detail, note)
        select l.package, l.ordinal, v.kind, v.name, v.title, v.detail, v.note
        from countersign.package_release_rule as l
        inner join (values
            (
                'POD Engine Alpha', 'artifact', 'POD Storefront Core 2026.03.1',
                'Certified Development Layer artifact bound',
                'POD Storefront Core 2026.03.1 was sealed into the governed package before Production Node placement.',
                'Artifact compatibility validated against the storefront engine profile.'
            ),
            (
                'POD Engine Alpha', 'ai-lease', 'worker-alpha', 'AI productivity lease attached',
                'Worker lease package was approved for merchandising productivity flows during provisioning.',
                'Lease class remains visible to finance and governance review.'
            ),
            (
                'POD Engine Alpha', 'api-service-pool', 'Cloudflare DNS, LogicBoxes registrar, Stripe ledger',
                'API Services Pool package attached',
                'Cloudflare DNS, LogicBoxes registrar, and Stripe ledger integrations were bundled as a governed '
                || 'service package.',
                'Credential masking remains intact while package scope stays visible.'
            ),
            (
                'POD Engine Alpha', 'theme', 'Acme native theme', 'Client theme package locked',
                'The engine will launch with the approved Acme native theme and engine-local branding assets.',
                'Theme scope remains presentation-only.'
            ),
            (
                'POD Engine Bravo', 'artifact', 'POD SaaS Storefront 2026.03',
                'Certified Development Layer artifact bound',
                'POD SaaS Storefront 2026.03 waits in the governed package for Production Node placement.',
                'Artifact compatibility is reviewed once a node is placed.'
            ),
            (
                'POD Engine Bravo', 'ai-lease', 'worker-bravo', 'AI productivity lease attached',
                'Worker lease package is reserved for provisioning.',
                'Lease class remains visible to finance and governance review.'
            ),
            (
                'POD Engine Bravo', 'api-service-pool', 'Cloudflare DNS', 'API Services Pool package attached',
                'The Cloudflare DNS integration was bundled as a governed service package.',
                'Credential masking remains intact while package scope stays visible.'
            ),
            (
                'POD Engine Bravo', 'theme', 'Harbor Goods theme', 'Client theme package locked',
                'The engine will launch with the approved Harbor Goods theme.', 'Theme scope remains presentation-only.'
            ),
            (
                'POD Engine Charlie', 'artifact', 'POD Storefront Core 2025.11',
                'Certified Development Layer artifact bound',
                'POD Storefront Core 2025.11 was the engine''s last release.',
                'Artifact compatibility validated against the storefront engine profile.'
            ),
            (
                'POD Engine Charlie', 'ai-lease', 'worker-charlie', 'AI productivity lease attached',
                'Worker lease package remains attached until retirement revokes it.',
                'Lease class remains visible to finance and governance review.'
            ),
            (
                'POD Engine Charlie', 'api-service-pool', 'Cloudflare DNS, Stripe ledger',
                'API Services Pool package attached',
                'Cloudflare DNS and Stripe ledger integrations remain attached until retirement revokes them.',
                'Credential masking remains intact while package scope stays visible.'
            ),
            (
                'POD Engine Charlie', 'theme', 'Northwind theme', 'Client theme package locked',
                'The engine ran with the approved Northwind theme.', 'Theme scope remains presentation-only.'
            )
        ) as v (package, kind, name, title, detail, note)
            on l.package = v.package and l.ordinal = 2
        where l.package = wanted.name;
        -- The prior AI and API bundle stays; the artifact and the theme are the earlier release's own.
        insert into countersign.package_resource_rule (package, release_ordinal, kind, name, title, detail, note)
        select
            s.package, 1, s.kind,
            case s.kind when 'artifact' then pg_catalog.replace(s.name, wanted.release, l.release) else s.name end,
            s.title,
            case s.kind
                when 'artifact' then pg_catalog.format('%s was certified for the %s.',
                    pg_catalog.replace(s.name, wanted.release, l.release), l.title)
                else s.detail
            end, s.note
        from countersign.package_resource_rule as s
        inner join countersign.package_release_rule as l on s.package = l.package and l.ordinal = 1
        where s.package = wanted.name and s.release_ordinal = 2;
        insert into countersign.package_attachment_rule (
            package, ordinal, kind, name, masked_credential, attached_at
        )
        select
            v.package, pg_catalog.row_number() over (order by v.ordinal), v.kind, v.name, v.masked_credential,
            clock_timestamp()
        from (values
            ('POD Engine Alpha', 1, 'ai-lease', 'worker-alpha', null),
            ('POD Engine Alpha', 2, 'api-service', 'Cloudflare DNS', '••••••7f3a'),
            ('POD Engine Alpha', 3, 'api-service', 'LogicBoxes registrar', '••••••c21e'),
            ('POD Engine Alpha', 4, 'api-service', 'Stripe ledger', '••••••9d04'),
            ('POD Engine Alpha', 5, 'client-access', 'Acme client control panel', null),
            ('POD Engine Alpha', 6, 'placement', 'prod-node-01', null),
            ('POD Engine Alpha', 7, 'domain', 'shop.acme.example', null),
            ('POD Engine Alpha', 8, 'dns', 'shop.acme.example CNAME prod-node-01', null),
            ('POD Engine Alpha', 9, 'ssl', 'shop.acme.example', null),
            ('POD Engine Bravo', 1, 'ai-lease', 'worker-bravo', null),
            ('POD Engine Bravo', 2, 'api-service', 'Cloudflare DNS', '••••••51b8'),
            ('POD Engine Bravo', 3, 'client-access', 'Harbor Goods client control panel', null),
            ('POD Engine Bravo', 4, 'placement', 'prod-node-02', null),
            ('POD Engine Bravo', 5, 'domain', 'harborgoods.example', null),
            ('POD Engine Charlie', 1, 'ai-lease', 'worker-charlie', null),
            ('POD Engine Charlie', 2, 'api-service', 'Cloudflare DNS', '••••••0e6d'),
            ('POD Engine Charlie', 3, 'api-service', 'Stripe ledger', '••••••83fa'),
            ('POD Engine Charlie', 4, 'client-access', 'Northwind client control panel', null),
            ('POD Engine Charlie', 5, 'placement', 'prod-node-03', null),
            ('POD Engine Charlie', 6, 'domain', 'store.northwind.example', null),
            ('POD Engine Charlie', 7, 'dns', 'store.northwind.example CNAME prod-node-03', null),
            ('POD Engine Charlie', 8, 'ssl', 'store.northwind.example', null)
        ) as v (package, ordinal, kind, name, masked_credential)
        where v.package = wanted.name;
        perform countersign.set_package_manifest(wanted.name);
    end loop;
end
$$;
