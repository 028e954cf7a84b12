-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B52, C57: registering, granting, revoking, suspending.

select plan(40);

create role newcomer login in role countersign_user;
create role loner login;
create role nologin_role nologin in role countersign_user;

select is(t.call('operator_1', $$register_person('newcomer', 'New Comer')$$), 'role-required', 'an operator registers');
select is(t.call('stranger', $$register_person('newcomer', 'New Comer')$$), 'role-required', 'a stranger registers');
select is(t.call('postgres', $$register_person('newcomer', 'New Comer')$$), 'unsafe-login', 'a superuser registers');
select is(t.call('admin_1', $$register_person('nobody_here', 'New Comer')$$), 'not-found', 'no such login');
select is(t.call('admin_1', $$register_person('nologin_role', 'New Comer')$$), 'not-found', 'a role without LOGIN');
create role p23456789_123456789_123456789_123456789_123456789_123456789_123 login in role countersign_user;
select is(
    t.call('admin_1', $$register_person('p23456789_123456789_123456789_123456789_123456789_123456789_1234', 'Cut')$$),
    'not-found', 'a name that PostgreSQL would cut to somebody else''s');
drop role p23456789_123456789_123456789_123456789_123456789_123456789_123;
select is(t.call('admin_1', $$register_person(null, null)$$), 'not-found', 'nothing');
select is(t.call('admin_1', $$register_person('postgres', 'The Boss')$$), 'unsafe-login', 'a superuser is registered');
select is(t.call('admin_1', $$register_person('countersign_service', 'Daemon')$$), 'unsafe-login', 'the service too');
select is(t.call('admin_1', $$register_person('loner', 'L')$$), 'invalid-input', 'a login outside countersign_user');
select matches(t.message('admin_1', $$register_person('loner', 'L')$$), 'grant countersign_user to loner',
    'and what to do about it');
select is(t.call('admin_1', $$register_person('newcomer', E'\u200b')$$), 'invalid-input', 'an invisible name');
select is(t.call('admin_1', $$register_person('newcomer', 'N', 'no address')$$), 'invalid-input', 'a bad address');
select is(t.call('admin_1', $$register_person('newcomer', 'New Comer', 'new@example.com')$$), 'succeeded', 'good');
select is((t.last_event()).stream, 'auth'::text collate "C", 'what succeeds is in stream auth');
select is(t.call('admin_1', $$register_person('newcomer', 'New Comer')$$), 'invalid-input', 'twice');

select is(t.call('operator_1', $$grant_role('newcomer', 'operator', 'joins the team')$$), 'role-required',
    'an operator grants');
select is((t.last_event()).stream, 'governance'::text collate "C", 'a refused grant is in stream governance');
select is((t.last_event()).severity, 'high'::text collate "C", 'with severity high');
select is(t.call('admin_1', $$grant_role('admin_1', 'operator', 'would be handy')$$), 'self-approval',
    'nobody grants themselves anything');
select is(t.call('admin_1', $$grant_role('newcomer', 'emperor', 'joins the team')$$), 'invalid-input', 'no such role');
select is(t.call('admin_1', $$grant_role('newcomer', null, 'joins the team')$$), 'invalid-input', 'no role');
select is(t.call('admin_1', $$grant_role('newcomer', 'operator', 'x')$$), 'reason-required', 'no reason');
select is(t.call('admin_1', $$grant_role('stranger', 'operator', 'joins the team')$$), 'not-found', 'unregistered');
select is(t.call('admin_1', $$grant_role('newcomer', 'operator', 'joins the team')$$), 'succeeded', 'granted');
select is(t.call('admin_1', $$grant_role('newcomer', 'operator', 'joins the team')$$), 'invalid-input', 'twice');
select is(
    t.call('newcomer', $$open_request('break-glass-admin-session', '{"tenant":"X"}', 'for a good reason')$$),
    'succeeded', 'the role works at once');
alter role newcomer createrole;
select is(
    t.call('newcomer', $$open_request('break-glass-admin-session', '{"tenant":"X"}', 'for a good reason')$$),
    'unsafe-login', 'until the login becomes unsafe');
select is(t.call('admin_1', $$grant_role('newcomer', 'finance', 'covers for others')$$), 'unsafe-login',
    'an unsafe login gets no role');
alter role newcomer nocreaterole;
select is(t.call('admin_1', $$revoke_role('newcomer', 'finance', 'never held it')$$), 'invalid-input', 'not held');
select is(t.call('admin_1', $$revoke_role('newcomer', 'operator', 'leaves the team')$$), 'succeeded', 'revoked');
select is(
    t.run('auditor_1', $$select count(*) || ' ' || count(*) filter (where not is_current) from countersign.person_role
        where login = 'newcomer'$$), '1 1', 'who held which role when is answerable');

select is(
    t.run('postgres', $$select code from countersign.first_admin('newcomer')$$), 'invalid-input',
    'there is only one first admin');
select is(
    t.run('operator_1', $$select countersign.first_admin('operator_1')$$), 'ERROR 42501', 'no person makes one');
select is(
    t.run('operator_1', $$select countersign.append_event(null)$$), 'ERROR 42501', 'no person appends');
select is(t.run('operator_1', $$select countersign.seal()$$), 'ERROR 42501', 'no person seals');

-- A8: how the session was authenticated.
select t.call('auditor_1', $$sign_request('req_nonsense')$$);
select is((t.last_event()).actor_auth_method, 'unknown', 'A8: PostgreSQL 15 cannot tell on a team''s server');
select countersign.declare_private_cluster();
select countersign.declare_private_cluster();
select t.call('auditor_1', $$sign_request('req_nonsense')$$);
select is((t.last_event()).actor_auth_method, 'peer', 'A8: on a private cluster it is peer');
select is(
    (select count(*)::integer from countersign.event as e where e.action = 'DECLARE_PRIVATE_CLUSTER'), 1,
    'which is declared once');
select is(
    t.run('operator_1', 'select countersign.declare_private_cluster()'), 'ERROR 42501', 'by whoever runs the server');
drop role newcomer;
drop role loner;
drop role nologin_role;
select * from finish();
