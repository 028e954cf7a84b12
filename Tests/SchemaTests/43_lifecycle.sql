-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B33, B40 to B42, B47, B50 to B52, B60, B61: what stays as it was signed, what ends with what, and who reviews it.

select * from no_plan();

create function t.package(name text, what text default 'state') returns text language plpgsql as $$
begin
    return t.run('auditor_1', format('select %s from countersign.package_overview where name = %L', what, name));
end
$$;
create function t.lease(name text, what text default 'state') returns text language plpgsql as $$
begin
    return t.run('auditor_1', format('select %s from countersign.lease_overview where name = %L', what, name));
end
$$;
-- An engine with a package of a first release, holding a lease that is made where it is missing.
create function t.make(name text, lease text) returns text language plpgsql as $$
begin
    perform t.call('operator_1', format('register_lease(%L, ''Worker'', null, 100)', lease));
    perform t.call('operator_1', format('register_engine(%L)', name));
    return t.call('operator_1', format('draft_package(%L, %L, ''a first package'')', name, jsonb_build_object(
        'release', '1', 'artifact', 'Core 1', 'lease', lease,
        'api_services', 'Ledger', 'theme', 'Plain', 'node', 'n')));
end
$$;
-- Opens a request on a package and has everybody sign it. Returns its id.
create function t.approved(workflow text, name text) returns text language plpgsql as $$
declare
    shown text := t.open_any('operator_1', workflow, jsonb_build_object('package', name) || case workflow
        when 'rollback-package-approval' then jsonb_build_object('confirm', name)
        when 'engine-retirement-package' then jsonb_build_object('checklist', (
            select f.choices from countersign.workflow_field_rule as f where f.kind = 'checklist'))
        else '{}' end);
begin
    if t.call(case workflow when 'rollback-package-approval' then 'auditor_1' else 'finance_1' end,
        format('sign_request(%L)', shown)) <> 'succeeded'
    then
        return shown || ' is not signed';
    end if;
    return shown;
end
$$;
create function t.done(workflow text, name text) returns text language plpgsql as $$
begin
    return t.call('operator_2', format('execute_request(%L)', t.approved(workflow, name)));
end
$$;

-- A certified bundle is fixed, however the draft names its release.
select t.refused('operator_1', $$draft_package('POD Engine Charlie', '{"release":"2025.11","artifact":"EVIL 6.66"}',
    'a long enough reason')$$, 'invalid-input', 'B41: another artifact under the certified release''s own name');
select t.refused('operator_1', format($$draft_package('POD Engine Charlie', '{"release":"2025.11",%s}',
    'a long enough reason')$$, v.part), 'invalid-input', 'B41: nor another ' || v.part)
from (values ('"lease":"worker-alpha"'), ('"api_services":"x"'), ('"theme":"x"')) as v (part);
select is(
    (select s.name from countersign.package_resource_rule as s
    where s.package = 'POD Engine Charlie' and s.kind = 'artifact' order by s.release_ordinal desc limit 1),
    'POD Storefront Core 2025.11', 'B41: the bundle is what two people signed');

-- A quota is raised, never lowered.
select is(t.call('operator_1', $$unblock_package('POD Engine Bravo', 'a node was found')$$), 'succeeded', 'a draft');
select t.open_any('operator_1', 'quota-exception-package') as request \gset
select t.call('finance_1', format('sign_request(%L)', :'request'));
select is(t.call('operator_2', format('execute_request(%L)', :'request')), 'succeeded', 'B47: raised to 900');
select t.refused('operator_1', format($$open_request('quota-exception-package', '{"package":"POD Engine Bravo",
    "cap":%s}', 'a long enough reason')$$, v.cap), 'invalid-input', 'B47: not to ' || v.cap)
from (values (899), (900)) as v (cap);
select matches(t.message('operator_1', $$open_request('quota-exception-package', '{"package":"POD Engine Bravo",
    "cap":900}', 'a long enough reason')$$), '^cap: more than the present 900', 'and says what it is');

-- Amended to and fro: what was signed before stays void. Finance signs first, which only an edit makes possible.
select t.open_any('operator_1', 'quota-exception-package', '{"package":"POD Engine Bravo","cap":1000}') as request \gset
select t.call('operator_2', $$draft_package('POD Engine Bravo', '{"node":"prod-node-08"}', 'placed elsewhere')$$);
select is(t.call('finance_1', format('sign_request(%L)', :'request')), 'succeeded', 'finance signs for 1000');
select t.run('finance_1', format('select manifest_sha256 from countersign.request_overview where request_id = %L',
    :'request')) as seen \gset
create function t.amend(shown text, cap integer) returns text language plpgsql as $$
begin
    return t.call('operator_1', format('amend_request(%L, %L, ''a reason that is long enough'')', shown,
        jsonb_build_object('package', 'POD Engine Bravo', 'cap', cap)));
end
$$;
select is(t.amend(:'request', 2000), 'succeeded', 'amended');
select is(t.amend(:'request', 1000), 'succeeded', 'and back');
select is(t.state(:'request'), 'partly-signed', 'B51: the signature that was void does not count again');
select t.refused('operator_2', format('execute_request(%L)', :'request'), 'role-required',
    'B51: nothing is authorized');
select t.refused('finance_1', format('sign_request(%L, %L)', :'request', :'seen'), 'changed-since-review',
    'B51: nor is the manifest that finance saw the current one');
select is(
    (select convert_from(r.manifest, 'UTF8') from countersign.governance_request as r
    where r.id = countersign.request_uuid(:'request')),
    (select countersign.canonical_json(convert_from(r.manifest, 'UTF8')::jsonb) from countersign.governance_request as r
    where r.id = countersign.request_uuid(:'request')), 'an amended manifest is canonical');
select is(t.call('finance_1', format('sign_request(%L)', :'request')), 'succeeded', 'finance signs what is there');
select is(t.call('operator_2', format('execute_request(%L)', :'request')), 'succeeded', 'and it is executed');

-- A rollback brings back the lease of its bundle, and a retirement then revokes that one.
select is(t.make('Engine R', 'lease-r1') || t.done('deployment-package', 'Engine R'), 'succeededsucceeded',
    'release 1');
select t.call('operator_1', $$register_lease('lease-r2', 'Worker', null, 100)$$);
select is(t.call('operator_1', $$draft_package('Engine R', '{"release":"2","lease":"lease-r2"}', 'a second release')$$),
    'succeeded', 'another lease comes with release 2');
select is(t.done('deployment-package', 'Engine R'), 'succeeded', 'release 2');
select is(t.done('rollback-package-approval', 'Engine R'), 'succeeded', 'rolled back');
select is(
    t.run('auditor_1', $$select string_agg(name, ' ') from countersign.package_attachment
        where package = 'Engine R' and kind = 'ai-lease' and revoked_at is null$$), 'lease-r1',
    'B33: the package holds the lease of the bundle that it went back to');
select is(
    t.package('Engine R',
        $$manifest::jsonb #>> '{bundle,ai-lease}' || ' ' || (manifest::jsonb -> 'attachments')::text$$),
    'lease-r1 [{"kind": "ai-lease", "name": "lease-r1"}, {"kind": "api-service", "name": "Ledger"}, '
    || '{"kind": "placement", "name": "n"}, {"kind": "client-access", "name": "Client control panel"}]',
    'as its manifest says');
select is(t.done('engine-retirement-package', 'Engine R'), 'succeeded', 'retired');
select is(t.lease('lease-r1') || ' ' || t.lease('lease-r2', $$state <> 'revoked'$$), 'revoked true',
    'B42: the lease that it held is revoked, the one that it left is not');

-- No rollback to a bundle whose lease is gone.
select t.make('Engine S', 'lease-s');
select t.done('deployment-package', 'Engine S');
select t.call('operator_1', $$draft_package('Engine S', '{"release":"2","lease":"worker-bravo"}',
    'a second release')$$);
select t.done('deployment-package', 'Engine S');
select t.approved('rollback-package-approval', 'Engine S') as request \gset
select t.make('Engine T', 'lease-s');
select t.done('engine-retirement-package', 'Engine T');
select is(t.lease('lease-s'), 'revoked', 'its lease is revoked by another package');
select t.refused('operator_2', format('execute_request(%L)', :'request'), 'invalid-input',
    'B33: an approved rollback to it is not executed');
select t.refused('operator_1', $$open_request('rollback-package-approval',
    '{"package":"Engine S","confirm":"Engine S"}', 'a long enough reason')$$, 'invalid-input', 'B33: nor another opened');
select matches((t.last_event()).error_message, 'cannot go back to 1, whose lease lease-s is revoked', 'and says why');
select is(t.package('Engine S'), 'deployed', 'the package is what it was');

-- A lease that two packages hold outlives the first of them; requests about it end with it, not before.
select t.make('Engine U', 'lease-u');
select t.make('Engine V', 'lease-u');
select t.call('operator_1', $$escalate_lease('lease-u', 'a long enough reason')$$);
select t.open_any('operator_1', 'lease-expansion-override', '{"lease":"lease-u","cap":200}') as request \gset
select t.last_id() as mark \gset
select is(t.done('engine-retirement-package', 'Engine U'), 'succeeded', 'the first is retired');
select is(t.lease('lease-u', $$state <> 'revoked'$$) || ' ' || t.state(:'request'), 'true authorized',
    'B42: the other still holds the lease');
select is(t.done('engine-retirement-package', 'Engine V'), 'succeeded', 'the second is retired');
select is(t.lease('lease-u') || ' ' || t.state(:'request'), 'revoked failed',
    'B42: with it the lease, and its request');
select is(
    (select string_agg(concat_ws(' ', e.action, e.resource_type, e.resource_id, e.detail), '; ')
    from countersign.event as e where e.id > :'mark' and e.request_id = :'request'),
    'FAIL_REQUEST lease lease-u The lease was revoked, so this request can never be executed.',
    'B45: one event for it');
select t.refused('operator_2', format('execute_request(%L)', :'request'), 'request-closed', 'nothing executes it');

-- What a retirement interrupted is worked out anew when the retirement ends.
select t.make('Engine W', 'lease-w');
select t.approved('deployment-package', 'Engine W') as approval \gset
select t.approved('engine-retirement-package', 'Engine W') as request \gset
select is(t.package('Engine W'), 'retiring', 'a ready package is to be retired');
select t.call('operator_1', format('withdraw_request(%L, ''second thoughts about it'')', :'request'));
select is(t.package('Engine W'), 'ready', 'B60: withdrawn, and the approval still holds');
select t.approved('engine-retirement-package', 'Engine W') as request \gset
select t.age_request(:'approval', interval '25 hours');
select t.call('operator_1', format('withdraw_request(%L, ''second thoughts about it'')', :'request'));
select is(t.package('Engine W', 'concat_ws('' '', state, approved_at is null)'), 'draft t',
    'B60: an approval that ran out meanwhile is none');
select is((t.last_event()).changes -> 'package_state', '{"old": "retiring", "new": "draft"}'::jsonb,
    'as its event says');
select t.approved('deployment-package', 'Engine W') as approval \gset
select t.approved('engine-retirement-package', 'Engine W') as request \gset
select t.call('operator_1', format('withdraw_request(%L, ''second thoughts about it'')', :'approval'));
select t.age_request(:'request', interval '25 hours');
select t.run('countersign_service', 'select countersign.expire_due()');
select is(t.package('Engine W'), 'draft', 'B60: nor is one that was withdrawn meanwhile, when the retirement expires');
select t.open_any('operator_1', 'deployment-package', '{"package":"Engine W"}') as approval \gset
select t.approved('engine-retirement-package', 'Engine W') as request \gset
select t.age_request(:'approval', interval '25 hours');
select t.call('operator_1', format('withdraw_request(%L, ''second thoughts about it'')', :'request'));
select is(t.package('Engine W'), 'draft', 'B60: nor does a review go on whose request ran out');

-- A block ends the approval that it takes away.
select t.approved('deployment-package', 'Engine W') as approval \gset
select t.last_id() as mark \gset
select is(t.call('operator_2', $$block_package('Engine W', 'certificate is about to run out')$$), 'succeeded',
    'blocked');
select is(t.actions_since(:'mark'), 'BLOCK_PACKAGE FAIL_REQUEST', 'B60: two events');
select is(t.state(:'approval'), 'failed', 'B60: the approval has ended');
select is(
    t.run('operator_1', format($$select count(*) from countersign.my_duty() where request_id = %L$$, :'approval')),
    '0', 'and waits for nobody');
select is(t.call('operator_2', $$unblock_package('Engine W', 'certificate renewed')$$), 'succeeded', 'unblocked');
select is(t.package('Engine W'), 'draft', 'a draft again');
select is(t.done('deployment-package', 'Engine W'), 'succeeded', 'approved anew and deployed');

-- Nobody reviews an override that they executed.
select t.call('operator_1', $$escalate_lease('worker-analyst-delta', 'campaign of a customer')$$);
select t.open_any('operator_1', 'lease-expansion-override') as request \gset
select is(t.call('operator_2', format('execute_request(%L)', :'request')), 'succeeded', 'executed by another operator');
select t.refused('operator_2', format('review_request(%L, ''all is well'')', :'request'), 'self-approval',
    'B48: who executed it does not review it');
select is(
    t.run('operator_2', format($$select concat_ws(' ',
        (select count(*) from countersign.my_duty() as d where d.id = r.id),
        r.my_duty is null, (select v.is_mine from countersign.review_duty as v where v.id = r.id))
        from countersign.request_overview as r where r.request_id = %L$$, :'request')), '0 t t', 'nor is asked to');
select is(
    t.run('finance_1', format($$select concat_ws(' ',
        (select count(*) from countersign.my_duty() as d where d.id = r.id),
        r.my_duty, (select v.is_mine from countersign.review_duty as v where v.id = r.id))
        from countersign.request_overview as r where r.request_id = %L$$, :'request')), '1 review f', 'finance is');
select is(t.call('finance_1', format('review_request(%L, ''within budget'')', :'request')), 'succeeded', 'reviewed');

-- A session that ran out waits for its review by the clock.
create function t.duty(login text, shown text) returns text language plpgsql as $$
begin
    return t.run(login, format($q$select concat_ws(' ', r.needs_review, r.my_duty, s.needs_review,
        (select count(*) from countersign.review_duty as v where v.id = r.id),
        (select string_agg(d.duty, ',') from countersign.my_duty() as d where d.id = r.id))
        from countersign.request_overview as r
        inner join countersign.session_overview as s on r.id = s.id where r.request_id = %L$q$, shown));
end
$$;
select t.open('operator_1') as request \gset
select t.call('operator_2', format('sign_request(%L)', :'request'));
select is(t.duty('finance_1', :'request'), 'f f 0', 'B61: an open session is not reviewed');
select t.age_request(:'request', interval '2 hours');
select is(t.duty('finance_1', :'request'), 't review t 1 review', 'B61: its end is its end, recorded or not');
select is(t.duty('operator_1', :'request'), 't t 1', 'which its holder does not review');
select t.run('countersign_service', 'select countersign.expire_due()');
select is(t.duty('finance_1', :'request'), 't review t 1 review', 'nor does its record change that');
select is(t.call('finance_1', format('review_request(%L, ''read the log'')', :'request')), 'succeeded', 'reviewed');
select is(t.duty('admin_1', :'request'), 'f f 0', 'once');
select t.open('operator_1') as request \gset
select t.call('operator_2', format('sign_request(%L)', :'request'));
select t.age_request(:'request', interval '2 hours');
select is(t.call('finance_1', format('review_request(%L, ''read the log'')', :'request')), 'succeeded',
    'reviewed before its end is recorded');
select is(t.duty('admin_1', :'request'), 'f f 0', 'it waits for nobody');
select t.run('countersign_service', 'select countersign.expire_due()');
select is(t.duty('admin_1', :'request'), 'f f 0', 'nor afterwards');

-- A suspension ends the sessions of whom it suspends.
select t.open('operator_1', 'Harbor Goods') as request \gset
select t.call('operator_2', format('sign_request(%L)', :'request'));
select t.open('operator_1', 'Delta Market') as second \gset
select t.open('operator_2', 'Acme') as other \gset
select t.call('operator_1', format('sign_request(%L)', :'other'));
select t.refused('operator_2', $$suspend_person('operator_1', 'would be handy')$$, 'role-required', 'by an operator');
select t.last_id() as mark \gset
select is(t.call('admin_1', $$suspend_person('operator_1', 'under investigation')$$), 'succeeded', 'suspended');
select is(t.actions_since(:'mark'), 'SUSPEND_PERSON CLOSE_SESSION', 'B61: with the session, as an event');
select is(
    t.run('finance_1', format($$select concat_ws(' ', state, ended_by, end_reason, needs_review)
        from countersign.session_overview where request_id = %L$$, :'request')),
    'closed admin_1 Its holder was suspended. t', 'B61: closed by the suspension, and to be reviewed');
select is(
    format('%s %s %s %s', (t.last_event()).stream, (t.last_event()).actor_username, (t.last_event()).request_id,
        (t.last_event()).detail), format('governance admin_1 %s Its holder operator_1 was suspended.', :'request'),
    'everybody sees why');
select is(
    t.run('finance_1', format('select state from countersign.session_overview where request_id = %L', :'other')),
    'open', 'the session that they approved is another''s');
select t.refused('operator_2', format('sign_request(%L)', :'second'), 'role-required', 'nor does another one open');
select is(t.run('operator_2', 'select lost from countersign.attempt_gap'), '0', 'every attempt left its record');
select * from finish();
