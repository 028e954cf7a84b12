-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- C55: canonical form 1 against literal vectors that were computed without this code.

\set vectors `cat "$COUNTERSIGN_VECTORS/canonical-form-1.json"`
create temporary table vector as select (:'vectors')::jsonb as document;

select plan(8 + (
    select jsonb_array_length(v.document -> 'values') + 2 * jsonb_array_length(v.document -> 'events') from vector as v
)::integer);

select is(countersign.canonical_json(x.item -> 'value'), x.item ->> 'canonical', x.item ->> 'name')
from vector as v
cross join lateral jsonb_array_elements(v.document -> 'values') as x (item);

create function t.event_of(shown jsonb) returns countersign.event language sql as $$
    select jsonb_populate_record(
        null::countersign.event,
        shown || jsonb_build_object('id', substr(shown ->> 'id', 7)))
$$;
select is(countersign.event_canonical(t.event_of(x.item -> 'event')), x.item ->> 'canonical', x.item ->> 'name')
from vector as v
cross join lateral jsonb_array_elements(v.document -> 'events') as x (item);
select is(
    encode(sha256(convert_to(countersign.event_canonical(t.event_of(x.item -> 'event')), 'UTF8')), 'hex'),
    x.item ->> 'sha256', 'SHA-256 of ' || (x.item ->> 'name'))
from vector as v
cross join lateral jsonb_array_elements(v.document -> 'events') as x (item);

-- Whatever the session's settings, the bytes are the same.
create temporary table reference as
select countersign.event_canonical(e) as bytes, e.id from countersign.event as e;
set timezone = 'Asia/Kathmandu';
set datestyle = 'German, DMY';
set intervalstyle = 'iso_8601';
set extra_float_digits = -15;
set lc_time = 'C';
set bytea_output = 'escape';
set standard_conforming_strings = off;
select is_empty(
    'select r.id from reference as r inner join countersign.event as e on r.id = e.id
    where countersign.event_canonical(e) <> r.bytes', 'settings of the session do not change the bytes');
reset all;
select is(
    (select count(*)::integer from reference as r where r.bytes::jsonb ->> 'id' = 'audit_' || r.id),
    (select count(*)::integer from reference), 'every stored event has a canonical form that is JSON');
select is(
    (
        select string_agg(k.name, ',')
        from (select (t.last_event()).*) as e
        cross join lateral jsonb_object_keys(to_jsonb(e)) as k (name)
        where k.name not in (
            'action', 'actor_auth_method', 'actor_email', 'actor_roles', 'actor_username', 'backend', 'category',
            'changes', 'client_address', 'correlation_id', 'coverage', 'detail', 'environment', 'error_code',
            'error_message', 'format', 'id', 'occurred_at', 'origin', 'origin_event_id', 'outcome', 'package_id',
            'recorded_at', 'request_id', 'resource_id', 'resource_type', 'result_reference', 'severity', 'stream',
            'surface', 'tenant', 'title', 'via')
    ), null, 'every column of the table is in the canonical form');

-- The manifest is canonical JSON, hashed by the table itself.
select t.open('operator_1', U&'T\00e9nant \+01F600 "x"') as request \gset
select is(
    convert_from(r.manifest, 'UTF8'), countersign.canonical_json(convert_from(r.manifest, 'UTF8')::jsonb),
    'a manifest is its own canonical form')
from countersign.governance_request as r
where r.id = countersign.request_uuid(:'request');
select is(r.manifest_sha256, sha256(r.manifest), 'and its hash is over these bytes')
from countersign.governance_request as r
where r.id = countersign.request_uuid(:'request');
select is(
    t.run('auditor_1', format($$select encode(sha256(convert_to(manifest, 'UTF8')), 'hex') = manifest_sha256
        from countersign.request_overview where request_id = %L$$, :'request')), 'true',
    'what the view shows is what is signed');
select throws_ok(
    $t$do $body$ begin
        set local role countersign_owner;
        update countersign.governance_request set manifest_sha256 = '\x00';
    end $body$$t$, '428C9', null, 'nobody writes the hash');
select is((select count(*)::integer from countersign.request_signature), 0, 'an open request has no signature yet');
select * from finish();
