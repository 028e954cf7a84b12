-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- No setting that a session may choose for itself changes what a governed call does, or a byte of the canonical form.

select plan(6);

-- force_parallel_mode has another name from PostgreSQL 16 on.
create temporary table setting as
select format('set %s = %L', s.name, s.value) as command
from (values
    ('standard_conforming_strings', 'off'), ('backslash_quote', 'on'), ('datestyle', 'German, DMY'),
    ('datestyle', 'SQL, MDY'), ('intervalstyle', 'sql_standard'), ('timezone', 'Asia/Kathmandu'),
    ('timezone', 'America/New_York'), ('timezone_abbreviations', 'India'), ('bytea_output', 'escape'),
    ('extra_float_digits', '-15'), ('xmloption', 'document'), ('array_nulls', 'off'), ('client_encoding', 'LATIN1'),
    ('transform_null_equals', 'on'), ('quote_all_identifiers', 'on'), ('row_security', 'off'),
    ('plan_cache_mode', 'force_generic_plan'), ('force_parallel_mode', 'on'), ('enable_indexscan', 'off'),
    ('default_toast_compression', 'pglz'), ('search_path', 'pg_temp'), ('work_mem', '64kB'),
    ('default_tablespace', 'pg_global'), ('synchronous_commit', 'off')
) as s (name, value)
where exists (select from pg_settings as k where k.name = s.name);

select t.call('operator_1', $$import_events('odd', jsonb_build_array(jsonb_build_object(
    'origin_event_id', '1', 'occurred_at', '2024-02-03T04:05:06.789012+05:45', 'action', 'ODD', 'title', E'a\\b\n"',
    'changes', jsonb_build_object('é', 1.5, U&'\FB33', -0.0, U&'\+01F600', 1e20, E'\u0001', 'x'))))$$);
create function t.digest() returns text language sql as $$
    select md5(string_agg(countersign.event_canonical(e), '|' order by e.id)) from countersign.event as e
$$;
create function t.digest_under(setting text) returns text language plpgsql as $$
declare
    digest text;
begin
    perform t.connect('setter', 'postgres');
    perform dblink_exec('setter', setting);
    digest := (select x.digest from dblink('setter', 'select t.digest()') as x (digest text));
    perform dblink_disconnect('setter');
    return digest;
end
$$;
select is_empty(
    'select s.command from setting as s where t.digest_under(s.command) is distinct from t.digest()',
    'the canonical form is the same under every setting');

-- From opening to closing, with one that is refused, and an import, in a session with the setting.
create function t.act_under(setting text) returns text language plpgsql as $$
declare
    answer text;
    request text;
begin
    perform t.connect('setter', 'operator_1');
    perform t.connect('other', 'operator_2');
    perform dblink_exec('setter', setting);
    perform dblink_exec('other', setting);
    select x.request_id into request from dblink('setter', 'select request_id from countersign.open_request('
        '''break-glass-admin-session'', ''{"tenant":"X","minutes":5}'', ''sssssssss s'')') as x (request_id text);
    select concat_ws(' ', a.code, b.outcome, c.outcome, d.code, i.inserted) into answer
    from dblink('setter', format('select code from countersign.sign_request(%L)', request)) as a (code text)
    cross join lateral dblink('other', format('select outcome from countersign.sign_request(%L)', request))
        as b (outcome text)
    cross join lateral dblink('setter', format('select outcome from countersign.close_session(%L)', request))
        as c (outcome text)
    cross join lateral dblink('setter', 'select code from countersign.open_request('
        '''break-glass-admin-session'', ''{"tenant":"X"}'', ''         s'')') as d (code text)
    cross join lateral dblink('setter', format('select inserted from countersign.import_events(''odd'', %L)',
        jsonb_build_array(jsonb_build_object('origin_event_id', gen_random_uuid(), 'title', 't', 'action', 'A',
        'occurred_at', '2024-02-03T04:05:06Z')))) as i (inserted integer);
    perform dblink_disconnect('setter');
    perform dblink_disconnect('other');
    return answer;
end
$$;
create temporary table acted as select s.command, t.act_under(s.command) as answer from setting as s;
select is_empty(
    $$select a.command, a.answer from acted as a
    where a.answer is distinct from 'self-approval succeeded succeeded reason-required 1'$$,
    'governed calls answer the same under every setting');
select is(
    (select count(distinct e.occurred_at)::integer from countersign.event as e where e.origin = 'odd'), 2,
    'and a time means the same');
select is(
    (select distinct extract(epoch from s.expires_at - s.opened_at)::integer from countersign.privileged_session as s),
    300, 'a session lasts as long');

-- Constraints that a session makes immediate refuse more, never less.
select t.connect('setter', 'operator_1');
select dblink_exec('setter', 'begin');
select dblink_exec('setter', 'set constraints all immediate');
select throws_ok(
    $t$select * from dblink('setter', $q$select outcome
        from countersign.open_request('break-glass-admin-session', '{"tenant":"Now"}', 'for a good reason')$q$)
    as x (outcome text)$t$, '23000', null, 'a change before its event is refused at once');
select dblink_exec('setter', 'rollback');
select is(
    (select count(*)::integer from countersign.governance_request as r where r.tenant = 'Now'), 0,
    'and leaves nothing behind');
select dblink_disconnect('setter');
select * from finish();
