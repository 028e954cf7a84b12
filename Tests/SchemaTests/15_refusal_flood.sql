-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B62, C42: a flood of refusals is kept as a number from the twentieth on, and hides nobody else.

select plan(9);

-- The minute must not turn within the flood: begin early in one.
create function t.flood(login text, times integer) returns bigint language plpgsql as $$
declare
    minute timestamptz;
    before bigint;
begin
    loop
        minute := date_trunc('minute', clock_timestamp());
        before := (select count(*) from countersign.event);
        for i in 1..times loop
            perform t.call(login, 'open_request(''break-glass-admin-session'', ''{}'', ''x'')');
        end loop;
        exit when date_trunc('minute', clock_timestamp()) = minute;
    end loop;
    return (select count(*) from countersign.event) - before;
end
$$;

select is(t.flood('auditor_1', 50), 19::bigint, '50 refusals in a minute make 19 rows');
select is(
    t.run('auditor_1', $q$select code || ' ' || (event_id is null)
        from countersign.open_request('break-glass-admin-session', '{}', 'x')$q$),
    'role-required true', 'the answer is the same, without an event of its own');
select is(t.flood('finance_1', 1), 1::bigint, 'another person''s refusal is recorded singly');
select is(
    t.call('auditor_1', 'sign_request(''req_nonsense'')'), 'not-found', 'so is another refusal of the same person');
select is((t.last_event()).error_code, 'not-found'::text collate "C", 'as an event');
select is(t.run('operator_1', 'select lost from countersign.attempt_gap'), '0', 'no attempt counts as lost meanwhile');

-- The minute passes.
set session_authorization = default;
do $$ begin
    set local role countersign_owner;
    update countersign.refusal_tally set minute = minute - interval '1 hour';
    reset role;
end $$;
select cmp_ok(
    t.run('countersign_service', 'select summaries from countersign.expire_due()')::integer, '>=', 1,
    'the service writes the summary');
select matches(
    (select e.title from countersign.event as e where e.action = 'REFUSE_REPEATEDLY' order by e.id desc limit 1),
    '^32 more refusals of auditor_1$', 'with the number');
select is(t.run('operator_1', 'select lost from countersign.attempt_gap'), '0', 'and still none counts as lost');
select * from finish();
