-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B6, B46, B47, B48, B49, B50, B51, B52, B62: who may do what, generated from the catalog: every person, workflow and
-- step, with exactly one event for each refusal.

select plan(8);

create role both_1 login in role countersign_user;
select t.call('admin_1', $$register_person('both_1', 'Two Roles')$$);
select t.call('admin_1', $$grant_role('both_1', 'operator', 'covers for the team')$$);
select t.call('admin_1', $$grant_role('both_1', 'finance', 'covers for the team')$$);

create temporary table login_role as
select v.login, array(
    select g.role::text from countersign.role_grant as g where g.login = v.login and g.revoked_at is null
) as roles
from (values
    ('operator_1'), ('operator_2'), ('finance_1'), ('auditor_1'), ('admin_1'), ('stranger'), ('both_1')
) as v (login);

-- Opens a request of operator_1's and takes it as far as a step needs it.
create function t.prepare(workflow text, step text) returns text
language plpgsql
as $$
declare
    shown text;
    signer record;
begin
    if workflow = 'lease-expansion-override' then
        perform t.call('operator_1', $c$escalate_lease('worker-analyst-delta', 'the default envelope is too small')$c$);
    end if;
    if step = 'open' then
        return null;
    end if;
    shown := t.open_any('operator_1', workflow);
    if step in ('execute', 'close', 'review', 'late reject') then
        for signer in
            select case s.role when 'operator' then 'operator_2' else s.role || '_1' end as login
            from countersign.workflow_slot_rule as s
            inner join countersign.workflow as w on s.workflow = w.key
            where s.workflow = prepare.workflow and not (w.requester_signs and s.role = 'operator')
        loop
            perform t.call(signer.login, format('sign_request(%L)', shown));
        end loop;
    end if;
    if step = 'review' then
        perform t.call('operator_1', format('close_session(%L)', shown));
        perform t.call('operator_2', format('execute_request(%L)', shown));
    end if;
    return shown;
end
$$;

-- One cell: the code, how many events, and the code of the last one where it was refused. Leaves nothing behind.
create function t.cell(workflow text, step text, login text) returns text
language plpgsql
as $$
declare
    shown text;
    code text;
    before bigint;
    mark uuid;
    e countersign.event;
    answer text;
begin
    begin
        shown := t.prepare(workflow, step);
        before := (select count(*) from countersign.event);
        mark := t.last_id();
        if step = 'open' then
            code := t.open_any(login, workflow);
            code := case when code like 'req_%' then 'succeeded' else code end;
        else
            code := t.call(login, case step
                when 'sign' then format('sign_request(%L)', shown)
                when 'reject' then format('reject_request(%L, ''not on my watch'')', shown)
                when 'late reject' then format('reject_request(%L, ''not on my watch'')', shown)
                when 'withdraw' then format('withdraw_request(%L, ''no longer needed'')', shown)
                when 'amend' then format('amend_request(%L, (select arguments from countersign.request_overview
                    where request_id = %L), ''another reason that is long enough'')', shown, shown)
                when 'execute' then format('execute_request(%L)', shown)
                when 'close' then format('close_session(%L)', shown)
                else format('review_request(%L, ''looked at it'')', shown)
            end);
        end if;
        e := t.last_event();
        answer := case
            when code = 'succeeded' then case
                when (select bool_and(d.outcome = 'succeeded') from countersign.event as d where d.id > mark)
                    then 'succeeded' else 'succeeded without its event' end
            else format('%s %s %s %s', code, (select count(*) from countersign.event) - before, e.outcome, e.error_code)
        end;
        raise exception 'undone' using errcode = 'TT000';
    exception when sqlstate 'TT000' then
        null;
    end;
    return answer;
end
$$;

-- What the catalog says: the requester is operator_1, and each rule stands in the order in which it is asked.
create temporary table expectation as
select
    w.key as workflow, s.step, l.login, case
        when cardinality(l.roles) = 0 then 'role-required'
        when s.step = 'open' then case when w.opener_role = any(l.roles) then 'succeeded' else 'role-required' end
        when s.step = 'close' then case
            when w.effect <> 'open-session' then 'not-found'
            when l.login = 'operator_1' or 'operator' = any(l.roles) then 'succeeded'
            else 'role-required' end
        when s.step = 'review' then case
            -- Requested by the one, executed by the other.
            when l.login = 'operator_1' or w.effect = 'expand-lease' and l.login = 'operator_2' then 'self-approval'
            when w.effect in ('open-session', 'expand-lease') then 'succeeded'
            else 'invalid-input' end
        -- Approval executes break-glass.
        when s.step in ('execute', 'late reject') and w.effect = 'open-session' then 'request-closed'
        when s.step = 'execute' then case when 'operator' = any(l.roles) then 'succeeded' else 'role-required' end
        when s.step = 'withdraw' then case when l.login = 'operator_1' then 'succeeded' else 'role-required' end
        -- Authorized by its requester alone, or by all signers: beyond signing, amending and rejecting.
        when s.step = 'late reject' or w.slot_roles = '{operator}' and w.requester_signs then 'request-closed'
        when s.step = 'amend' then case when l.login = 'operator_1' then 'succeeded' else 'role-required' end
        when not w.slot_roles && l.roles then 'role-required'
        when s.step = 'reject' then case when l.login = 'operator_1' then 'self-approval' else 'succeeded' end
        when l.login = 'operator_1' then case when w.requester_signs then 'already-signed' else 'self-approval' end
        when w.requester_signs and not array_remove(w.slot_roles, 'operator') && l.roles then 'role-required'
        else 'succeeded'
    end as code
from countersign.workflow as w
cross join (values
    ('open'), ('sign'), ('reject'), ('late reject'), ('withdraw'), ('amend'), ('execute'), ('close'), ('review')
) as s (step)
cross join login_role as l;

create temporary table outcome as
select x.*, t.cell(x.workflow, x.step, x.login) as answer from expectation as x;

select is((select count(*)::integer from outcome), 378, 'six workflows, nine steps, seven persons');
select is_empty(
    $$select workflow, step, login, answer, code from outcome
    where answer is distinct from case code when 'succeeded' then code else format('%s 1 denied %s', code, code) end$$,
    'the matrix is exact, and each refusal is one event with its code');
select is(
    (select string_agg(distinct o.step, ' ') from outcome as o where o.login = 'auditor_1' and o.answer = 'succeeded'
        and o.step <> 'review'), 'reject sign', 'B6, B49: an auditor acts on nothing');
select is(
    (select string_agg(distinct o.workflow, ' ') from outcome as o where o.login = 'auditor_1'
        and o.answer = 'succeeded' and o.step <> 'review'), 'rollback-package-approval', 'but a rollback');
select is(
    (select string_agg(distinct o.step, ' ') from outcome as o where o.login = 'admin_1' and o.answer = 'succeeded'),
    'review', 'no admin overrides');

-- A lease is escalated by operators; packages and engines are changed by them.
create temporary table change_result as
select l.login, c.call, l.roles, t.call(l.login, c.call) as answer
from login_role as l
cross join (values
    ($c$escalate_lease('worker-alpha', 'the envelope is too small')$c$),
    ($c$block_package('POD Engine Charlie', 'a reason long enough')$c$),
    ($c$unblock_package('POD Engine Charlie', 'a reason long enough')$c$),
    ($c$draft_package('POD Engine Nowhere', '{}', 'a reason long enough')$c$),
    ($c$set_engine_serving('POD Engine Nowhere', true, 'a reason long enough')$c$),
    ($c$register_engine('', null)$c$),
    ($c$register_lease('BAD NAME', 'Worker', null, 1)$c$)
) as c (call);
select is_empty(
    $$select login, call, answer from change_result
    where (answer = 'role-required') <> not (
        'operator' = any(roles) or (call ~ '^register' and 'admin' = any(roles)))$$,
    'leases, packages and engines are operators'' (admins register them too)');

-- Nobody, whatever role, calls what is not for people.
select is_empty(
    $$select p.oid::regprocedure from pg_proc as p
    where p.pronamespace = 'countersign'::regnamespace
        and p.proname in ('apply_request', 'approve_package', 'release_package', 'renew_manifest', 'fill_slot',
            'set_package_manifest', 'fail_requests', 'revoke_attachments', 'record_review', 'open_session')
        and has_function_privilege('countersign_user', p.oid, 'execute')$$, 'the machine''s parts are closed');
select is(t.run('operator_1', 'select lost from countersign.attempt_gap')::integer > 300, true,
    'what the test undid is counted as lost attempts');
drop role both_1;
select * from finish();
