-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B46, B51, B52, B60, B61, B62: break-glass from request to expiry, refusals first.

select plan(95);

-- Opening.
select t.refused('finance_1', $$open_request('break-glass-admin-session', '{"tenant":"N"}', 'a long enough reason')$$,
    'role-required', 'B46: a finance reviewer opens');
select t.refused('auditor_1', $$open_request('break-glass-admin-session', '{"tenant":"N"}', 'a long enough reason')$$,
    'role-required', 'B6: an auditor opens');
select t.refused('admin_1', $$open_request('break-glass-admin-session', '{"tenant":"N"}', 'a long enough reason')$$,
    'role-required', 'an admin opens');
select t.refused('stranger', $$open_request('break-glass-admin-session', '{"tenant":"N"}', 'a long enough reason')$$,
    'role-required', 'an unregistered login opens');
select t.refused('operator_1', $$open_request('break-glass-admin-session', '{"tenant":"N"}', 'too short')$$,
    'reason-required', 'B46: nine characters');
select t.refused('operator_1', $$open_request('break-glass-admin-session', '{"tenant":"N"}', null)$$,
    'reason-required', 'no reason');
select t.refused('operator_1',
    $$open_request('break-glass-admin-session', '{"tenant":"N"}', E'a b c d e f g h i\u200b\u00a0\u2060\u3164\t\n')$$,
    'reason-required', 'blank and invisible characters do not count');
select t.refused('operator_1', $$open_request('break-glass-admin-session', '{"tenant":"N"}', repeat('x', 2001))$$,
    'reason-required', 'a reason beyond the limit');
select t.refused('operator_1', $$open_request('break-glass-admin-session',
    jsonb_build_object('a', 'b', 'tenant', repeat('N', 20000)), 'a long enough reason')$$, 'invalid-input', 'an absurd tenant');
select is((t.last_event()).error_message, 'tenant: too long. All fields of a form together hold at most 16 KiB.',
    'it is the tenant that is named');
select t.refused('operator_1', $$open_request('break-glass-admin-session', '["tenant"]', 'a long enough reason')$$,
    'invalid-input', 'a form that is none');
select t.refused('operator_1', $$open_request('break-glass-admin-session', '{}', 'a long enough reason')$$,
    'invalid-input', 'no tenant');
select t.refused('operator_1',
    $$open_request('break-glass-admin-session', E'{"tenant":"\u200b "}', 'a long enough reason')$$,
    'invalid-input', 'an invisible tenant');
select t.refused('operator_1',
    $$open_request('break-glass-admin-session', jsonb_build_object('tenant', repeat('x', 121)), 'a long reason')$$,
    'invalid-input', 'a tenant beyond the limit');
select t.refused('operator_1',
    $$open_request('break-glass-admin-session', '{"tenant":"N","minutes":241}', 'a long enough reason')$$,
    'invalid-input', 'B61: more than four hours');
select t.refused('operator_1',
    $$open_request('break-glass-admin-session', '{"tenant":"N","minutes":0}', 'a long enough reason')$$,
    'invalid-input', 'no minutes');
select t.refused('operator_1',
    $$open_request('break-glass-admin-session', '{"tenant":"N","minutes":1.5}', 'a long enough reason')$$,
    'invalid-input', 'a fraction of a minute');
select t.refused('operator_1', $$open_request('break-glass-admin-session', '[]', 'a long enough reason')$$,
    'invalid-input', 'arguments that are no object');
select t.refused('operator_1', $$open_request('break-glass-admin-session', null, 'a long enough reason')$$,
    'invalid-input', 'no arguments');
select t.refused('operator_1', $$open_request('quota-exception-package', '{}', 'a long enough reason')$$,
    'invalid-input', 'a form without its fields');
select matches(
    t.message('operator_1', $$open_request('quota-exception-package', '{}', 'a long enough reason')$$), '^package: ',
    'whose message names the field');
select t.refused('operator_1', $$open_request('nonsense', '{}', 'a long enough reason')$$,
    'invalid-input', 'a workflow that does not exist');
select t.refused('operator_1', $$open_request(null, null, null, null)$$, 'invalid-input', 'nothing at all');
select t.refused('operator_1',
    $$open_request('break-glass-admin-session', '{"tenant":"N"}', 'a long enough reason', '{"surface":"root"}')$$,
    'invalid-input', 'a surface that does not exist');

-- Ids.
select t.refused('operator_2', $$sign_request('req_nonsense')$$, 'not-found', 'a garbage id');
select t.refused('operator_2', $$sign_request(null)$$, 'not-found', 'no id');
select t.refused('operator_2', $$sign_request('req_' || gen_random_uuid())$$, 'not-found', 'an unknown id');

-- Approving.
select t.open('operator_1') as request \gset
select t.refused('operator_1', format('sign_request(%L)', :'request'), 'self-approval', 'B51: approving one''s own');
select t.refused('finance_1', format('sign_request(%L)', :'request'), 'role-required', 'approving with the wrong role');
select t.refused('auditor_1', format('sign_request(%L)', :'request'), 'role-required', 'an auditor approves');
select t.refused('admin_1', format('sign_request(%L)', :'request'), 'role-required', 'an admin approves');
select t.refused('operator_2', format('sign_request(%L, repeat(''0'', 64))', :'request'), 'changed-since-review',
    'approving another manifest');
select t.refused('operator_2', format('reject_request(%L, ''short'')', :'request'), 'reason-required',
    'rejecting without a reason');
select t.refused('finance_1', format('reject_request(%L, ''a long enough reason'')', :'request'), 'role-required',
    'rejecting with the wrong role');
select t.refused('operator_2', format('withdraw_request(%L, ''a long enough reason'')', :'request'), 'role-required',
    'withdrawing somebody else''s');
select t.refused('operator_2', format('close_session(%L, ''done'')', :'request'), 'not-found',
    'closing what is not open');
select is(
    t.run('operator_2', format('select waits_for_me from countersign.request_overview where request_id = %L',
        :'request')), 'true', 'it waits for the other operator');
select is(
    t.run('operator_1', format('select waits_for_me from countersign.request_overview where request_id = %L',
        :'request')), 'false', 'and not for its requester');
select is(
    t.call('operator_2', format('sign_request(%L, (select manifest_sha256 from countersign.request_overview
        where request_id = %L))', :'request', :'request')), 'succeeded',
    'B46: another operator approves what they saw');
select results_eq(
    $$select e.action, e.severity, e.category, e.title, e.actor_username, e.outcome
    from countersign.event as e order by e.id desc limit 2$$,
    $$values
        ('OPEN_SESSION' collate "C", 'high' collate "C", 'privileged-access' collate "C",
            'Break-glass session opened for Northwind Studio', 'operator_2' collate "C", 'succeeded' collate "C"),
        ('SIGN_REQUEST', 'medium', 'privileged-access', 'Break-glass request approved for Northwind Studio',
            'operator_2', 'succeeded')$$, 'both are in the trail');
select is(
    t.run('auditor_1', format($$select concat_ws(' ', state, session_state, session_expires_at - session_opened_at)
        from countersign.request_overview where request_id = %L$$, :'request')), 'executed open 01:00:00',
    'B61: the session is open at once, for an hour');
select t.refused('operator_2', format('sign_request(%L)', :'request'), 'request-closed', 'approving again');
select t.refused('auditor_1', format('close_session(%L, ''done'')', :'request'), 'role-required', 'an auditor closes');
select is(t.call('operator_1', format('close_session(%L)', :'request')), 'succeeded', 'B61: closed early');
select is(t.call('operator_1', format('close_session(%L)', :'request')), 'request-closed', 'once');

-- Rejecting and withdrawing.
select t.open('operator_1') as request \gset
select is(t.call('operator_2', format('reject_request(%L, ''not tonight, colleague'')', :'request')), 'succeeded',
    'another operator rejects');
select is(t.call('operator_2', format('sign_request(%L)', :'request')), 'request-closed', 'a rejection is a veto');
select t.open('operator_1') as request \gset
select is(t.call('operator_1', format('withdraw_request(%L, ''no longer necessary'')', :'request')), 'succeeded',
    'the requester withdraws');

-- Expiry by the server's clock.
select t.open('operator_1') as request \gset
select t.age_request(:'request', interval '5 hours');
select is(
    t.run('operator_2', format('select state from countersign.request_overview where request_id = %L', :'request')),
    'expired', 'B60: past its time it shows as expired, though nothing has touched it');
select is(t.call('operator_2', format('sign_request(%L)', :'request')), 'expired', 'and cannot be approved');
select t.open('operator_1', 'Harbor Goods', 5) as short \gset
select t.call('operator_2', format('sign_request(%L)', :'short'));
select t.age_request(:'short', interval '6 minutes');
select is(t.call('operator_1', format('close_session(%L)', :'short')), 'expired', 'an expired session is not closed');
select is(t.run('countersign_service', 'select concat_ws('' '', requests, sessions) from countersign.expire_due()'),
    '1 1', 'B61: both expiries are recorded');
select is(t.run('countersign_service', 'select concat_ws('' '', requests, sessions) from countersign.expire_due()'),
    '0 0', 'once');
select is(
    (select string_agg(e.action, ' ' order by e.action) from countersign.event as e where e.action like 'EXPIRE%'),
    'EXPIRE_REQUEST EXPIRE_SESSION', 'B60: as events');
select is(t.run('operator_1', 'select countersign.expire_due()'), 'ERROR 42501', 'nobody but the service expires');

-- The machine itself: constraints, whoever writes.
select throws_ok(
    format($t$do $body$ begin
        set local role countersign_owner;
        insert into countersign.request_signature (
            request, workflow, requester, requester_signs, slot, role, signer, manifest_sha256, signed_at)
        select id, workflow, requester, requester_signs, 'approver', 'operator', requester, manifest_sha256, now()
        from countersign.governance_request where id = countersign.request_uuid(%L);
    end $body$$t$, :'request'), '23514', null, 'B51: a self-approval breaks a constraint');
select throws_ok(
    format($t$do $body$ begin
        set local role countersign_owner;
        insert into countersign.request_signature (
            request, workflow, requester, requester_signs, slot, role, signer, manifest_sha256, signed_at)
        select id, workflow, requester, requester_signs, 'approver', 'finance', 'finance_1', manifest_sha256, now()
        from countersign.governance_request where id = countersign.request_uuid(%L);
    end $body$$t$, :'request'), '23503', null, 'B51: so does a role that the slot does not take');

-- A refusal is one row, whatever the caller says.
select is(
    (select count(*)::integer from countersign.event as e where e.outcome = 'denied' and e.error_code is null), 0,
    'B62: every denied event has its code');
select is(t.run('operator_1', 'select lost from countersign.attempt_gap'), '0', 'every attempt left its record');
select * from finish();
