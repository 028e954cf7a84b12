-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B24 to B33, B35 to B42, B63, B64, B65: packages, word for word and state by state; what an edit does to signatures.

select * from no_plan();

create function t.package(name text, what text default 'state') returns text language plpgsql as $$
begin
    return t.run('auditor_1', format('select %s from countersign.package_overview where name = %L', what, name));
end
$$;

-- The sample.
select results_eq(
    $$select p.state_label, p.approvers, p.approved_at_shown, p.node, p.fallback, p.release, p.engine_is_serving
    from countersign.package_overview as p where p.name = 'POD Engine Alpha'$$,
    $$values ('Deployment ready', 'Governance Operator 1 + Finance Reviewer 1', 'March 8, 2026 at 2:18 PM ET',
        'prod-node-01', '2026.02 storefront fallback', '2026.03.1', true)$$, 'B25: the package summary');
select is(t.package('POD Engine Alpha', 'approved_at'), '2026-03-08 18:18:00+00',
    'B25: daylight time since that morning');
select is(
    t.package('POD Engine Alpha', 'approver_roles || array[approval_zone, (window_closes_at > approved_at)::text]'),
    '{operator,finance,America/New_York,true}', 'B40: roles, window, zone');
select results_eq(
    $$select r.title, r.detail, r.note from countersign.package_resource as r
    where r.package = 'POD Engine Alpha' and r.is_current order by r.ordinal$$,
    $$values
    ('Certified Development Layer artifact bound',
        'POD Storefront Core 2026.03.1 was sealed into the governed package before Production Node placement.',
        'Artifact compatibility validated against the storefront engine profile.'),
    ('AI productivity lease attached',
        'Worker lease package was approved for merchandising productivity flows during provisioning.',
        'Lease class remains visible to finance and governance review.'),
    ('API Services Pool package attached',
        'Cloudflare DNS, LogicBoxes registrar, and Stripe ledger integrations were bundled as a governed service '
        || 'package.',
        'Credential masking remains intact while package scope stays visible.'),
    ('Client theme package locked',
        'The engine will launch with the approved Acme native theme and engine-local branding assets.',
        'Theme scope remains presentation-only.')$$, 'B26 to B30: bound resources');
select results_eq(
    $$select r.title, r.detail, r.note from countersign.package_rollback_plan as r
    where r.package = 'POD Engine Alpha' order by r.ordinal$$,
    $$values
    ('Revert to 2026.02 storefront package',
        'If release health regresses, operators can restore the last certified storefront artifact and reuse the prior '
        || 'AI/API bundle.', 'Rollback requires governance reason capture before execution.'),
    ('Preserve DNS and certificate bindings',
        'Existing domain, DNS, and SSL bindings remain stable during rollback unless the package manifest changes.',
        'This limits blast radius during a governed reversal.')$$, 'B32 to B35: rollback readiness');
select results_eq(
    $$select distinct r.is_available, r.target_release, r.artifact, r.ai_lease, r.theme, r.domain
    from countersign.package_rollback_plan as r where r.package = 'POD Engine Alpha'$$,
    $$values (true, '2026.02', 'POD Storefront Core 2026.02', 'worker-alpha', 'Acme native theme',
        'shop.acme.example')$$, 'B33: the last certified artifact with its bundle');
select results_eq(
    $$select r.title, r.detail, r.note, r.is_locked, r.lock_reason from countersign.package_retirement as r
    where r.package = 'POD Engine Alpha' order by r.ordinal$$,
    $$values
    ('Retirement remains disabled while engine is active',
        'The current package is not a retirement candidate because the engine is production healthy and serving '
        || 'traffic.',
        'Closeout controls stay locked until governance opens a retirement package.', true, 'engine-active'),
    ('Retention policy preattached',
        'Audit history, billing closeout, and client control panel export rules are already listed for future review.',
        'This shortens retirement prep when the engine reaches end of life.', true, 'engine-active')$$,
    'B36 to B38: retirement controls');
select results_eq(
    $$select g.title, g.note from countersign.lifecycle_guardrail as g order by g.ordinal$$,
    $$values
    ('Deployment package approvals must name the approvers',
        'This keeps package provenance visible when the engine is reviewed later.'),
    ('Rollback stays package-based',
    'Operators should be able to verify the exact bundle before they execute the reversal.'),
    ('Retirement preserves audit continuity', 'This prevents silent teardown of governed resources.')$$,
    'B39: three guardrails');
select is(
    (select string_agg(p.name || ': ' || p.state, ', ' order by p.name) from countersign.package_overview as p),
    'POD Engine Alpha: ready, POD Engine Bravo: blocked, POD Engine Charlie: deployed', 'B63: three packages');
select is(t.package('POD Engine Bravo', 'blocked_reason'), 'Provisioning is blocked on node placement.', 'B64: Bravo');
select is(
    t.run('auditor_1', $$select string_agg(name || ' ' || masked_credential, ', ' order by ordinal)
        from countersign.package_attachment where package = 'POD Engine Alpha' and kind = 'api-service'$$),
    'Cloudflare DNS ••••••7f3a, LogicBoxes registrar ••••••c21e, Stripe ledger ••••••9d04',
    'B65: credentials are masks');
select throws_ok(
    $t$do $body$ begin
        set local role countersign_owner;
        insert into countersign.package_attachment_rule (package, ordinal, kind, name, masked_credential, attached_at)
        values ('POD Engine Alpha', 99, 'api-service', 'Secret', 'sk_live_51Habcdef', now());
    end $body$$t$, '23514', null, 'B65: a secret breaks a constraint, whoever writes it');
select is_empty(
    $$select p.name from countersign.package_overview as p
    where p.manifest_sha256 <> encode(sha256(convert_to(p.manifest, 'UTF8')), 'hex')
        or p.manifest <> countersign.canonical_json(p.manifest::jsonb)$$,
    'manifests are canonical, and hashed as shown');

-- An approval that came with imported data deploys nothing; it has to be given here.
select t.refused('operator_1', $$open_request('deployment-package', '{"package":"POD Engine Bravo"}',
    'a long enough reason')$$, 'invalid-input', 'B64: a blocked package is not approved');
select matches(t.message('operator_1', $$open_request('deployment-package', '{"package":"POD Engine Bravo"}',
    'a long enough reason')$$), '^package: .*node placement', 'and says what blocks it');
select t.open_any('operator_1', 'deployment-package') as request \gset
select is(t.package('POD Engine Alpha', 'concat_ws('' '', state, approved_at is null)'), 'in-review t', 'in review');
select t.refused('operator_2', $$block_package('POD Engine Alpha', 'short')$$, 'reason-required',
    'blocked without reason');
select is(t.call('operator_2', $$block_package('POD Engine Alpha', 'certificate is about to run out')$$), 'succeeded',
    'B64: somebody blocks it');
select t.refused('finance_1', format('sign_request(%L)', :'request'), 'invalid-input',
    'a blocked package is not signed');
select is(t.call('operator_2', $$unblock_package('POD Engine Alpha', 'certificate renewed')$$), 'succeeded',
    'unblocked');
select t.refused('operator_2', $$unblock_package('POD Engine Alpha', 'certificate renewed')$$, 'invalid-input',
    'twice');
select is(t.package('POD Engine Alpha'), 'in-review', 'the review goes on');

-- Changed after the first signature.
select t.run('finance_1', format('select manifest_sha256 from countersign.request_overview where request_id = %L',
    :'request')) as seen \gset
select t.last_id() as mark \gset
select is(t.call('operator_2', $$draft_package('POD Engine Alpha', '{"node":"prod-node-07"}',
    'another rack, same row')$$),
    'succeeded', 'the package is edited');
select is(t.actions_since(:'mark'), 'REVISE_PACKAGE VOID_SIGNATURES', 'which voids what was signed, as an event');
select is(
    t.run('finance_1', format($$select concat_ws(' ', state, is_voided, array_to_string(missing_roles, ','))
        from countersign.request_overview where request_id = %L$$, :'request')), 'requested t operator,finance',
    'and everybody sees it');
select is(
    t.run('finance_1', format($$select string_agg(signer || ' ' || is_current, ',')
        from countersign.request_signature_overview where request_id = %L$$, :'request')), 'operator_1 false',
    'the old signature stays, and no longer counts');
select t.refused('finance_1', format('sign_request(%L, %L)', :'request', :'seen'), 'changed-since-review',
    'what finance saw is not what would be signed');
select t.refused('operator_1', format('execute_request(%L)', :'request'), 'role-required', 'nor can it be executed');
select is(t.call('operator_1', format('sign_request(%L)', :'request')), 'succeeded', 'the requester signs anew');
select is(
    t.call('finance_1', format('sign_request(%L, upper((select manifest_sha256 from countersign.request_overview
        where request_id = %L)))', :'request', :'request')), 'succeeded', 'finance signs what it saw');
select is(t.package('POD Engine Alpha', 'concat_ws('' '', state_label, approvers, node)'),
    'Deployment ready Governance Operator 1 + Finance Reviewer 1 prod-node-07', 'B24: ready, with its approvers');
select is((t.last_event()).title, 'Deployment package approved for POD Engine Alpha', 'in the published words');
select matches((t.last_event()).detail, '^Governance Operator 1 and Finance Reviewer 1 approved ', 'naming both');
select t.refused('operator_1', $$open_request('deployment-package', '{"package":"POD Engine Alpha"}',
    'a long enough reason')$$, 'invalid-input', 'approved once');
select t.run('finance_1', format('select manifest_sha256 from countersign.request_overview where request_id = %L',
    :'request')) as seen \gset
select t.refused('operator_1', format('execute_request(%L, repeat(''0'', 64))', :'request'), 'changed-since-review',
    'executing what one did not see');

-- An edit after authorization: signed is what was, not what is.
select t.call('operator_2', $$draft_package('POD Engine Alpha', '{"fallback":"none"}', 'the fallback is gone')$$);
select is(t.state(:'request') || ' ' || t.package('POD Engine Alpha'), 'requested in-review', 'back in review');
select t.refused('operator_1', format('execute_request(%L)', :'request'), 'role-required', 'executed it cannot be');
select t.call('operator_2', format('sign_request(%L)', :'request'));
select t.call('finance_1', format('sign_request(%L)', :'request'));
select t.last_id() as mark \gset
select is(t.call('operator_1', format('execute_request(%L)', :'request')), 'succeeded', 'deployed');
select is(t.actions_since(:'mark'), 'EXECUTE_REQUEST DEPLOY_PACKAGE', 'as events');
select is(t.package('POD Engine Alpha', 'concat_ws('' '', state, deployed_release, approvers)'),
    'deployed 2026.03.1 Governance Operator 2 + Finance Reviewer 1', 'with those who signed last');
select is(
    t.run('auditor_1', $$select string_agg(concat_ws(' ', role, approver, request_id is not null), ', '
        order by approved_at, role) from countersign.package_approval where package = 'POD Engine Alpha'$$),
    'finance finance_1 f, operator operator_1 f, finance finance_1 t, operator operator_1 t, finance finance_1 t, '
    || 'operator operator_2 t', 'B40: every approval is retained');

-- An amended request.
select t.open_any('operator_1', 'rollback-package-approval') as request \gset
select t.refused('operator_2', format('amend_request(%L, ''{}'', ''a long enough reason'')', :'request'),
    'role-required',
    'amending somebody else''s');
select t.refused('operator_1',
    format('amend_request(%L, ''{"package":"POD Engine Bravo","confirm":"POD Engine Bravo"}'',
    ''a long enough reason'')', :'request'), 'invalid-input', 'making it another package''s');
select t.refused('operator_1',
    format('amend_request(%L, ''{"package":"POD Engine Alpha","confirm":"POD Engine Alpha"}'',
    ''a reason that is long enough'')', :'request'), 'invalid-input', 'changing nothing');
select is(t.call('operator_1',
    format('amend_request(%L, ''{"package":"POD Engine Alpha","confirm":"POD Engine Alpha"}'',
    ''checkout errors at 4 %%, not 2 %%'')', :'request')), 'succeeded', 'a better reason');
select is(
    t.run('auditor_1', format($$select string_agg(signer || ' ' || is_current, ',' order by signed_at)
        from countersign.request_signature_overview where request_id = %L$$, :'request')),
    'operator_1 false,operator_1 true', 'is signed anew by its requester');
select is(t.call('operator_1', format('withdraw_request(%L, ''found another way'')', :'request')), 'succeeded',
    'withdrawn');

-- What ends without execution leaves the package as it was.
select t.call('operator_1', $$draft_package('POD Engine Alpha',
    '{"release":"2026.04","artifact":"POD Storefront Core 2026.04"}',
    'the April release')$$);
select is(t.package('POD Engine Alpha', 'concat_ws('' '', state, release, deployed_release)'),
    'draft 2026.04 2026.03.1',
    'a new release is a draft');
select is(
    t.run('auditor_1', $$select string_agg(concat_ws(' ', release, state, artifact, ai_lease), ', ' order by ordinal)
        from countersign.package_release where package = 'POD Engine Alpha'$$),
    '2026.02 certified POD Storefront Core 2026.02 worker-alpha, 2026.03.1 deployed POD Storefront Core 2026.03.1 '
    || 'worker-alpha, 2026.04 candidate POD Storefront Core 2026.04 worker-alpha', 'the release history');
select t.open_any('operator_1', 'deployment-package') as request \gset
select t.open_any('operator_2', 'deployment-package') as second \gset
select t.call('finance_1', format('reject_request(%L, ''not this quarter'')', :'request'));
select is(t.package('POD Engine Alpha'), 'in-review', 'one of two is still open');
select t.age_request(:'second', interval '25 hours');
select t.run('countersign_service', 'select countersign.expire_due()');
select is(t.state(:'second') || ' ' || t.package('POD Engine Alpha'), 'expired draft', 'B60: the last one expires');
select is((t.last_event()).changes -> 'package_state', '{"old": "in-review", "new": "draft"}'::jsonb,
    'as its event says');
select t.open_any('operator_1', 'deployment-package') as request \gset
select t.call('finance_1', format('sign_request(%L)', :'request'));
select t.age_request(:'request', interval '25 hours');
select t.refused('operator_1', format('execute_request(%L)', :'request'), 'expired', 'an approval expires too');
select t.run('countersign_service', 'select countersign.expire_due()');
select is(t.package('POD Engine Alpha', 'concat_ws('' '', state, approved_at is null)'), 'draft t',
    'and falls with it');

-- Making packages.
select t.refused('operator_1', $$draft_package('POD Engine Delta', '{}', 'a long enough reason')$$, 'not-found',
    'a package of no engine');
select t.refused('operator_1', $$register_engine(E'\u200b')$$, 'invalid-input', 'an invisible engine');
select t.refused('operator_1', $$register_engine(repeat('x', 121))$$, 'invalid-input', 'an endless one');
select is(t.call('operator_1', $$register_engine('POD Engine Delta', 'staging')$$), 'succeeded', 'an engine');
select t.refused('operator_1', $$register_engine('POD Engine Delta')$$, 'invalid-input', 'twice');
select t.refused('operator_1', $$draft_package('POD Engine Delta', '{"node":"n"}', 'a long enough reason')$$,
    'invalid-input', 'without its bundle');
select t.refused('operator_1', $$draft_package('POD Engine Delta', '[]', 'a long enough reason')$$, 'invalid-input',
    'no object');
select t.refused('operator_1', $$draft_package('POD Engine Delta', '{"password":"x"}', 'a long enough reason')$$,
    'invalid-input', 'a key that does not exist');
select t.refused('operator_1', $$draft_package('POD Engine Alpha', '{"node":7}', 'a long enough reason')$$,
    'invalid-input', 'a node that is no text');
select t.refused('operator_1', $$draft_package('POD Engine Alpha', jsonb_build_object('node', repeat('x', 121)),
    'a long enough reason')$$, 'invalid-input', 'an endless node');
select t.refused('operator_1', $$draft_package('POD Engine Alpha', jsonb_build_object('node', repeat('x', 20000)),
    'a long enough reason')$$, 'invalid-input', 'an absurd one');
select is((t.last_event()).error_message, 'node: too long. All fields of a form together hold at most 16 KiB.',
    'it is the node that is named');
select t.refused('operator_1', $$draft_package('POD Engine Alpha', '{"zone":"Mars/Olympus"}', 'a long enough reason')$$,
    'invalid-input', 'a zone of another planet');
select t.refused('operator_1', $$draft_package('POD Engine Alpha', '{"release":"9","lease":"worker-nobody"}',
    'a long enough reason')$$,
    'not-found', 'a lease that does not exist');
select t.refused('operator_1', $$draft_package('POD Engine Alpha', '{"release":"2026.02"}', 'a long enough reason')$$,
    'invalid-input', 'a release that was bound before');
select t.refused('operator_1', $$draft_package('POD Engine Charlie', '{"theme":"Pink"}', 'a long enough reason')$$,
    'invalid-input', 'a certified bundle is fixed');
select t.refused('operator_1', $$draft_package('POD Engine Bravo', '{"node":"n"}', 'a long enough reason')$$,
    'invalid-input', 'a blocked package is unblocked first');
select t.refused('operator_1', $$register_lease('worker-delta', '', null, 5)$$, 'invalid-input', 'a lease of no class');
select t.refused('operator_1', $$register_lease('worker-delta', 'Worker', null, 0)$$, 'invalid-input', 'of no cycles');
select is(t.call('operator_1', $$register_lease('worker-delta', 'Worker', null, 5)$$), 'succeeded', 'a lease');
select t.refused('operator_1', $$register_lease('worker-delta', 'Worker', null, 5)$$, 'invalid-input', 'twice');
select is(t.call('operator_1', $$draft_package('POD Engine Delta', '{"release":"1.0","artifact":"Core 1.0",
    "lease":"worker-delta","api_services":"Stripe ledger","theme":"Plain","node":"stage-1","zone":"Europe/Berlin",
    "domain":"delta.example"}', 'a first package')$$), 'succeeded', 'a package of one''s own');
select is(t.package('POD Engine Delta', 'concat_ws('' '', state, revision, release)'), 'draft 1 1.0', 'is a draft');
select is(
    t.run('auditor_1', $$select string_agg(kind || ' ' || name, ', ' order by ordinal)
        from countersign.package_attachment where package = 'POD Engine Delta'$$),
    'ai-lease worker-delta, api-service Stripe ledger, placement stage-1, domain delta.example, client-access '
    || 'Client control panel', 'with what a retirement will revoke');
select is(
    t.run('auditor_1', $$select string_agg(concat_ws(' ', title, is_available), ', ' order by ordinal)
        from countersign.package_rollback_plan where package = 'POD Engine Delta'$$),
    'No certified release to revert to f, Preserve DNS and certificate bindings f', 'nothing to go back to');
select is(t.open_any('operator_1', 'rollback-package-approval',
    '{"package":"POD Engine Delta","confirm":"POD Engine Delta"}'), 'invalid-input', 'so no rollback');
select t.open_any('operator_1', 'deployment-package', '{"package":"POD Engine Delta"}') as request \gset
select t.call('finance_1', format('sign_request(%L)', :'request'));
select matches(t.package('POD Engine Delta', 'approved_at_shown'), ' Berlin$',
    'approval times carry the package''s zone');
select is(t.run('operator_1', 'select lost from countersign.attempt_gap'), '0', 'every attempt left its record');
select * from finish();
