-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B52, B61: an open transaction pins nothing. Real logins over two connections; nothing here sleeps.

select plan(23);

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
create function t.opening() returns text language sql as $$
    select $q$select case outcome when 'succeeded' then outcome else code end
        from countersign.open_request('break-glass-admin-session', '{"tenant":"X"}', 'for a good reason')$q$
$$;
-- Commits what a connection has open.
create function t.settle(connection text) returns text language sql as $$ select dblink_exec(connection, 'commit') $$;

select t.connect('held', 'operator_2');
select t.connect('admin', 'admin_1');

-- A transaction that was open before the revocation has no right after it.
select dblink_exec('held', 'begin');
select is(t.remote('held', 'select 1::text'), '1', 'a transaction is open');
select is(
    t.remote('admin', $q$select outcome from countersign.revoke_role('operator_2', 'operator', 'leaves the team')$q$),
    'succeeded', 'the role is revoked meanwhile');
select is(t.remote('held', t.opening()), 'role-required', 'B52: the open transaction has the role no longer');
select t.settle('held');
select is((t.last_event()).error_code, 'role-required'::text collate "C", 'and its refusal is in the trail');

select is(
    t.remote('admin', $q$select outcome from countersign.grant_role('operator_2', 'operator', 'is back again')$q$),
    'succeeded', 'granted again');
select dblink_exec('held', 'begin');
select is(t.remote('held', 'select count(*)::text from countersign.my_identity'), '1', 'a snapshot is taken');
select is(
    t.remote('admin', $q$select outcome from countersign.suspend_person('operator_2', 'under investigation')$q$),
    'succeeded', 'the person is suspended meanwhile');
select is(t.remote('held', t.opening()), 'suspended', 'B52: the open transaction is suspended too');
select t.settle('held');
select is(
    t.remote('admin', $q$select outcome from countersign.reinstate_person('operator_2', 'cleared of it')$q$),
    'succeeded', 'reinstated');

-- Acting first and holding the transaction open: the revocation waits a bounded time, then says whom to end.
select dblink_exec('held', 'begin');
select is(t.remote('held', t.opening()), 'succeeded', 'an action is under way, uncommitted');
select is(
    t.remote('admin', $q$select outcome from countersign.revoke_role('operator_2', 'operator', 'leaves the team')$q$),
    'ERROR 55P03', 'the revocation does not pass it, and does not wait for ever');
select t.settle('held');
select is(
    t.remote('admin', $q$select outcome from countersign.revoke_role('operator_2', 'operator', 'leaves the team')$q$),
    'succeeded', 'after the commit it goes through');
select t.call('admin_1', $q$grant_role('operator_2', 'operator', 'is back again')$q$);

-- An expiry passes an open transaction too.
select t.open('operator_1') as request \gset
select dblink_exec('held', 'begin');
select is(t.remote('held', 'select now()::text is not null'), 't', 'a transaction is open before the expiry');
select t.age_request(:'request', interval '5 hours');
select is(
    t.remote('held', format('select code from countersign.sign_request(%L)', :'request')), 'expired',
    'B61: the clock is clock_timestamp(), not the beginning of the transaction');
select t.settle('held');

-- Any other isolation level is refused, and recorded.
select dblink_exec('held', 'begin isolation level repeatable read');
select is(t.remote('held', t.opening()), 'invalid-input', 'REPEATABLE READ is refused');
select t.settle('held');
select dblink_exec('held', 'begin isolation level serializable');
select is(t.remote('held', t.opening()), 'invalid-input', 'SERIALIZABLE is refused');
select t.settle('held');
select matches((t.last_event()).error_message, '^isolation: ', 'and the refusal is in the trail');
select dblink_exec('held', 'begin read only');
select is(t.remote('held', t.opening()), 'ERROR 25006', 'a read-only transaction gets a clear error');
select dblink_exec('held', 'rollback');

-- A rolled back attempt is lost, and counted.
select dblink_exec('held', 'begin');
select t.remote('held', t.opening());
select dblink_exec('held', 'rollback');
select is((select lost::integer from countersign.attempt_gap), 2,
    'attempts without a record: the one rolled back, and the revocation that timed out');

-- Nobody waits for ever for what somebody else leaves open.
select t.open('operator_1') as request \gset
select dblink_exec('held', 'begin');
select is(
    t.remote('held', format(
        'select outcome from countersign.reject_request(%L, ''not tonight, colleague'')', :'request')),
    'succeeded', 'a rejection is under way, uncommitted');
select is(
    t.run('operator_1', format(
        'select outcome from countersign.withdraw_request(%L, ''no longer needed'')', :'request')),
    'ERROR 55P03', 'whoever acts on the same request is told after three seconds');
select dblink_exec('held', 'rollback');
select dblink_exec('admin', 'begin');
select t.remote('admin', $q$select outcome from countersign.suspend_person('operator_1', 'under investigation')$q$);
select is(
    t.run('operator_1', t.opening()), 'ERROR 55P03', 'so is a person whose suspension an admin leaves open');
select dblink_exec('admin', 'rollback');
select is_empty(
    $$select p.oid::regprocedure from pg_proc as p
    where p.pronamespace = 'countersign'::regnamespace and p.provolatile = 'v'
        and has_function_privilege('countersign_user', p.oid, 'execute')
        and not 'lock_timeout=3s' = any(p.proconfig)$$, 'every governed call bounds its waits');
select dblink_disconnect('held');
select dblink_disconnect('admin');
select * from finish();
