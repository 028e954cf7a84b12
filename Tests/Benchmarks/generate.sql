-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- A year of believable events, for measuring and for nothing else. Run by psql as the cluster's superuser:
--
--     psql -v events=1000000 -v seed=42 -f generate.sql
--
-- The same number, seed and minute give the same rows. Times of recording rise over the last twelve months with a wave
-- for each day; rows, partitions, sealed numbers and origins agree with each other as if each event had been appended
-- and sealed. Nothing comes from random(): every choice is taken out of a hash of the event's number.

\set ON_ERROR_STOP on
set jit = off;
set synchronous_commit = off;
set work_mem = '256MB';
set role countersign_owner;

select date_trunc('minute', clock_timestamp()) - interval '2 minutes' as newest \gset
select timestamptz :'newest' - interval '1 year' as oldest \gset

select count(countersign.make_month(s.stream, m.moment)::text) as months
from unnest(array['governance', 'control', 'admin', 'runtime', 'auth', 'system']) as s (stream)
cross join generate_series(
    date_trunc('month', timestamptz :'oldest', 'UTC'), timestamptz :'newest', interval '1 month') as m (moment)
\gset

begin;

-- The sealer finds its row locked and waits for the next round.
select head from countersign.seq_head for update \gset

with kind (lowest, past, stream, category, severity, action, title, resource_type) as (
    -- what happens between `lowest` and `past` of a thousand times
    values
    (0, 90, 'governance', 'privileged-access', 'medium', 'OPEN_REQUEST', 'Break-glass request opened for', 'tenant'),
    (90, 140, 'governance', 'privileged-access', 'high', 'SIGN_REQUEST', 'Break-glass request approved for', 'tenant'),
    (140, 180, 'governance', 'privileged-access', 'medium', 'CLOSE_SESSION', 'Session closed for', 'tenant'),
    (180, 230, 'governance', 'deployment-package', 'medium', 'APPROVE_DEPLOYMENT_PACKAGE',
        'Deployment package approved for', 'package'),
    (230, 260, 'governance', 'ai-leasing', 'high', 'FLAG_LEASE', 'Lease flagged for finance review:', 'tenant'),
    (260, 280, 'governance', 'rollback', 'medium', 'STAGE_ROLLBACK_PACKAGE', 'Rollback package staged for', 'package'),
    (280, 299, 'governance', 'quota', 'medium', 'RAISE_QUOTA', 'Quota exception recorded for', 'package'),
    (299, 300, 'governance', 'retirement', 'critical', 'REVIEW_RETIREMENT_PACKAGE',
        'Retirement package pre-reviewed for', 'package'),
    (300, 560, 'runtime', 'runtime', 'low', 'DESCRIBE_INSTANCES', 'DescribeInstances:', 'instance'),
    (560, 680, 'runtime', 'access-control', 'low', 'ASSUME_ROLE', 'AssumeRole:', 'role'),
    (680, 720, 'runtime', 'runtime', 'medium', 'RUN_INSTANCES', 'RunInstances:', 'instance'),
    (720, 750, 'runtime', 'access-control', 'high', 'PUT_BUCKET_POLICY', 'PutBucketPolicy:', 'bucket'),
    (750, 810, 'system', 'integrity', 'low', 'PUBLISH_CHECKPOINT', 'Checkpoint published for', 'log'),
    (810, 850, 'system', 'source', 'low', 'CHECK_SOURCE', 'Source state recorded for', 'source'),
    (850, 900, 'control', 'runner', 'low', 'PAUSE_RUNNER', 'Runner paused:', 'runner'),
    (900, 920, 'control', 'gitops-config', 'medium', 'CREATE_BUNDLE', 'Bundle created:', 'bundle'),
    (920, 950, 'admin', 'access-control', 'medium', 'UPDATE_ASSIGNMENT', 'Assignment changed:', 'assignment'),
    (950, 1000, 'auth', 'session', 'low', 'OPEN_SESSION', 'Session opened from', 'address')
),

spread as (
    select
        n.n,
        hashint8extended(n.n, :seed) as h,
        hashint8extended(n.n, :seed + 1) as g,
        -- microseconds before `newest`, evenly
        (
            extract(epoch from timestamptz :'newest' - timestamptz :'oldest') * 1e6 * (:events - n.n + 0.5) / :events
        )::bigint as before
    from generate_series(1::bigint, :events::bigint) as n (n)
),

timed as (
    select
        s.n,
        s.h,
        s.g,
        -- busy and quiet hours; times still only rise, since the wave is never steeper than 0.8
        (extract(epoch from timestamptz :'newest') * 1e6)::bigint - s.before
        - (0.8 * 86400e6 / (2 * pi()) * sin(2 * pi() * (s.before % 86400000000) / 86400e6))::bigint as micros
    from spread as s
),

chosen as (
    select
        t.n,
        k.stream,
        k.category,
        k.severity,
        k.action,
        k.title,
        k.resource_type,
        k.stream = 'runtime' as is_claim,
        (
            lpad(to_hex(t.micros / 1000), 12, '0') || '7' || lpad(to_hex((t.micros % 1000) * 4096 / 1000), 3, '0')
            || to_hex(8 + (t.g & 3)) || right(lpad(to_hex(t.h), 16, '0'), 15)
        )::uuid as id,
        timestamptz 'epoch' + t.micros * interval '1 microsecond' as recorded_at,
        -- few do much and many do little
        floor(power((t.h & 1023) / 1024.0::double precision, 2) * 50)::integer as person,
        floor(power(((t.h >> 10) & 1023) / 1024.0::double precision, 2) * 72)::integer as tenant,
        ((t.h >> 20) & 127) % 26 as engine,
        (t.h >> 27) & 65535 as thing,
        (t.h >> 43) & 127 as luck,
        (t.g >> 2) & 1048575 as delay
    from timed as t
    inner join kind as k on ((t.g >> 24) & 1048575) % 1000 >= k.lowest and ((t.g >> 24) & 1048575) % 1000 < k.past
),

named as (
    select
        c.*,
        (array['amara', 'boris', 'chiara', 'dmitri', 'elif', 'farid', 'greta', 'hiro', 'ines', 'jonas'])[
            c.person % 10 + 1] || '.' || (array['okafor', 'lindqvist', 'moreau', 'tanaka', 'weber'])[
            c.person / 10 + 1] as actor,
        (array['Northwind', 'Harbor', 'Delta', 'Juniper', 'Copper Lane', 'Brightwater', 'Meridian', 'Oakfield'])[
            c.tenant % 8 + 1] || ' ' || (array[
            'Studio', 'Goods', 'Market', 'Health', 'Labs', 'Freight', 'Energy', 'Foods', 'Partners'])[
            c.tenant / 8 + 1] as tenant_name,
        'POD Engine ' || (array[
            'Alpha', 'Bravo', 'Charlie', 'Delta', 'Echo', 'Foxtrot', 'Golf', 'Hotel', 'India', 'Juliett', 'Kilo',
            'Lima', 'Mike', 'November', 'Oscar', 'Papa', 'Quebec', 'Romeo', 'Sierra', 'Tango', 'Uniform', 'Victor',
            'Whiskey', 'X-ray', 'Yankee', 'Zulu'])[c.engine + 1] as engine_name
    from chosen as c
),

described as (
    select
        d.*,
        case d.resource_type
            when 'tenant' then d.tenant_name
            when 'package' then d.engine_name
            when 'instance' then 'i-0' || lpad(to_hex(d.thing), 16, '5')
            when 'role' then 'arn:aws:iam::218007301253:role/deploy-' || d.thing % 50
            when 'source' then (array['Governance', 'Platform Services', 'Node Runtime'])[d.thing % 3 + 1]
            when 'address' then format('10.20.%s.%s', d.thing % 16, d.thing % 250 + 1)
            else d.resource_type || '-' || d.thing % 400
        end as resource_id,
        case when d.luck < 3 then 'denied' when d.luck < 8 then 'failed' else 'succeeded' end as outcome
    from named as d
),

written as (
    insert into countersign.event (
        id, occurred_at, recorded_at, stream, category, severity, action, title, detail, actor_username, actor_email,
        actor_roles, actor_auth_method, via, client_address, surface, resource_type, resource_id, tenant, environment,
        package_id, request_id, correlation_id, outcome, error_code, error_message, changes, coverage, origin,
        origin_event_id
    )
    select
        w.id,
        case when w.is_claim then w.recorded_at - w.delay * interval '1 millisecond' else w.recorded_at end,
        w.recorded_at,
        w.stream,
        w.category,
        w.severity,
        w.action,
        w.title || ' ' || w.resource_id,
        format(
            '%s acted on %s %s: %s.', w.actor, w.resource_type, w.resource_id, (array[
                'launch-blocking DNS drift after the storefront release',
                'scheduled work from the change calendar',
                'node placement blocked on prod-node-01, finance informed',
                'follow-up to the review of the last window'])[w.thing % 4 + 1]),
        w.actor,
        w.actor || '@example.com',
        case when w.is_claim then null when w.person % 3 = 0 then array['operator', 'finance'] else array['operator']
        end,
        case when w.is_claim then null else 'peer' end,
        case when w.is_claim then 'operator_1' end,
        case when w.is_claim then format('10.20.%s.%s', w.thing % 16, w.thing % 250 + 1) end,
        case when w.is_claim then 'feed' when w.luck % 4 = 0 then 'cli' else 'console' end,
        w.resource_type,
        w.resource_id,
        case when w.resource_type = 'tenant' then w.tenant_name end,
        case when w.stream = 'runtime' then 'production' end,
        case when w.resource_type = 'package' then w.engine_name end,
        case when w.resource_type = 'tenant' then 'req_' || md5((w.n / 64)::text)::uuid end,
        case when w.is_claim then md5((w.n / 5)::text) end,
        w.outcome,
        case w.outcome when 'denied' then 'role-required' when 'failed' then 'unavailable' end,
        case w.outcome when 'denied' then 'It needs a role that ' || w.actor || ' does not hold.'
            when 'failed' then 'The service did not answer in time.' end,
        case when w.action in ('RAISE_QUOTA', 'PUT_BUCKET_POLICY', 'UPDATE_ASSIGNMENT') then jsonb_build_object(
            'state', jsonb_build_object('old', 'before-' || w.thing % 7, 'new', 'after-' || w.thing % 11)) end,
        w.luck % 6 || '/5',
        case when w.is_claim then 'cloudtrail:218007301253' end,
        case when w.is_claim then w.id::text end
    from described as w
    returning id, stream, origin, origin_event_id
),

remembered as (
    insert into countersign.origin_record (origin, origin_event_id)
    select w.origin, w.origin_event_id
    from written as w
    where w.origin is not null
)

insert into countersign.event_seq (seq, id, stream)
select
    :head + row_number() over (order by w.id),
    w.id,
    w.stream
from written as w;

update countersign.seq_head set head = head + :events, sealed_at = clock_timestamp();

commit;

reset role;
vacuum (analyze) countersign.event, countersign.event_seq, countersign.origin_record, countersign.event_pending;
checkpoint;
