-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Leases, deployment packages, what is bound to them, and their releases.
--
-- A package is named after its engine; there is one per engine, and its revision counts its edits. Its manifest, which
-- every request on it carries, is made by set_package_manifest() and nowhere else. Secrets are never stored: of a
-- credential only its mask is kept, which a constraint sees to.

set local role countersign_owner;

create table countersign.ai_lease (
    name text collate "C" not null,
    class text not null,
    tenant text,
    envelope_cap integer not null,
    cap integer not null,
    note text,
    is_flagged boolean not null default false,
    registered_at timestamptz not null,
    registered_by text collate "C" not null,
    revoked_at timestamptz,
    constraint ai_lease_pk primary key (name),
    constraint ai_lease_name_check check (name ~ '^[a-z0-9][a-z0-9._-]{0,119}$'),
    constraint ai_lease_class_check check (length(class) between 1 and 120 and length(tenant) between 1 and 120),
    constraint ai_lease_cap_check check (envelope_cap between 1 and 1000000 and cap between 1 and 1000000),
    constraint ai_lease_note_check check (length(note) <= 1000)
);
comment on table countersign.ai_lease is 'Leases of AI workers: the default envelope, and the cap that holds now.';
comment on column countersign.ai_lease.envelope_cap is 'Worker cycles that the default envelope allows.';

create table countersign.lease_escalation (
    id uuid not null,
    lease text collate "C" not null,
    escalated_by text collate "C" not null,
    reason text not null,
    escalated_at timestamptz not null,
    expires_at timestamptz not null,
    reviewed_at timestamptz,
    constraint lease_escalation_pk primary key (id),
    constraint lease_escalation_lease_fk foreign key (lease) references countersign.ai_lease (name),
    constraint lease_escalation_person_fk foreign key (escalated_by) references countersign.person (login),
    constraint lease_escalation_reason_check check (length(reason) <= 2000),
    constraint lease_escalation_length_check check (expires_at = escalated_at + interval '30 minutes')
);
comment on table countersign.lease_escalation is
'A lease is read-only but for the half hour after a recorded escalation, which somebody else reviews.';
create index lease_escalation_lease_idx on countersign.lease_escalation (lease, expires_at);
create index lease_escalation_due_idx on countersign.lease_escalation (expires_at);
create index lease_escalation_review_idx on countersign.lease_escalation (id) where reviewed_at is null;

create table countersign.deployment_package (
    name text not null,
    revision integer not null default 1,
    state text collate "C" not null default 'draft',
    blocked_reason text,
    -- What a withdrawn or expired retirement goes back to.
    state_before_retirement text collate "C",
    release text not null,
    deployed_release text,
    node text not null,
    fallback text,
    burst_capacity integer,
    approval_zone text not null default 'UTC',
    approval_zone_label text not null default 'UTC',
    approval_request uuid,
    approved_at timestamptz,
    window_opened_at timestamptz,
    window_closes_at timestamptz,
    retention text[] not null default '{audit-history,billing-closeout,client-export}',
    drafted_by text collate "C" not null,
    updated_at timestamptz not null,
    manifest bytea not null default '',
    manifest_sha256 bytea not null generated always as (sha256(manifest)) stored,
    constraint deployment_package_pk primary key (name),
    constraint deployment_package_engine_fk foreign key (name) references countersign.engine (name),
    constraint deployment_package_revision_check check (revision > 0),
    constraint deployment_package_state_check check (state in (
        'draft', 'in-review', 'ready', 'blocked', 'deployed', 'rolled-back', 'retiring', 'retired'
    )),
    constraint deployment_package_blocked_check check (state <> 'blocked' or blocked_reason is not null),
    constraint deployment_package_retiring_check check (
        state not in ('retiring', 'retired') or state_before_retirement is not null
    ),
    constraint deployment_package_approval_check check (
        (approved_at is null) = (window_opened_at is null) and (approved_at is null) = (window_closes_at is null)
        and (state <> 'ready' or approved_at is not null)
        and approved_at between window_opened_at and window_closes_at
    ),
    constraint deployment_package_text_check check (
        length(release) between 1 and 60 and length(node) between 1 and 120 and length(fallback) between 1 and 200
        and length(approval_zone) <= 60 and length(approval_zone_label) <= 12 and length(blocked_reason) <= 2000
    ),
    constraint deployment_package_burst_check check (burst_capacity between 1 and 1000000)
) with (fillfactor = 70);
comment on table countersign.deployment_package is
'Deployment packages. States change only through governed functions; the manifest''s bytes are what is approved.';
comment on column countersign.deployment_package.release is 'The release that is bound; deployed_release is what runs.';
comment on column countersign.deployment_package.approval_request is
'The request that approved it; null where the approval is a claim that came with imported data.';

create table countersign.package_approver (
    package text not null,
    revision integer not null,
    role text collate "C" not null,
    approver text collate "C" not null,
    approver_name text not null,
    approved_at timestamptz not null,
    request uuid,
    constraint package_approver_pk primary key (package, approved_at, role),
    constraint package_approver_package_fk foreign key (package) references countersign.deployment_package (name),
    constraint package_approver_role_check check (role in ('operator', 'finance', 'auditor', 'admin')),
    constraint package_approver_two_people_key unique (package, approved_at, approver)
);
comment on table countersign.package_approver is
'Who approved which revision of a package, in which role. Never removed.';

create table countersign.package_release_rule (
    package text not null,
    ordinal integer not null,
    release text not null,
    title text not null,
    certified_at timestamptz,
    deployed_at timestamptz,
    rolled_back_at timestamptz,
    constraint package_release_rule_pk primary key (package, ordinal),
    constraint package_release_rule_release_key unique (package, release),
    constraint package_release_rule_package_fk foreign key (package) references countersign.deployment_package (name),
    constraint package_release_rule_text_check check (
        length(release) between 1 and 60 and length(title) between 1 and 200 and ordinal > 0
    )
);
comment on table countersign.package_release_rule is
'Releases of a package in order. Certified: its bundle was approved once; that is what a rollback may go back to.';

create table countersign.package_resource_rule (
    package text not null,
    release_ordinal integer not null,
    kind text collate "C" not null,
    name text not null,
    title text not null,
    detail text not null,
    note text not null,
    constraint package_resource_rule_pk primary key (package, release_ordinal, kind),
    constraint package_resource_rule_release_fk foreign key (package, release_ordinal)
    references countersign.package_release_rule (package, ordinal),
    constraint package_resource_rule_kind_check check (kind in ('artifact', 'ai-lease', 'api-service-pool', 'theme')),
    constraint package_resource_rule_text_check check (
        length(name) between 1 and 200 and length(title) between 1 and 200 and length(detail) <= 1000
        and length(note) <= 1000
    )
);
comment on table countersign.package_resource_rule is
'The bundle of each release: artifact, AI lease, API pool, theme.';

create table countersign.package_attachment_rule (
    package text not null,
    ordinal integer not null,
    kind text collate "C" not null,
    name text not null,
    masked_credential text,
    attached_at timestamptz not null,
    revoked_at timestamptz,
    revoked_by text collate "C",
    revoked_request uuid,
    constraint package_attachment_rule_pk primary key (package, ordinal),
    constraint package_attachment_rule_name_key unique (package, kind, name),
    constraint package_attachment_rule_package_fk foreign key (package)
    references countersign.deployment_package (name),
    constraint package_attachment_rule_kind_check check (
        kind in ('ai-lease', 'api-service', 'client-access', 'placement', 'domain', 'dns', 'ssl')
    ),
    constraint package_attachment_rule_name_check check (length(name) between 1 and 200),
    -- A mask with at most its last four characters shown: a secret has no place to be put by mistake.
    constraint package_attachment_rule_mask_check check (masked_credential ~ '^•{4,12}[A-Za-z0-9]{0,4}$'),
    constraint package_attachment_rule_revocation_check check (
        (revoked_at is null) = (revoked_by is null) and (revoked_at is null) = (revoked_request is null)
    )
);
comment on table countersign.package_attachment_rule is
'What a package holds outside itself: revoked one by one at retirement, but for domain, DNS and SSL.';

create table countersign.lifecycle_guardrail_rule (
    ordinal integer not null,
    title text not null,
    detail text not null,
    note text not null,
    constraint lifecycle_guardrail_rule_pk primary key (ordinal)
);
comment on table countersign.lifecycle_guardrail_rule is 'Cross-package controls, as governance published them.';
insert into countersign.lifecycle_guardrail_rule (ordinal, title, detail, note) values
(
    1, 'Deployment package approvals must name the approvers',
    'Every governed deployment package should retain the approving operator roles, the approval window, and the target '
    || 'Production Node assignment.',
    'This keeps package provenance visible when the engine is reviewed later.'
),
(
    2, 'Rollback stays package-based',
    'Rollback is not a loose runtime action. It should point back to the last certified artifact, lease, API package, '
    || 'and theme bundle that the Governance Node approved.',
    'Operators should be able to verify the exact bundle before they execute the reversal.'
),
(
    3, 'Retirement preserves audit continuity',
    'Retirement packages should revoke AI leases, API bindings, client control access, and placement reservations '
    || 'while preserving the engine audit history.',
    'This prevents silent teardown of governed resources.'
);

call countersign.guard_table('countersign.ai_lease', append_only => false);
call countersign.guard_table('countersign.lease_escalation', append_only => false);
call countersign.guard_table('countersign.deployment_package', append_only => false);
call countersign.guard_table('countersign.package_approver', append_only => true);
call countersign.guard_table('countersign.package_release_rule', append_only => false);
call countersign.guard_table('countersign.package_resource_rule', append_only => false);
call countersign.guard_table('countersign.package_attachment_rule', append_only => false);
call countersign.guard_table('countersign.lifecycle_guardrail_rule', append_only => false);
call countersign.demand_event_on('countersign.ai_lease');
call countersign.demand_event_on('countersign.lease_escalation');
call countersign.demand_event_on('countersign.deployment_package');
call countersign.demand_event_on('countersign.package_approver');
call countersign.demand_event_on('countersign.package_release_rule');
call countersign.demand_event_on('countersign.package_resource_rule');
call countersign.demand_event_on('countersign.package_attachment_rule');
call countersign.demand_event_on('countersign.lifecycle_guardrail_rule');

-- The bundle of a release: what runs when it is deployed, and what a rollback restores. Null where there is none.
create function countersign.release_bundle(package text, release text) returns jsonb
language plpgsql
stable
as $$
begin
    return (
        select jsonb_object_agg(s.kind, s.name) || jsonb_build_object('release', l.release)
        from countersign.package_release_rule as l
        inner join countersign.package_resource_rule as s on l.package = s.package and l.ordinal = s.release_ordinal
        where l.package = release_bundle.package and l.release = release_bundle.release
        group by l.release
    );
end
$$;

-- The release that a rollback goes back to: the last certified one before the bound release. Null where there is none.
create function countersign.rollback_target(package text) returns text
language plpgsql
stable
as $$
begin
    return (
        select l.release
        from countersign.deployment_package as p
        inner join countersign.package_release_rule as b on p.name = b.package and p.release = b.release
        inner join countersign.package_release_rule as l on p.name = l.package
        where p.name = rollback_target.package and l.ordinal < b.ordinal
            and l.certified_at is not null and l.rolled_back_at is null
        order by l.ordinal desc
        limit 1
    );
end
$$;

-- What a retirement revokes, one event each. Domain, DNS and SSL bindings are no part of it.
create function countersign.package_revocations(package text) returns jsonb
language plpgsql
stable
as $$
begin
    return coalesce((
        select jsonb_agg(jsonb_build_object('kind', t.kind, 'name', t.name) order by t.ordinal)
        from countersign.package_attachment_rule as t
        where t.package = package_revocations.package and t.revoked_at is null
            and t.kind in ('ai-lease', 'api-service', 'client-access', 'placement')
    ), '[]'::jsonb);
end
$$;

-- Makes the manifest of a package anew: RFC 8785, once, here. The caller holds the package's lock.
create function countersign.set_package_manifest(package text) returns void
language plpgsql
volatile
as $$
begin
    update countersign.deployment_package as p
    set manifest = convert_to(countersign.canonical_json(jsonb_strip_nulls(jsonb_build_object(
        'format', 1,
        'package', p.name,
        'revision', p.revision,
        'bundle', countersign.release_bundle(p.name, p.release),
        'node', p.node,
        'fallback', p.fallback,
        'burst_capacity', p.burst_capacity,
        'retention', to_jsonb(p.retention),
        'attachments', coalesce((
            select jsonb_agg(jsonb_build_object(
                'kind', t.kind, 'name', t.name, 'masked_credential', t.masked_credential) order by t.ordinal)
            from countersign.package_attachment_rule as t
            where t.package = p.name and t.revoked_at is null
        ), '[]'::jsonb)
    ))), 'UTF8')
    where p.name = set_package_manifest.package;
end
$$;
