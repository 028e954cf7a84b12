-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B42, B51, B52, B60, B61, C55: what people hold open, and what they do to one thing at the same moment. Real logins
-- over
-- connections of their own; nothing here sleeps.

select * from no_plan();

-- Runs a command on a connection: its first value, or ERROR and the SQLSTATE.
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
-- The same for what answers no rows, e.g. commit.
create function t.does(connection text, command text) returns text language plpgsql as $$
declare
    state text;
begin
    return dblink_exec(connection, command);
exception when others then
    get stacked diagnostics state = returned_sqlstate;
    return 'ERROR ' || state;
end
$$;
create function t.command(call text) returns text language sql as $$
    select 'select case outcome when ''succeeded'' then outcome else code end from countersign.' || call
$$;
-- The first connection has acted and not committed. The second acts, the first commits as soon as the second waits for
-- it; says whether it had to, and what the second was told.
create function t.meets(first text, second text, call text) returns text language plpgsql as $$
declare
    pid integer;
    has_waited boolean;
    answer text;
    state text;
begin
    select x.pid into pid from dblink(second, 'select pg_backend_pid()') as x (pid integer);
    perform dblink_send_query(second, t.command(call));
    loop
        perform pg_stat_clear_snapshot();
        has_waited := cardinality(pg_blocking_pids(pid)) > 0;
        exit when has_waited or dblink_is_busy(second) = 0;
    end loop;
    perform dblink_exec(first, 'commit');
    begin
        select x.answer into answer from dblink_get_result(second) as x (answer text);
    exception when others then
        get stacked diagnostics state = returned_sqlstate;
        answer := 'ERROR ' || state;
    end;
    perform from dblink_get_result(second) as x (answer text);
    return concat_ws(' ', case when has_waited then 'waited' end, answer);
end
$$;
create function t.package(name text, what text default 'state') returns text language plpgsql as $$
begin
    return t.run('auditor_1', format('select %s from countersign.package_overview where name = %L', what, name));
end
$$;
create function t.details(lease text, release text default '1') returns jsonb language sql as $$
    select jsonb_build_object('release', release, 'artifact', 'Core ' || release, 'lease', lease, 'api_services',
        'Ledger', 'theme', 'Plain', 'node', 'n')
$$;
-- An engine with a package that holds a lease, which is made where it is missing.
create function t.make(name text, lease text) returns text language plpgsql as $$
begin
    perform t.call('operator_1', format('register_lease(%L, ''Worker'', null, 100)', lease));
    perform t.call('operator_1', format('register_engine(%L)', name));
    return t.call('operator_1', format('draft_package(%L, %L, ''a first package'')', name, t.details(lease)));
end
$$;
create function t.approved(workflow text, name text) returns text language plpgsql as $$
declare
    shown text := t.open_any('operator_1', workflow, jsonb_build_object('package', name) || case workflow
        when 'rollback-package-approval' then jsonb_build_object('confirm', name)
        when 'engine-retirement-package' then jsonb_build_object('checklist', (
            select f.choices from countersign.workflow_field_rule as f where f.kind = 'checklist'))
        else '{}' end);
begin
    perform t.call(case workflow when 'rollback-package-approval' then 'auditor_1' else 'finance_1' end,
        format('sign_request(%L)', shown));
    return shown;
end
$$;
create function t.is_revoked(lease text) returns boolean language sql as $$
    select l.revoked_at is not null from countersign.ai_lease as l where l.name = lease
$$;
select t.connect('one', 'operator_1');
select t.connect('two', 'operator_2');
select t.connect('finance', 'finance_1');
select t.connect('admin', 'admin_1');
select t.connect('auditor', 'auditor_1');
select t.connect('service', 'countersign_service');
select t.connect('dba', 'postgres');
-- What waits for ever shall fail, not hang.
select t.does('service', 'set statement_timeout = ''20s''');

-- An action is committed within a minute. No test waits for that: the DBA's connection acts as a person, and gives its
-- transaction an event of an earlier moment beside.
create function t.late(call text, age interval, login text default 'operator_2') returns text language plpgsql as $$
declare
    answer text;
begin
    perform dblink_exec('dba', 'begin');
    perform dblink_exec('dba', format('set local session authorization %I', login));
    answer := t.remote('dba', t.command(call));
    perform dblink_exec('dba', 'set local session authorization postgres');
    perform dblink_exec('dba', 'set local role countersign_owner');
    perform dblink_exec('dba', format($q$insert into countersign.event_pending (id, stream)
        values (countersign.uuid_v7_floor(clock_timestamp() - interval %L), 'governance')$q$, age));
    perform dblink_exec('dba', 'set local role none');
    perform dblink_exec('dba', format('set local session authorization %I', login));
    return concat_ws(' ', answer, t.does('dba', 'commit'));
end
$$;
select t.open_any('operator_1', 'quota-exception-package') as request \gset
select t.call('finance_1', format('sign_request(%L)', :'request'));
select is(t.late(format('execute_request(%L)', :'request'), interval '61 seconds'), 'succeeded ERROR 25P03',
    'B60: an execution kept up one''s sleeve for more than a minute is undone');
select is(t.state(:'request') || ' ' || coalesce(t.package('POD Engine Bravo', 'burst_capacity'), 'none'),
    'authorized none', 'B60: nothing of it happened');
select is(t.late(format('execute_request(%L)', :'request'), interval '50 seconds'), 'succeeded COMMIT',
    'in less than a minute it counts');
select is(t.state(:'request'), 'executed', 'and is done');
select is(t.run('operator_2', 'select lost from countersign.attempt_gap'), '1', 'the undone attempt is counted');

-- That the check happens at the commit is not for its subject to say.
select t.does('one', 'begin');
select is(t.remote('one', t.command($$block_package('POD Engine Alpha', 'a reason long enough')$$)), 'succeeded',
    'an action is under way');
select is(t.does('one', 'set constraints all immediate'), 'ERROR 2D000',
    'B60: SET CONSTRAINTS does not check it early');
select is(t.does('one', 'rollback'), 'ROLLBACK', 'it is undone');
select t.does('one', 'begin');
select t.does('one', 'set constraints all immediate');
select matches(t.remote('one', t.command($$block_package('POD Engine Alpha', 'a reason long enough')$$)),
    '^ERROR (2D|23)000', 'B60: nor when it comes first');
select t.does('one', 'rollback');
select is(
    t.does('one', $c$do $b$ begin
        perform countersign.block_package('POD Engine Alpha', 'a reason long enough');
        set constraints all immediate;
    end $b$$c$), 'ERROR 2D000', 'B60: nor in a block');
select is(
    t.does('one', $c$do $b$ begin
        perform countersign.block_package('POD Engine Alpha', 'a reason long enough');
        execute E'set constr' || E'aints all immediate /*\nPL/pgSQL COMMIT */';
    end $b$$c$), 'ERROR 2D000', 'B60: nor in disguise');
select is(t.package('POD Engine Alpha'), 'ready', 'nothing has happened');
select is(
    t.does('one', $c$do $b$ begin
        perform countersign.block_package('POD Engine Alpha', 'a block that commits');
        commit;
        perform countersign.unblock_package('POD Engine Alpha', 'a block that commits');
    end $b$$c$), 'DO', 'a block may commit what it did');
select is(t.package('POD Engine Alpha'), 'draft', 'and both have happened');

-- Recording what has run out waits for nobody.
select is(
    (select array_to_string(p.proconfig, ' ') ~ 'lock_timeout=3s' from pg_proc as p where p.proname = 'expire_due'),
    true, 'C55: expire_due() bounds what it waits for');
select t.open_any('operator_1', 'deployment-package') as held_one \gset
select t.open_any('operator_1', 'quota-exception-package',
    '{"package":"POD Engine Bravo","cap":3000}') as free_one \gset
select t.age_request(:'held_one', interval '25 hours');
select t.age_request(:'free_one', interval '25 hours');
select t.does('two', 'begin');
select is(t.remote('two', t.command($$set_engine_serving('POD Engine Alpha', false, 'drained for the night')$$)),
    'succeeded', 'somebody holds a package');
select is(t.remote('service', 'select requests::text from countersign.expire_due()'), '1',
    'C55: what is free expires at once');
select is(
    (select string_agg(r.state, ' ' order by r.state) from countersign.governance_request as r
    where r.id in (countersign.request_uuid(:'held_one'), countersign.request_uuid(:'free_one'))),
    'expired partly-signed', 'what is held does later');
select is(
    (select count(*) > 0 from dblink('service', 'select sealed from countersign.seal()') as x (sealed bigint)
    where x.sealed > 0), true, 'C55: and the trail is sealed beside it');
select t.does('two', 'commit');
select is(t.remote('service', 'select requests::text from countersign.expire_due()'), '1', 'as soon as it is free');
select is(t.package('POD Engine Alpha'), 'draft', 'with what that means for the package');

-- Of a retirement and a draft that concern one lease, the later one sees what the earlier one did.
select t.make('Engine A', 'lease-a');
select t.make('Engine B', 'lease-b');
select t.approved('engine-retirement-package', 'Engine A') as request \gset
select t.does('one', 'begin');
select is(t.remote('one', t.command(format('execute_request(%L)', :'request'))), 'succeeded', 'retired, uncommitted');
select is(
    t.meets('one', 'two',
        format('draft_package(''Engine B'', %L, ''another lease for it'')', t.details('lease-a', '2'))),
    'waited not-found', 'B42: no draft takes a lease that is being revoked');
select is(t.is_revoked('lease-a'), true, 'it is revoked');
select t.approved('engine-retirement-package', 'Engine B') as request \gset
select t.make('Engine C', 'lease-c');
select t.does('two', 'begin');
select is(
    t.remote('two', t.command(format('draft_package(''Engine C'', %L, ''another lease for it'')',
        t.details('lease-b', '2')))), 'succeeded', 'a draft takes it first, uncommitted');
select is(t.meets('two', 'one', format('execute_request(%L)', :'request')), 'waited succeeded', 'then it is retired');
select is(t.is_revoked('lease-b'), false, 'B42: the lease that another package holds by now stays');

-- Two retirements that share a lease: the last one revokes it, and its last event says so once for each.
select t.make('Engine D', 'lease-d');
select t.make('Engine E', 'lease-d');
select t.approved('engine-retirement-package', 'Engine D') as request \gset
select t.approved('engine-retirement-package', 'Engine E') as second \gset
select t.does('one', 'begin');
select t.remote('one', t.command(format('execute_request(%L)', :'request')));
select is(t.meets('one', 'two', format('execute_request(%L)', :'second')), 'waited succeeded', 'both retired at once');
select is(t.is_revoked('lease-d'), true, 'B42: the lease that they shared is revoked');

-- A rollback and a retirement that revokes the lease of the bundle to go back to.
create function t.released(name text, former text, present text) returns text language plpgsql as $$
begin
    perform t.make(name, former);
    perform t.call('operator_2', format('execute_request(%L)', t.approved('deployment-package', name)));
    perform t.call('operator_1', format('register_lease(%L, ''Worker'', null, 100)', present));
    perform t.call('operator_1', format('draft_package(%L, %L, ''a second release'')', name, t.details(present, '2')));
    return t.call('operator_2', format('execute_request(%L)', t.approved('deployment-package', name)));
end
$$;
select is(t.released('Engine F', 'lease-f', 'lease-f2'), 'succeeded', 'two releases');
select t.make('Engine G', 'lease-f');
select t.approved('rollback-package-approval', 'Engine F') as request \gset
select t.approved('engine-retirement-package', 'Engine G') as second \gset
select t.does('one', 'begin');
select t.remote('one', t.command(format('execute_request(%L)', :'second')));
select is(t.meets('one', 'two', format('execute_request(%L)', :'request')), 'waited invalid-input',
    'B33: no rollback to a lease that is being revoked');
select is(t.released('Engine H', 'lease-h', 'lease-h2'), 'succeeded', 'two releases');
select t.make('Engine I', 'lease-h');
select t.approved('rollback-package-approval', 'Engine H') as request \gset
select t.approved('engine-retirement-package', 'Engine I') as second \gset
select t.does('one', 'begin');
select t.remote('one', t.command(format('execute_request(%L)', :'request')));
select is(t.meets('one', 'two', format('execute_request(%L)', :'second')), 'waited succeeded', 'rolled back first');
select is(t.is_revoked('lease-h'), false, 'B42: the retirement leaves what the rollback brought back');

-- A retirement and the execution of an override on its lease.
select t.make('Engine J', 'lease-j');
select t.call('operator_1', $$escalate_lease('lease-j', 'a long enough reason')$$);
select t.open_any('operator_1', 'lease-expansion-override', '{"lease":"lease-j","cap":200}') as request \gset
select t.approved('engine-retirement-package', 'Engine J') as second \gset
select t.does('two', 'begin');
select t.remote('two', t.command(format('execute_request(%L)', :'request')));
select is(t.meets('two', 'one', format('execute_request(%L)', :'second')), 'waited succeeded',
    'executed, then retired');
select is(t.state(:'request'), 'executed', 'B60: what was executed did not fail');
select t.make('Engine K', 'lease-k');
select t.call('operator_1', $$escalate_lease('lease-k', 'a long enough reason')$$);
select t.open_any('operator_1', 'lease-expansion-override', '{"lease":"lease-k","cap":200}') as request \gset
select t.approved('engine-retirement-package', 'Engine K') as second \gset
select t.does('one', 'begin');
select t.remote('one', t.command(format('execute_request(%L)', :'second')));
select is(t.meets('one', 'two', format('execute_request(%L)', :'request')), 'waited request-closed',
    'retired: nothing left to execute');
select is(t.state(:'request'), 'failed', 'B60: it has failed');

-- A deployment and a block, an edit or a rejection at the same moment.
select t.make('Engine L', 'lease-l');
select t.approved('deployment-package', 'Engine L') as request \gset
select t.does('one', 'begin');
select t.remote('one', t.command($$block_package('Engine L', 'certificate is about to run out')$$));
select is(t.meets('one', 'two', format('execute_request(%L)', :'request')), 'waited request-closed',
    'B60: blocked first, its approval is no more');
select t.call('operator_1', $$unblock_package('Engine L', 'certificate renewed')$$);
select t.approved('deployment-package', 'Engine L') as request \gset
select t.does('two', 'begin');
select t.remote('two', t.command(format('execute_request(%L)', :'request')));
select is(t.meets('two', 'one', $$block_package('Engine L', 'certificate is about to run out')$$),
    'waited invalid-input', 'deployed first, there is nothing to block');
select is(t.state(:'request') || ' ' || t.package('Engine L'), 'executed deployed', 'and it stays deployed');

-- A deployment that ends while its package is retiring, and the retirement that ends then.
select t.make('Engine M', 'lease-m');
select t.approved('deployment-package', 'Engine M') as request \gset
select t.approved('engine-retirement-package', 'Engine M') as second \gset
select t.does('one', 'begin');
select t.remote('one', t.command(format('withdraw_request(%L, ''second thoughts about it'')', :'request')));
select is(
    (select x.code from dblink('two', format('select code from countersign.execute_request(%L)', :'request'))
        as x (code text)), 'invalid-input', 'a retiring package is not deployed');
select t.does('one', 'commit');
select is(t.call('operator_1', format('withdraw_request(%L, ''second thoughts about it'')', :'second')), 'succeeded',
    'the retirement is withdrawn after it');
select is(t.package('Engine M'), 'draft', 'B60: a draft, since its approval has ended');

-- A suspension meets the approval of a session, and its closing.
select t.open('operator_2') as request \gset
select t.does('one', 'begin');
select is(t.remote('one', t.command(format('sign_request(%L)', :'request'))), 'succeeded', 'a session, uncommitted');
select is(t.meets('one', 'admin', $$suspend_person('operator_2', 'under investigation')$$), 'waited succeeded',
    'its holder is suspended at that moment');
select is(
    t.run('finance_1', format(
        'select state || '' '' || ended_by from countersign.session_overview where request_id = %L', :'request')),
    'closed admin_1', 'B61: the session that opened in between is closed too');
select t.call('admin_1', $$reinstate_person('operator_2', 'cleared of it')$$);
select t.open('operator_2') as request \gset
select t.call('operator_1', format('sign_request(%L)', :'request'));
select t.does('one', 'begin');
select t.remote('one', t.command(format('close_session(%L)', :'request')));
select is(t.meets('one', 'admin', $$suspend_person('operator_2', 'under investigation')$$), 'waited succeeded',
    'suspended while a colleague closes the session');
select is(
    (select count(*)::integer from countersign.event as e
    where e.request_id = :'request' and e.action = 'CLOSE_SESSION'), 1, 'B61: it is closed once');
select t.call('admin_1', $$reinstate_person('operator_2', 'cleared of it')$$);

-- Whoever is refused holds nothing, their own row included.
select t.does('auditor', 'begin');
select is(t.remote('auditor', $$select code from countersign.import_events('test', '[]')$$), 'role-required',
    'an auditor imports');
select is(t.remote('auditor', $$select code from countersign.record_import('{"origin":"x"}')$$), 'role-required',
    'and records an import');
select is(t.call('admin_1', $$suspend_person('auditor_1', 'under investigation')$$), 'succeeded',
    'B52: what they leave open does not hold up their suspension');
select is(t.remote('auditor', $$select code from countersign.import_events('test', '[]')$$), 'suspended', 'at once');
select t.does('auditor', 'commit');
select t.does('one', 'begin');
select is(t.remote('one', $$select code from countersign.import_events('Bad Origin', '[]')$$), 'invalid-input',
    'nor does an operator with a bad import');
select is(t.call('admin_1', $$suspend_person('operator_1', 'under investigation')$$), 'succeeded', 'hold up theirs');
select t.does('one', 'commit');
select is((select sum(d.deadlocks)::integer from pg_stat_database as d), 0, 'nothing deadlocked');
select dblink_disconnect(n.n) from unnest(dblink_get_connections()) as n (n);
select * from finish();
