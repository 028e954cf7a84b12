-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- What people read of packages and leases. The words follow what governance published; where they speak of a state,
-- they follow the state. Everybody reads all of it.

set local role countersign_owner;

create view countersign.package_overview as
select
    p.name,
    p.name as engine,
    g.environment,
    p.revision,
    p.state,
    case p.state
        when 'draft' then 'Draft'
        when 'in-review' then 'In review'
        when 'ready' then 'Deployment ready'
        when 'blocked' then 'Blocked'
        when 'deployed' then 'Deployed'
        when 'rolled-back' then 'Rolled back'
        when 'retiring' then 'Retiring'
        else 'Retired'
    end as state_label,
    case when p.state = 'blocked' then p.blocked_reason end as blocked_reason,
    p.release,
    p.deployed_release,
    v.names as approvers,
    coalesce(v.logins, '{}') as approver_logins,
    coalesce(v.roles, '{}') as approver_roles,
    p.approved_at,
    p.approval_zone,
    to_char(p.approved_at at time zone p.approval_zone, 'FMMonth FMDD, YYYY "at" FMHH12:MI AM ')
    || p.approval_zone_label as approved_at_shown,
    p.window_opened_at,
    p.window_closes_at,
    'req_' || p.approval_request as approval_request_id,
    p.node,
    p.fallback,
    p.burst_capacity,
    g.is_serving as engine_is_serving,
    p.retention,
    convert_from(p.manifest, 'UTF8') as manifest,
    encode(p.manifest_sha256, 'hex') as manifest_sha256,
    p.drafted_by,
    p.updated_at
from countersign.deployment_package as p
inner join countersign.engine as g on p.name = g.name
left join lateral (
    select
        string_agg(k.approver_name, ' + ' order by s.ordinal) as names,
        array_agg(k.approver::text order by s.ordinal) as logins,
        array_agg(k.role::text order by s.ordinal) as roles
    from countersign.package_approver as k
    inner join countersign.workflow_slot_rule as s on s.workflow = 'deployment-package' and k.role = s.role
    where k.package = p.name and k.approved_at = p.approved_at
) as v on true;
comment on view countersign.package_overview is
'Deployment packages with their approval; times in the package''s zone too.';

create view countersign.package_approval as
select
    v.package,
    v.revision,
    v.role,
    v.approver,
    v.approver_name,
    v.approved_at,
    'req_' || v.request as request_id
from countersign.package_approver as v;
comment on view countersign.package_approval is
'Who approved which revision of which package. Without a request it is a claim that came with imported data.';

create view countersign.package_resource as
select
    s.package,
    l.release,
    l.release = p.release as is_current,
    case s.kind when 'artifact' then 1 when 'ai-lease' then 2 when 'api-service-pool' then 3 else 4 end as ordinal,
    s.kind,
    s.name,
    s.title,
    s.detail,
    s.note
from countersign.package_resource_rule as s
inner join countersign.package_release_rule as l on s.package = l.package and s.release_ordinal = l.ordinal
inner join countersign.deployment_package as p on s.package = p.name;
comment on view countersign.package_resource is 'The bundle of each release; is_current is the release that is bound.';

create view countersign.package_attachment as
select
    t.package,
    t.ordinal,
    t.kind,
    t.name,
    t.masked_credential,
    t.attached_at,
    t.revoked_at,
    t.revoked_by,
    'req_' || t.revoked_request as revoked_request_id
from countersign.package_attachment_rule as t;
comment on view countersign.package_attachment is
'Leases, API services, client access, placement and bindings of a package; credentials as masks only.';

create view countersign.package_release as
select
    l.package,
    l.ordinal,
    l.release,
    l.title,
    case
        when p.state = 'retired' then 'retired'
        when l.release = p.deployed_release then 'deployed'
        when l.rolled_back_at is not null then 'rolled-back'
        when l.certified_at is not null then 'certified'
        else 'candidate'
    end as state,
    l.certified_at,
    l.deployed_at,
    l.rolled_back_at,
    b.artifact,
    b.ai_lease,
    b.api_services,
    b.theme,
    l.release = p.release as is_current
from countersign.package_release_rule as l
inner join countersign.deployment_package as p on l.package = p.name
cross join lateral (
    select
        max(s.name) filter (where s.kind = 'artifact') as artifact,
        max(s.name) filter (where s.kind = 'ai-lease') as ai_lease,
        max(s.name) filter (where s.kind = 'api-service-pool') as api_services,
        max(s.name) filter (where s.kind = 'theme') as theme
    from countersign.package_resource_rule as s
    where s.package = l.package and s.release_ordinal = l.ordinal
) as b;
comment on view countersign.package_release is 'The releases of each package with their bundles.';

create view countersign.package_rollback_plan as
select
    p.name as package,
    v.ordinal,
    case
        when v.ordinal = 2 then 'Preserve DNS and certificate bindings'
        when t.release is null then 'No certified release to revert to'
        else 'Revert to ' || t.title
    end as title,
    case
        when v.ordinal = 2
            then 'Existing domain, DNS, and SSL bindings remain stable during rollback unless the package manifest '
                || 'changes.'
        when t.release is null
            then 'A rollback becomes possible once a release of this package is certified and another follows it.'
        else 'If release health regresses, operators can restore the last certified storefront artifact and reuse the '
            || 'prior AI/API bundle.'
    end as detail,
    case v.ordinal
        when 1 then 'Rollback requires governance reason capture before execution.'
        else 'This limits blast radius during a governed reversal.'
    end as note,
    t.release is not null and p.state not in ('rolled-back', 'retiring', 'retired') as is_available,
    t.release as target_release,
    t.artifact,
    t.ai_lease,
    t.api_services,
    t.theme,
    b.domain,
    b.dns,
    b.ssl
from countersign.deployment_package as p
cross join (values (1), (2)) as v (ordinal)
left join lateral (
    select k.release, k.title, k.artifact, k.ai_lease, k.api_services, k.theme
    from countersign.package_release as k
    inner join countersign.package_release_rule as c on k.package = c.package and p.release = c.release
    where k.package = p.name and k.ordinal < c.ordinal and k.certified_at is not null and k.rolled_back_at is null
    order by k.ordinal desc
    limit 1
) as t on true
cross join lateral (
    select
        max(a.name) filter (where a.kind = 'domain') as domain,
        max(a.name) filter (where a.kind = 'dns') as dns,
        max(a.name) filter (where a.kind = 'ssl') as ssl
    from countersign.package_attachment_rule as a
    where a.package = p.name and a.revoked_at is null
) as b;
comment on view countersign.package_rollback_plan is
'What a rollback would restore and keep: the last certified release before the bound one.';

create view countersign.package_retirement as
select
    p.name as package,
    v.ordinal,
    case
        when v.ordinal = 2 then 'Retention policy preattached'
        when p.state = 'retired' then 'Engine retired'
        when g.is_serving then 'Retirement remains disabled while engine is active'
        when q.id is not null then 'Retirement package opened'
        else 'Retirement package can be opened'
    end as title,
    case
        when v.ordinal = 2
            then 'Audit history, billing closeout, and client control panel export rules are already listed for future '
                || 'review.'
        when p.state = 'retired' then 'Every attached service was revoked by an event of its own.'
        when g.is_serving
            then 'The current package is not a retirement candidate because the engine is production healthy and '
                || 'serving traffic.'
        when q.id is not null then 'Revocations follow the execution of req_' || q.id || '.'
        else 'The engine no longer serves traffic.'
    end as detail,
    case
        when v.ordinal = 2 then 'This shortens retirement prep when the engine reaches end of life.'
        when p.state = 'retired' then 'The engine audit history stays.'
        when q.id is not null then 'One event is written for each revocation.'
        else 'Closeout controls stay locked until governance opens a retirement package.'
    end as note,
    q.id is null as is_locked,
    case
        when p.state = 'retired' then 'retired'
        when g.is_serving then 'engine-active'
        when q.id is null then 'not-opened'
    end as lock_reason,
    p.retention,
    'req_' || q.id as request_id
from countersign.deployment_package as p
inner join countersign.engine as g on p.name = g.name
cross join (values (1), (2)) as v (ordinal)
left join lateral (
    select r.id
    from countersign.governance_request as r
    where r.package_id = p.name and r.closed_at is null and r.workflow = 'engine-retirement-package'
        and r.expires_at > statement_timestamp()
    order by r.id desc
    limit 1
) as q on true;
comment on view countersign.package_retirement is
'Retirement controls: locked while the engine serves, or nothing is open.';

create view countersign.lifecycle_guardrail as
select
    k.ordinal,
    k.title,
    k.detail,
    k.note
from countersign.lifecycle_guardrail_rule as k;
comment on view countersign.lifecycle_guardrail is 'Cross-package controls, as governance published them.';

create view countersign.lease_overview as
select
    l.name,
    l.class,
    l.tenant,
    l.envelope_cap,
    l.cap,
    l.note,
    case when l.revoked_at is null then 'active' else 'revoked' end as state,
    l.revoked_at is not null or x.id is null as is_locked,
    'esc_' || x.id as escalation_id,
    x.escalated_by,
    x.escalated_at,
    x.expires_at as escalation_expires_at,
    x.reason as escalation_reason,
    l.is_flagged,
    (
        select count(*) from countersign.lease_escalation as k where k.lease = l.name and k.reviewed_at is null
    ) + (
        select count(*) from countersign.governance_request as r where r.lease = l.name and r.awaits @> '{review}'
    ) as open_reviews,
    array(
        select distinct t.package
        from countersign.package_attachment_rule as t
        where t.kind = 'ai-lease' and t.name = l.name and t.revoked_at is null
        order by t.package
    ) as packages
from countersign.ai_lease as l
left join lateral (
    select k.id, k.escalated_by, k.escalated_at, k.expires_at, k.reason
    from countersign.lease_escalation as k
    where k.lease = l.name and k.expires_at > statement_timestamp()
    order by k.expires_at desc
    limit 1
) as x on true;
comment on view countersign.lease_overview is
'AI leases: read-only until escalated; the escalation in effect, and how many reviews are open.';
