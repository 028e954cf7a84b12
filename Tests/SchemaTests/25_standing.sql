-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B51, B52, B60, B61: rights that end between two steps, the same person twice, and the clock. Real logins over
-- connections of their own; nothing here sleeps.

select * from no_plan();

create function t.remote(connection text, command text) returns text language plpgsql as $$
declare
    state text;
    answer text;
begin
    select x.answer into answer from dblink(connection, command) as x (answer text);
    return answer;
exception when others then
    get stacked diagnostics state = returned_sqlstate;
    return 'ERROR ' || state;
end
$$;
-- A governed call as a command for a connection.
create function t.command(call text) returns text language sql as $$
    select 'select case outcome when ''succeeded'' then outcome else code end from countersign.' || call
$$;
select t.connect('one', 'operator_1');
select t.connect('two', 'operator_1');
select t.connect('finance', 'finance_1');
select t.connect('admin', 'admin_1');

-- A rollback that is authorized: opened by operator_1, countersigned by auditor_1.
create function t.authorized() returns text language plpgsql as $$
declare
    shown text := t.open_any('operator_1', 'rollback-package-approval');
begin
    perform t.call('auditor_1', format('sign_request(%L)', shown));
    return shown;
end
$$;

-- Rights that end between signing and executing.
select t.authorized() as request \gset
select t.call('admin_1', $$revoke_role('auditor_1', 'auditor', 'leaves the team')$$);
select t.refused('operator_2', format('execute_request(%L)', :'request'), 'role-required',
    'B52: a signer lost the role');
select matches(t.message('operator_2', format('execute_request(%L)', :'request')), '^auditor_1, who signed',
    'and is named');
select t.call('admin_1', $$grant_role('auditor_1', 'auditor', 'is back again')$$);
select t.call('admin_1', $$suspend_person('auditor_1', 'under investigation')$$);
select t.refused('operator_2', format('execute_request(%L)', :'request'), 'role-required',
    'B52: a signer is suspended');
select t.refused('auditor_1', format('sign_request(%L)', :'request'), 'suspended', 'who can do nothing');
select is(t.run('auditor_1', 'select count(*) from countersign.my_duty()'), '0', 'and whom nothing waits for');
select t.call('admin_1', $$reinstate_person('auditor_1', 'cleared of it')$$);
select t.call('admin_1', $$suspend_person('operator_1', 'under investigation')$$);
select t.refused('operator_2', format('execute_request(%L)', :'request'), 'role-required',
    'B52: whoever asked is suspended');
select t.call('admin_1', $$reinstate_person('operator_1', 'cleared of it')$$);

-- The same under a transaction that was open before, with a snapshot taken.
select dblink_exec('one', 'begin');
select is(t.remote('one', format('select state from countersign.request_overview where request_id = %L', :'request')),
    'authorized', 'a transaction has seen it authorized');
select t.call('admin_1', $$revoke_role('operator_1', 'operator', 'leaves the team')$$);
select is(t.remote('one', t.command(format('execute_request(%L)', :'request'))), 'role-required',
    'B52: the executor''s role is gone, open transaction or not');
select dblink_exec('one', 'commit');
select is((t.last_event()).error_code, 'role-required'::text collate "C", 'and the refusal is in the trail');
select t.call('admin_1', $$grant_role('operator_1', 'operator', 'is back again')$$);
select dblink_exec('one', 'begin');
select t.remote('one', 'select count(*)::text from countersign.request_overview');
select t.call('admin_1', $$revoke_role('auditor_1', 'auditor', 'leaves the team')$$);
select is(t.remote('one', t.command(format('execute_request(%L)', :'request'))), 'role-required',
    'B52: nor does it keep a signer''s role');
select dblink_exec('one', 'commit');
select t.call('admin_1', $$grant_role('auditor_1', 'auditor', 'is back again')$$);

-- Executing first: a signer's role cannot be taken away under it, and nothing waits for ever.
select dblink_exec('one', 'begin');
select is(t.remote('one', t.command(format('execute_request(%L)', :'request'))), 'succeeded', 'executed, uncommitted');
select is(t.remote('admin', t.command($$revoke_role('auditor_1', 'auditor', 'leaves the team')$$)), 'ERROR 55P03',
    'the revocation waits a bounded time');
select is(t.run('operator_2', t.command(format('execute_request(%L)', :'request'))), 'ERROR 55P03',
    'so does whoever executes it too');
select dblink_exec('one', 'commit');
select is(t.run('operator_2', t.command(format('execute_request(%L)', :'request'))), 'request-closed', 'executed once');
select is(
    (select count(*)::integer from countersign.event as e where e.action = 'ROLL_BACK_PACKAGE'), 1, 'with one effect');
select is(t.state(:'request'), 'executed', 'and one end');

-- The same person in two sessions.
select t.open_any('operator_2', 'quota-exception-package') as request \gset
select dblink_exec('finance', 'begin');
select is(t.remote('finance', t.command(format('sign_request(%L)', :'request'))), 'succeeded', 'signed, uncommitted');
select is(t.run('finance_1', t.command(format('sign_request(%L)', :'request'))), 'ERROR 55P03',
    'B51: their other session waits, and not for ever');
select dblink_exec('finance', 'commit');
select is(t.run('finance_1', t.command(format('sign_request(%L)', :'request'))), 'request-closed',
    'B51: and finds it authorized');
select is(
    (select count(*)::integer from countersign.request_signature as g
    where g.request = countersign.request_uuid(:'request')), 2, 'two people signed');
select t.open_any('operator_2', 'quota-exception-package') as request \gset
select is(t.remote('one', t.command(format('sign_request(%L)', :'request'))), 'role-required',
    'B51: another operator adds nothing to an operator''s signature');
select is(t.remote('two', t.command(format('sign_request(%L)', :'request'))), 'role-required', 'in no session');

-- One event answers one race: sign and reject, and an edit of the package under a signature.
select dblink_exec('finance', 'begin');
select is(t.remote('finance', t.command(format('reject_request(%L, ''too much of it'')', :'request'))), 'succeeded',
    'a rejection is under way');
select is(t.run('operator_1', t.command($$draft_package('POD Engine Bravo', '{}', 'too short')$$)), 'reason-required',
    'whoever is refused anyway waits for nobody');
select dblink_exec('finance', 'rollback');
select is(t.state(:'request'), 'partly-signed', 'undone, it has not happened');
select t.call('operator_1', $$unblock_package('POD Engine Bravo', 'a node was found')$$);
select t.call('finance_1', format('sign_request(%L)', :'request'));
select dblink_exec('one', 'begin');
select is(t.remote('one', t.command($$draft_package('POD Engine Bravo', '{"node":"prod-node-09"}',
    'placed at last')$$)),
    'succeeded', 'an edit of the package, uncommitted');
select is(t.run('operator_2', t.command(format('execute_request(%L)', :'request'))), 'ERROR 55P03',
    'no execution passes it');
select dblink_exec('one', 'commit');
select is(t.run('operator_2', t.command(format('execute_request(%L)', :'request'))), 'role-required',
    'afterwards the signatures are void');

-- The clock.
select t.open_any('operator_1', 'quota-exception-package') as request \gset
select t.age_request(:'request', (
    select r.expires_at - clock_timestamp() + interval '1 millisecond' from countersign.governance_request as r
    where r.id = countersign.request_uuid(:'request')));
select t.refused('finance_1', format('sign_request(%L)', :'request'), 'expired', 'B60: expired by a millisecond');
select is(t.state(:'request'), 'expired', 'and shown so');
select t.open_any('operator_1', 'quota-exception-package') as request \gset
select t.call('finance_1', format('sign_request(%L)', :'request'));
select dblink_exec('one', 'begin');
select t.remote('one', 'select now()::text');
select t.age_request(:'request', interval '24 hours');
select is(t.remote('one', t.command(format('execute_request(%L)', :'request'))), 'expired',
    'B61: an older transaction does not stop the clock');
select dblink_exec('one', 'commit');

-- Admins.
select t.refused('admin_1', $$revoke_role('admin_1', 'admin', 'tired of all this')$$, 'self-approval',
    'C57: the last admin cannot remove themselves');
select t.refused('admin_1', $$suspend_person('admin_1', 'tired of all this')$$, 'self-approval',
    'nor suspend themselves');
select t.refused('admin_1', $$grant_role('admin_1', 'finance', 'would be handy')$$, 'self-approval',
    'nor gain anything');
select t.call('admin_1', $$grant_role('operator_2', 'admin', 'second admin')$$);
select is(t.call('operator_2', $$revoke_role('admin_1', 'admin', 'there is a new one')$$), 'succeeded',
    'of two admins, one may go');
select t.refused('admin_1', $$revoke_role('operator_2', 'admin', 'in return for it')$$, 'role-required',
    'and the other stays');
select results_eq(
    $$select p.login || ' ' || p.role, p.granted_by || coalesce(' ' || p.revoked_by, ''), p.is_current
    from countersign.person_role as p where p.role = 'admin' order by p.granted_at$$,
    $$values ('admin_1 admin' collate "C", 'postgres operator_2' collate "C", false),
        ('operator_2 admin', 'admin_1', true)$$, 'who held which role when');

-- A29: connections.
select is(t.call('operator_1', $$record_connection_opened('{"surface":"console","correlation_id":"c1"}')$$),
    'succeeded',
    'A29: a connection is recorded');
select is(format('%s %s %s', (t.last_event()).stream, (t.last_event()).title, (t.last_event()).correlation_id),
    'auth operator_1 connected (console) c1', 'in stream auth');
select is(t.call('operator_1', $$record_connection_closed('{"surface":"console","correlation_id":"c1"}')$$),
    'succeeded',
    'so is its end');
select is(t.call('stranger', 'record_connection_opened()'), 'role-required', 'A29: a login that is no person');
select is(format('%s %s %s %s', (t.last_event()).stream, (t.last_event()).action, (t.last_event()).outcome,
    (t.last_event()).actor_username), 'auth REFUSE_LOGIN denied stranger', 'is a refused login');
select is(t.call('postgres', 'record_connection_opened()'), 'unsafe-login', 'so is one that could act past the rules');
select is(t.run('operator_1', 'select count(*) from countersign.event_all where stream = ''auth'''), '0',
    'A29: nobody but admins reads it');
select is(t.run('operator_2', 'select count(*) > 0 from countersign.event_all where action = ''REFUSE_LOGIN'''), 'true',
    'A29: admins do');
select is(t.run('operator_1', $$select count(*) from countersign.record_connection_opened('{"surface":"telnet"}')$$),
    '1',
    'a surface that does not exist');
select is((t.last_event()).error_code, 'invalid-input'::text collate "C", 'is refused, and recorded');
select count(t.call('stranger', 'record_connection_opened()')) from generate_series(1, 40);
select is(
    (select max(m.events)::integer from (
        select count(*) as events from countersign.event as e
        where e.action = 'REFUSE_LOGIN' and e.actor_username = 'stranger'
        group by date_trunc('minute', e.recorded_at)
    ) as m), 19, 'a flood of refused logins is counted, not listed');
select dblink_disconnect('one');
select dblink_disconnect('two');
select dblink_disconnect('finance');
select dblink_disconnect('admin');
select * from finish();
