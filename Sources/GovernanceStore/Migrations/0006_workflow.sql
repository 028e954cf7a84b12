-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- The workflow catalog as data: titles and conditions word for word as governance published them, who signs, and which
-- fields the form has. A later workflow is new rows here, not new machinery.

set local role countersign_owner;

create table countersign.workflow (
    key text collate "C" not null,
    ordinal integer not null,
    title text not null,
    description text not null,
    required_role text not null,
    condition text not null,
    category text collate "C" not null,
    in_catalog boolean not null default true,
    is_offered boolean not null default false,
    opener_role text collate "C" not null,
    -- Whether the requester's own signature, given by opening, fills the slot of their role.
    requester_signs boolean not null,
    -- What is done once it is approved. A session opens with the last signature; everything else waits for execution.
    effect text collate "C" not null,
    open_for interval not null,
    subject_field text collate "C" not null,
    noun text not null,
    -- What the manifest says of the signatures: canonical JSON, kept by a trigger on workflow_slot_rule.
    signatures text not null default '[]',
    -- The roles that sign, in the order of the slots; kept by the same trigger.
    slot_roles text[] not null default '{}',
    constraint workflow_pk primary key (key),
    constraint workflow_ordinal_key unique (ordinal),
    constraint workflow_opener_role_check check (opener_role in ('operator', 'finance', 'auditor', 'admin')),
    constraint workflow_effect_check check (
        effect in ('open-session', 'raise-quota', 'expand-lease', 'roll-back', 'retire', 'deploy')
    ),
    constraint workflow_open_for_check check (open_for between interval '1 minute' and interval '30 days')
);
comment on table countersign.workflow is 'The workflow catalog. Offered workflows can be opened; the others are shown.';
comment on column countersign.workflow.subject_field is 'The field that names what a request is about.';
comment on column countersign.workflow.noun is 'How titles of events call it, e.g. Break-glass.';

create table countersign.workflow_slot_rule (
    workflow text collate "C" not null,
    ordinal integer not null,
    name text collate "C" not null,
    role text collate "C" not null,
    constraint workflow_slot_rule_pk primary key (workflow, name),
    constraint workflow_slot_rule_ordinal_key unique (workflow, ordinal),
    constraint workflow_slot_rule_workflow_fk foreign key (workflow) references countersign.workflow (key),
    constraint workflow_slot_rule_role_check check (role in ('operator', 'finance', 'auditor', 'admin'))
);
comment on table countersign.workflow_slot_rule is 'The signatures a workflow needs, each from another person.';

create function countersign.state_signatures() returns trigger
language plpgsql
as $$
begin
    update countersign.workflow as w
    set
        signatures = (
            select countersign.canonical_json(coalesce(
                jsonb_agg(jsonb_build_object('role', s.role, 'slot', s.name) order by s.ordinal), '[]'::jsonb))
            from countersign.workflow_slot_rule as s
            where s.workflow = w.key
        ),
        slot_roles = array(
            select s.role from countersign.workflow_slot_rule as s where s.workflow = w.key order by s.ordinal
        );
    return null;
end
$$;
create trigger state_signatures after insert or update on countersign.workflow_slot_rule
for each statement execute function countersign.state_signatures();
alter table countersign.workflow_slot_rule enable always trigger state_signatures;

create table countersign.workflow_field_rule (
    workflow text collate "C" not null,
    ordinal integer not null,
    name text collate "C" not null,
    label text not null,
    kind text collate "C" not null,
    is_required boolean not null default true,
    minimum integer,
    maximum integer,
    choices text[],
    -- For a confirmation: the field whose value must be typed again.
    confirms text collate "C",
    default_value text,
    help text not null default '',
    constraint workflow_field_rule_pk primary key (workflow, name),
    constraint workflow_field_rule_ordinal_key unique (workflow, ordinal),
    constraint workflow_field_rule_workflow_fk foreign key (workflow) references countersign.workflow (key),
    constraint workflow_field_rule_kind_check check (
        kind in ('text', 'reason', 'choice', 'integer', 'checklist', 'confirmation')
    ),
    constraint workflow_field_rule_range_check check (minimum <= maximum),
    constraint workflow_field_rule_confirms_check check ((kind = 'confirmation') = (confirms is not null))
);
comment on table countersign.workflow_field_rule is
'The form of a workflow. Limits count characters (text), non-blank characters (reason) or are values (integer).';

create table countersign.engine (
    name text not null,
    environment text,
    is_serving boolean not null default false,
    constraint engine_pk primary key (name),
    constraint engine_name_check check (length(name) between 1 and 120),
    constraint engine_environment_check check (length(environment) between 1 and 120)
);
comment on table countersign.engine is 'Engines known by name; a package is named after its engine.';
comment on column countersign.engine.is_serving is
'Whether it serves traffic, as operators recorded it: a serving engine cannot be retired.';

insert into countersign.workflow (
    key, ordinal, title, description, required_role, condition, category, in_catalog, is_offered, opener_role,
    requester_signs, effect, open_for, subject_field, noun
) values
(
    'break-glass-admin-session', 1, 'Break-glass admin session',
    'Open a governed admin session for a tenant when launch-blocking work requires intervention.',
    'Governance Operator', 'Requires approval and audit reason',
    'privileged-access', true, true, 'operator', false, 'open-session', interval '4 hours', 'tenant', 'Break-glass'
),
(
    'quota-exception-package', 2, 'Quota exception package',
    'Raise a burst capacity exception before provisioning final approval.',
    'Governance Operator + Finance Reviewer', 'Dual approval workflow',
    'quota', true, true, 'operator', true, 'raise-quota', interval '24 hours', 'package', 'Quota exception'
),
(
    'lease-expansion-override', 3, 'Lease expansion override',
    'Increase Worker AI cycle cap outside the default lease envelope.',
    'Governance Operator', 'Read-only until escalated',
    'ai-leasing', true, true, 'operator', true, 'expand-lease', interval '24 hours', 'lease', 'Lease expansion'
),
(
    'rollback-package-approval', 4, 'Rollback package approval',
    'Authorize a governed rollback to the last certified deployment package when release health regresses.',
    'Governance Operator + Support Auditor', 'Requires rollback reason and package confirmation',
    'rollback', true, true, 'operator', true, 'roll-back', interval '24 hours', 'package', 'Rollback'
),
(
    'engine-retirement-package', 5, 'Engine retirement package',
    'Retire an engine with explicit revocation of AI leases, API services, and client control access.',
    'Governance Operator + Finance Reviewer', 'Dual approval plus retention checklist',
    'retirement', true, true, 'operator', true, 'retire', interval '24 hours', 'package', 'Retirement'
),
(
    'deployment-package', 6, 'Deployment package',
    'Approve the deployment package of an engine.',
    'Governance Operator + Finance Reviewer', 'Dual approval workflow',
    'deployment-package', false, true, 'operator', true, 'deploy', interval '24 hours', 'package',
    'Deployment package'
);

insert into countersign.workflow_slot_rule (workflow, ordinal, name, role) values
('break-glass-admin-session', 1, 'approver', 'operator'),
('quota-exception-package', 1, 'operator', 'operator'),
('quota-exception-package', 2, 'finance', 'finance'),
('lease-expansion-override', 1, 'operator', 'operator'),
('rollback-package-approval', 1, 'operator', 'operator'),
('rollback-package-approval', 2, 'auditor', 'auditor'),
('engine-retirement-package', 1, 'operator', 'operator'),
('engine-retirement-package', 2, 'finance', 'finance'),
('deployment-package', 1, 'operator', 'operator'),
('deployment-package', 2, 'finance', 'finance');

insert into countersign.workflow_field_rule (
    workflow, ordinal, name, label, kind, is_required, minimum, maximum, choices, confirms, default_value, help
) values
(
    'break-glass-admin-session', 1, 'tenant', 'Tenant', 'text', true, 1, 120, null, null, null,
    'The one tenant whose admin access is needed, e.g. Northwind Studio.'
),
(
    'break-glass-admin-session', 2, 'reason', 'Audit reason', 'reason', true, 10, 2000, null, null, null,
    'Why the session is needed now: at least 10 non-blank characters. The approver and every later reader see it.'
),
(
    'break-glass-admin-session', 3, 'minutes', 'Session minutes', 'integer', false, 1, 240, null, null, '60',
    'How long the session stays open once another operator approves: 1 to 240 minutes.'
),
(
    'quota-exception-package', 1, 'package', 'Package', 'choice', true, 1, 120, null, null, null,
    'The package, named after its engine.'
),
(
    'quota-exception-package', 2, 'cap', 'Burst capacity', 'integer', true, 1, 1000000, null, null, null,
    'The burst capacity asked for.'
),
(
    'quota-exception-package', 3, 'reason', 'Audit reason', 'reason', true, 10, 2000, null, null, null,
    'Why the default quota does not do: at least 10 non-blank characters.'
),
(
    'lease-expansion-override', 1, 'lease', 'Lease', 'text', true, 1, 120, null, null, null,
    'The lease, e.g. worker-alpha.'
),
(
    'lease-expansion-override', 2, 'cap', 'Cycle cap', 'integer', true, 1, 1000000, null, null, null,
    'The Worker AI cycle cap asked for.'
),
(
    'lease-expansion-override', 3, 'reason', 'Audit reason', 'reason', true, 10, 2000, null, null, null,
    'Why the default envelope does not do: at least 10 non-blank characters.'
),
(
    'rollback-package-approval', 1, 'package', 'Package', 'choice', true, 1, 120, null, null, null,
    'The package to roll back, named after its engine.'
),
(
    'rollback-package-approval', 2, 'reason', 'Rollback reason', 'reason', true, 10, 2000, null, null, null,
    'Why release health demands it: at least 10 non-blank characters.'
),
(
    'rollback-package-approval', 3, 'confirm', 'Type the package name', 'confirmation', true, null, null, null,
    'package', null, 'The package''s name once more, exactly.'
),
(
    'engine-retirement-package', 1, 'package', 'Package', 'choice', true, 1, 120, null, null, null,
    'The package of the engine to retire.'
),
(
    'engine-retirement-package', 2, 'checklist', 'Retention checklist', 'checklist', true, null, null,
    array[
        'audit-history', 'billing-closeout', 'client-export', 'revoke-ai-leases', 'revoke-api-services',
        'revoke-client-access', 'release-placement'
    ], null, null, 'Every item must be confirmed before the package can be opened.'
),
(
    'engine-retirement-package', 3, 'reason', 'Audit reason', 'reason', true, 10, 2000, null, null, null,
    'Why the engine is retired: at least 10 non-blank characters.'
),
(
    'deployment-package', 1, 'package', 'Package', 'choice', true, 1, 120, null, null, null,
    'The package, named after its engine.'
),
(
    'deployment-package', 2, 'reason', 'Audit reason', 'reason', true, 10, 2000, null, null, null,
    'What is deployed and why: at least 10 non-blank characters.'
);

call countersign.guard_table('countersign.workflow', append_only => false);
call countersign.guard_table('countersign.workflow_slot_rule', append_only => false);
call countersign.guard_table('countersign.workflow_field_rule', append_only => false);
call countersign.guard_table('countersign.engine', append_only => false);
call countersign.demand_event_on('countersign.workflow');
call countersign.demand_event_on('countersign.workflow_slot_rule');
call countersign.demand_event_on('countersign.workflow_field_rule');
call countersign.demand_event_on('countersign.engine');
