-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- B9, B58: what leaves the trail as a file is in the trail.

select plan(42);

create function t.export(login text, part jsonb default '{}') returns text language plpgsql as $$
begin
    return t.call(login, format('record_export(%L)', jsonb_build_object(
        'format', 'jsonl', 'filter', 'severity:high', 'order', 'recorded', 'count', 2, 'sha256', repeat('ab', 32),
        'first_id', 'audit_0198c2e4-5f00-7a11-8b22-0123456789ab',
        'last_id', 'audit_0198c2e4-5f00-7a11-8b22-0123456789aa') || part));
end
$$;
-- A summary without one of its members.
create function t.without(name text) returns setof text language plpgsql as $$
begin
    return query select * from t.refused('auditor_1', format('record_export(%L)', jsonb_build_object(
        'format', 'jsonl', 'filter', '', 'order', 'recorded', 'count', 1, 'sha256', repeat('ab', 32),
        'first_id', 'audit_0198c2e4-5f00-7a11-8b22-0123456789ab',
        'last_id', 'audit_0198c2e4-5f00-7a11-8b22-0123456789ab') - name), 'invalid-input', 'without ' || name);
end
$$;

-- Refusals first.
select t.refused('stranger', 'record_export(''{}'')', 'role-required', 'a login that is registered nowhere');
select is(t.run('outsider', 'select outcome from countersign.record_export(''{}'')'), 'ERROR 42501', 'no member');
select t.without('format');
select t.without('filter');
select t.without('order');
select t.without('count');
select t.without('sha256');
select t.without('first_id');
select t.without('last_id');
select t.refused('auditor_1', 'record_export(null)', 'invalid-input', 'no summary');
select t.refused('auditor_1', 'record_export(''[]'')', 'invalid-input', 'a summary that is no object');
select is(t.export('auditor_1', '{"format":"xml"}'), 'invalid-input', 'another format');
select is(t.export('auditor_1', '{"order":"random"}'), 'invalid-input', 'another order');
select is(t.export('auditor_1', '{"count":-1}'), 'invalid-input', 'fewer than none');
select is(t.export('auditor_1', '{"count":"2"}'), 'invalid-input', 'a count that is a text');
select is(t.export('auditor_1', '{"count":0}'), 'invalid-input', 'no event, and yet a first one');
select is(t.export('auditor_1', '{"first_id":"req_1"}'), 'invalid-input', 'an id of something else');
select is(t.export('auditor_1', '{"sha256":"ABC"}'), 'invalid-input', 'no SHA-256');
select is(t.export('auditor_1', '{"path":"/home"}'), 'invalid-input', 'anything else');
select is(
    t.export('auditor_1', jsonb_build_object('filter', repeat('x', 4097))), 'invalid-input',
    'a filter that is too long');
select t.call('admin_1', 'suspend_person(''finance_1'', ''left the company'')');
select is(t.export('finance_1'), 'suspended', 'somebody suspended');

-- Whoever reads may export.
select is(t.export('auditor_1'), 'succeeded', 'an auditor exports');
select is(
    (select format('%s %s %s %s %s %s', e.action, e.category, e.stream, e.severity, e.actor_username, e.title)
        from t.last_event() as e),
    'EXPORT_EVENTS integrity governance medium auditor_1 2 events exported', 'and that is in the trail');
select is((t.last_event()).resource_id, repeat('ab', 32), 'with the SHA-256');
select is((t.last_event()).changes #>> '{export,new,filter}', 'severity:high', 'and with the filter');
select is((t.last_event()).detail, 'Filter: severity:high', 'in words too');
select is(t.export('operator_1'), 'succeeded', 'an operator exports');
select is(
    t.export('operator_1', '{"count":0,"first_id":null,"last_id":null,"filter":""}'), 'succeeded', 'nothing at all');
select is((t.last_event()).title, '0 events exported', 'which is said');
select is((t.last_event()).detail, 'The whole trail that the person may read.', 'as is everything');
select is(t.export('admin_1', '{"count":1234567}'), 'succeeded', 'an admin exports');
select is((t.last_event()).title, '1,234,567 events exported', 'much');
select * from finish();
