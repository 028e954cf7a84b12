-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B34, B36, B41, B42, B45, B47, B48, B49, B50, B51, B60, B61: each workflow to its end, refusals first.

select * from no_plan();

-- Quota exception: before the final approval of a package.
select t.refused('operator_1', $$open_request('quota-exception-package',
    '{"package":"POD Engine Alpha","cap":900}', 'a long enough reason')$$, 'invalid-input', 'B47: after the approval');
select matches(t.message('operator_1', $$open_request('quota-exception-package',
    '{"package":"POD Engine Alpha","cap":900}', 'a long enough reason')$$), '^package: .* before the final approval',
    'says which field and why');
select t.refused('operator_1', $$open_request('quota-exception-package',
    '{"package":"POD Engine Zulu","cap":900}', 'a long enough reason')$$, 'not-found', 'an unknown package');
select t.refused('operator_1', $$open_request('quota-exception-package', '{"cap":900}', 'a long enough reason')$$,
    'invalid-input', 'no package');
select t.refused('operator_1', $$open_request('quota-exception-package',
    '{"package":"POD Engine Bravo","cap":0}', 'a long enough reason')$$, 'invalid-input', 'no capacity');
select t.refused('operator_1', $$open_request('quota-exception-package',
    '{"package":"POD Engine Bravo","cap":"1e3"}', 'a long enough reason')$$, 'invalid-input', 'no whole number');
select t.refused('operator_1', $$open_request('quota-exception-package',
    '{"package":"POD Engine Bravo","cap":900,"tenant":"X"}', 'a long enough reason')$$, 'invalid-input',
    'a field that the form does not have');
select t.open_any('operator_1', 'quota-exception-package') as request \gset
select is(t.state(:'request'), 'partly-signed', 'B47: opening signs for the requester');
select t.refused('operator_1', format('execute_request(%L)', :'request'), 'role-required', 'nobody approves alone');
select t.refused('operator_1', format('sign_request(%L)', :'request'), 'already-signed', 'B51: signing twice');
select t.call('admin_1', $$grant_role('operator_1', 'finance', 'covers for finance')$$);
select t.refused('operator_1', format('sign_request(%L)', :'request'), 'already-signed',
    'B51: whoever holds two roles signs once');
select t.call('admin_1', $$revoke_role('operator_1', 'finance', 'no longer covers')$$);
select is(t.call('finance_1', format('sign_request(%L)', :'request')), 'succeeded', 'finance signs');
select is(t.state(:'request'), 'authorized', 'B60: authorized');
select t.last_id() as mark \gset
select is(t.call('operator_2', format('execute_request(%L)', :'request')), 'succeeded', 'executed by another operator');
select is(t.actions_since(:'mark'), 'EXECUTE_REQUEST RAISE_QUOTA', 'B45: two events');
select is(
    t.run('auditor_1', 'select concat_ws('' '', state, burst_capacity, revision) from countersign.package_overview
        where name = ''POD Engine Bravo'''), 'blocked 900 3', 'the package has it');
select t.refused('operator_2', format('execute_request(%L)', :'request'), 'request-closed', 'executed once');

-- Lease expansion: the one single-person workflow.
select t.refused('operator_1', $$open_request('lease-expansion-override',
    '{"lease":"worker-analyst-delta","cap":750}', 'a long enough reason')$$, 'not-escalated',
    'B48: read-only until escalated');
select t.refused('operator_1', $$open_request('lease-expansion-override',
    '{"lease":"worker-nobody","cap":750}', 'a long enough reason')$$, 'not-found', 'an unknown lease');
select t.refused('operator_1', $$escalate_lease('worker-nobody', 'a long enough reason')$$, 'not-found',
    'nor can it be escalated');
select t.refused('operator_1', $$escalate_lease(null, 'a long enough reason')$$, 'not-found', 'no lease');
select t.refused('operator_1', $$escalate_lease('worker-analyst-delta', 'short')$$, 'reason-required',
    'B48: an escalation has its reason');
select t.refused('operator_1', $$escalate_lease('worker-analyst-delta', null)$$, 'reason-required', 'or none');
select t.refused('finance_1', $$escalate_lease('worker-analyst-delta', 'a long enough reason')$$, 'role-required',
    'by finance');
select t.last_id() as mark \gset
select is(t.call('operator_1', $$escalate_lease('worker-analyst-delta', 'campaign of a customer')$$), 'succeeded',
    'escalated');
select is(t.actions_since(:'mark'), 'ESCALATE_LEASE FLAG_LEASE', 'B48: finance is flagged');
select is((t.last_event()).title, 'Worker + Analyst lease flagged for finance review', 'in the published words');
select is(
    t.run('finance_1', $$select concat_ws(' ', is_locked, escalated_by, escalation_expires_at - escalated_at,
    is_flagged,
        open_reviews) from countersign.lease_overview where name = 'worker-analyst-delta'$$),
    'f operator_1 00:30:00 t 1', 'B48: unlocked for half an hour, with a review open');
select is(
    t.run('finance_1', $$select string_agg(name, ' ' order by name) from countersign.lease_overview where is_locked$$),
    'worker-alpha worker-bravo worker-charlie', 'that lease alone');
select t.refused('operator_1', $$open_request('lease-expansion-override',
    '{"lease":"worker-alpha","cap":2000}', 'a long enough reason')$$, 'not-escalated', 'per lease');
select t.refused('operator_1', $$open_request('lease-expansion-override',
    '{"lease":"worker-analyst-delta","cap":500}', 'a long enough reason')$$, 'invalid-input', 'no increase');
select t.open_any('operator_1', 'lease-expansion-override') as request \gset
select is(t.state(:'request'), 'authorized', 'its requester''s signature is the one it needs');
select t.age_escalations(interval '31 minutes');
select t.refused('operator_1', format('execute_request(%L)', :'request'), 'not-escalated',
    'B48: the half hour is over');
select is(t.call('operator_2', $$escalate_lease('worker-analyst-delta', 'still that campaign')$$), 'succeeded',
    'escalated again');
select is(t.call('operator_1', format('execute_request(%L)', :'request')), 'succeeded', 'executed');
select is((t.last_event()).title, 'Cycle cap of worker-analyst-delta raised to 750', 'its effect is an event');
select t.refused('operator_1', format('review_request(%L, ''all is well'')', :'request'), 'self-approval',
    'nobody reviews themselves');
select t.refused('finance_1', format('review_request(%L, E'' \u200b'')', :'request'), 'reason-required',
    'a blank note');
select t.refused('finance_1', format('review_request(%L, repeat(''x'', 2001))', :'request'), 'reason-required',
    'an endless note');
select is(
    t.run('operator_2', 'select count(*) from countersign.review_duty'), '3',
    'B48: its absence is shown: one override, two escalations');
select is(t.call('finance_1', format('review_request(%L, ''within budget'')', :'request')), 'succeeded', 'reviewed');
select t.refused('finance_1', format('review_request(%L, ''within budget'')', :'request'), 'already-signed', 'once');
select is(
    t.run('operator_2', $$select string_agg(subject_login || ' ' || is_mine, ',') from countersign.review_duty$$),
    'operator_2 true', 'with the escalation that it used; the other one is open');
select t.run('finance_1', 'select shown_id from countersign.review_duty') as escalation \gset
select t.refused('operator_2', format('review_request(%L, ''all is well'')', :'escalation'), 'self-approval',
    'not by whoever escalated');
select t.refused('operator_2', $$review_request('esc_nonsense', 'all is well')$$, 'not-found', 'a garbage id');
select is(t.call('auditor_1', format('review_request(%L, ''seen'')', :'escalation')), 'succeeded',
    'an auditor may review');
select t.refused('auditor_1', format('review_request(%L, ''seen'')', :'escalation'), 'already-signed', 'once');
select is(
    t.run('finance_1', $$select concat_ws(' ', cap, open_reviews, is_flagged) from countersign.lease_overview
        where name = 'worker-analyst-delta'$$), '750 0 f', 'nothing is open, nothing flagged');

-- Rollback.
select t.refused('operator_1', $$open_request('rollback-package-approval',
    '{"package":"POD Engine Alpha","confirm":"POD Engine alpha"}', 'a long enough reason')$$, 'confirmation-mismatch',
    'B49: the typed name is not the package''s');
select t.refused('operator_1', $$open_request('rollback-package-approval',
    '{"package":"POD Engine Alpha"}', 'a long enough reason')$$, 'confirmation-mismatch', 'no typed name');
select t.refused('operator_1', $$open_request('rollback-package-approval',
    '{"package":"POD Engine Alpha","confirm":"POD Engine Alpha"}', 'health')$$, 'reason-required', 'B34: no reason');
select t.open_any('operator_1', 'rollback-package-approval') as request \gset
select is(
    t.run('auditor_1', format($$select manifest::jsonb -> 'rollback' from countersign.request_overview
        where request_id = %L$$, :'request'))::jsonb,
    '{"release": "2026.02", "artifact": "POD Storefront Core 2026.02", "ai-lease": "worker-alpha",
        "api-service-pool": "Cloudflare DNS, LogicBoxes registrar, Stripe ledger",
    "theme": "Acme native theme"}'::jsonb,
    'B41: the exact bundle is in what they sign');
select is(
    t.run('auditor_1', format($$select encode(sha256(convert_to(manifest, 'UTF8')), 'hex') = manifest_sha256
        and (manifest::jsonb -> 'package')::text is not null
        and manifest_sha256 <> package_manifest_sha256 from countersign.request_overview
        where request_id = %L$$, :'request')), 'true', 'with the package''s own manifest');
select is(
    t.run('auditor_1', format($$select r.manifest like '%%,"package":' || p.manifest || ',%%'
        from countersign.request_overview as r
        inner join countersign.package_overview as p on r.package_id = p.name where request_id = %L$$, :'request')),
    'true', 'byte for byte');
select is(t.call('auditor_1', format('sign_request(%L)', :'request')), 'succeeded', 'B49: an auditor countersigns');
select t.open_any('operator_2', 'rollback-package-approval') as second \gset
select t.last_id() as mark \gset
select is(t.call('operator_2', format('execute_request(%L)', :'request')), 'succeeded', 'an operator executes');
select is(t.actions_since(:'mark'), 'EXECUTE_REQUEST ROLL_BACK_PACKAGE VOID_SIGNATURES',
    'B45: and the other request on it is void');
select is(
    t.run('auditor_1', $$select concat_ws(' ', state, release, deployed_release, revision, approved_at is null)
        from countersign.package_overview where name = 'POD Engine Alpha'$$), 'rolled-back 2026.02 2026.02 5 t',
    'B33: back on the last certified release');
select is(
    t.run('auditor_1', $$select string_agg(kind || ' ' || name,
    ', ' order by ordinal) from countersign.package_attachment
        where package = 'POD Engine Alpha' and kind in ('domain', 'dns', 'ssl') and revoked_at is null$$),
    'domain shop.acme.example, dns shop.acme.example CNAME prod-node-01, ssl shop.acme.example',
    'B35: domain, DNS and SSL stay');
select is(t.state(:'second'), 'requested', 'the other one waits for all its signatures again');
select t.refused('auditor_1', format('sign_request(%L)', :'second'), 'invalid-input', 'and cannot be signed now');
select t.refused('operator_1', $$open_request('rollback-package-approval',
    '{"package":"POD Engine Alpha","confirm":"POD Engine Alpha"}', 'a long enough reason')$$, 'invalid-input',
    'rolled back twice');

-- Retirement.
select t.refused('operator_1', $$open_request('engine-retirement-package',
    '{"package":"POD Engine Charlie","checklist":["audit-history","billing-closeout","revoke-ai-leases",
    "revoke-api-services","release-placement"]}', 'a long enough reason')$$,
    'checklist-incomplete', 'B50: two are missing');
select is(t.message('operator_1', $$open_request('engine-retirement-package',
    '{"package":"POD Engine Charlie","checklist":["audit-history","billing-closeout","revoke-ai-leases",
    "revoke-api-services","release-placement"]}', 'a long enough reason')$$),
    'checklist: still to confirm: client-export, revoke-client-access.', 'by name');
select t.refused('operator_1', $$open_request('engine-retirement-package',
    '{"package":"POD Engine Charlie","checklist":"all"}', 'a long enough reason')$$, 'checklist-incomplete', 'no list');
select is(
    t.open_any('operator_1', 'engine-retirement-package', jsonb_build_object('package', 'POD Engine Alpha', 'checklist',
        (select f.choices from countersign.workflow_field_rule as f where f.kind = 'checklist'))), 'engine-active',
    'B36: locked while the engine serves');
select is((t.last_event()).error_code, 'engine-active'::text collate "C", 'and recorded');
select t.open_any('operator_1', 'engine-retirement-package') as request \gset
select is(
    t.run('finance_1', format($$select jsonb_array_length(manifest::jsonb -> 'revocations')
        from countersign.request_overview where request_id = %L$$, :'request')), '5',
    'B42: what will be revoked is in what they sign');
select is(t.call('operator_1', $$set_engine_serving('POD Engine Charlie', true, 'needed for a week')$$), 'succeeded',
    'the engine serves again');
select t.refused('finance_1', format('sign_request(%L)', :'request'), 'engine-active', 'B36: signing it then');
select is(t.call('operator_1', $$set_engine_serving('POD Engine Charlie', false, 'no longer needed')$$), 'succeeded',
    'drained');
select is(t.call('finance_1', format('sign_request(%L)', :'request')), 'succeeded', 'finance signs');
select is(
    t.run('finance_1', $$select state from countersign.package_overview where name = 'POD Engine Charlie'$$),
    'retiring',
    'the package is retiring');
select t.refused('operator_1', $$set_engine_serving('POD Engine Charlie', true, 'second thoughts')$$, 'invalid-input',
    'a retiring engine does not serve again');
select is(t.call('operator_1', format('withdraw_request(%L, ''second thoughts about it'')', :'request')), 'succeeded',
    'the requester withdraws');
select is(
    t.run('finance_1', $$select state from countersign.package_overview where name = 'POD Engine Charlie'$$),
    'deployed',
    'the package is what it was');
select t.open_any('operator_1', 'engine-retirement-package') as request \gset
select t.open_any('operator_2', 'rollback-package-approval',
    '{"package":"POD Engine Charlie","confirm":"POD Engine Charlie"}') as second \gset
select t.call('finance_1', format('sign_request(%L)', :'request'));
select t.last_id() as mark \gset
select is(t.call('operator_1', format('execute_request(%L)', :'request')), 'succeeded', 'executed');
select is(t.actions_since(:'mark'), 'EXECUTE_REQUEST REVOKE_LEASE REVOKE_API_SERVICE REVOKE_API_SERVICE '
    || 'REVOKE_CLIENT_ACCESS RELEASE_PLACEMENT RETIRE_PACKAGE FAIL_REQUEST', 'B42: one event for each revocation');
select is(
    t.run('finance_1', $$select string_agg(kind, ' ' order by ordinal) from countersign.package_attachment
        where package = 'POD Engine Charlie' and revoked_at is null$$), 'domain dns ssl', 'what stays');
select is(
    t.run('finance_1', $$select state from countersign.lease_overview where name = 'worker-charlie'$$), 'revoked',
    'the lease is revoked');
select t.refused('operator_1', $$escalate_lease('worker-charlie', 'a long enough reason')$$, 'invalid-input',
    'and cannot be escalated');
select is(t.state(:'second'), 'failed', 'B60: what can never be executed any more has failed');
select cmp_ok((select count(*)::integer from countersign.event_open as e where e.package_id = 'POD Engine Charlie'),
    '>',
    10, 'B42: the audit history stays');
select t.refused('operator_1', $$draft_package('POD Engine Charlie', '{"node":"x"}', 'a long enough reason')$$,
    'invalid-input', 'a retired package is not revised');

-- Break-glass: the review afterwards.
select t.open('operator_1') as request \gset
select t.call('operator_2', format('sign_request(%L)', :'request'));
select t.refused('finance_1', format('review_request(%L, ''too early'')', :'request'), 'invalid-input',
    'B61: still open');
select t.call('operator_1', format('close_session(%L, ''done'')', :'request'));
select is(
    t.run('finance_1', format($$select concat_ws(' ', needs_review, my_duty) from countersign.request_overview
        where request_id = %L$$, :'request')), 't review', 'B61: its review is open');
select t.refused('operator_1', format('review_request(%L, ''all is well'')', :'request'), 'self-approval',
    'not its holder');
select is(t.call('admin_1', format('review_request(%L, ''read the session log'')', :'request')), 'succeeded',
    'an admin');
select is(
    t.run('finance_1', format($$select concat_ws(' ', needs_review, reviewed_by, review_note)
        from countersign.session_overview where request_id = %L$$, :'request')), 'f admin_1 read the session log',
    'B61: it is shown with the session');

-- A window of the trail.
select t.refused('stranger', $$review_trail(now() - interval '1 day', now(), 'read it')$$, 'role-required',
    'a stranger');
select t.refused('auditor_1', $$review_trail(now(), now() - interval '1 day', 'read it')$$, 'invalid-input',
    'C56: a window that ends before it begins');
select t.refused('auditor_1', $$review_trail(now(), now() + interval '1 day', 'read it')$$, 'invalid-input',
    'one that is not over');
select t.refused('auditor_1', $$review_trail('-infinity', now(), 'read it')$$, 'invalid-input', 'one without an end');
select is(t.call('auditor_1', $$review_trail(now() - interval '1 day', now(), 'nothing unusual')$$), 'succeeded',
    'C41, C56: a review of the trail');
select is(t.run('operator_1', 'select lost from countersign.attempt_gap'), '0', 'every attempt left its record');
select * from finish();
