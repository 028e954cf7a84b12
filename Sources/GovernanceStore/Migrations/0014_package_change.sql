-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Changes of packages, engines and leases that need no second person: drafting, blocking, recording whether an engine
-- serves. None of them approves, deploys, rolls back or retires anything.

set local role countersign_owner;

-- Checks the details of a draft: known keys, strings within their limits. Null code where they are fine.
create function countersign.draft_problem(
    details jsonb, p countersign.deployment_package
) returns countersign.refusal
language plpgsql
stable
as $$
declare
    given record;
    limits constant jsonb := '{"release": 60, "artifact": 200, "lease": 120, "api_services": 200, "theme": 200,
        "node": 120, "fallback": 200, "zone": 60, "domain": 200, "dns": 200, "ssl": 200}'::jsonb;
    missing text;
begin
    if details is null or jsonb_typeof(details) <> 'object' or octet_length(details::text) > 16384 then
        return countersign.because('invalid-input', 'details: expected a JSON object of at most 16 KiB.');
    end if;
    for given in select d.key, d.value from jsonb_each(details) as d (key, value) order by d.key loop
        if not limits ? given.key then
            return countersign.because('invalid-input', format('details: there is no %s. Known: %s.',
                left(given.key, 60), (
                    select string_agg(k.name, ', ' order by k.name) from jsonb_object_keys(limits) as k (name)
                )));
        elsif jsonb_typeof(given.value) <> 'string' or countersign.visible_length(given.value #>> '{}') = 0
            or length(given.value #>> '{}') > (limits ->> given.key)::integer
        then
            return countersign.because('invalid-input', format('%s: text of 1 to %s characters.', given.key,
                limits ->> given.key));
        end if;
    end loop;
    if p.name is null then
        select string_agg(k.name, ', ') into missing
        from unnest(array['release', 'node', 'artifact', 'lease', 'api_services', 'theme']) as k (name)
        where not details ? k.name;
        if missing is not null then
            return countersign.because('invalid-input', format('details: a new package needs %s too.', missing));
        end if;
    elsif details = '{}'::jsonb then
        return countersign.because('invalid-input', 'details: nothing to change.');
    elsif details ? 'release' and details ->> 'release' <> p.release and exists (
        select from countersign.package_release_rule as l
        where l.package = p.name and l.release = details ->> 'release'
    ) then
        return countersign.because('invalid-input', format(
            'release: %s had the release %s already; a release is bound once.', p.name, details ->> 'release'));
    elsif not details ? 'release' and details ?| array['artifact', 'lease', 'api_services', 'theme'] and exists (
        select from countersign.package_release_rule as l
        where l.package = p.name and l.release = p.release and l.certified_at is not null
    ) then
        return countersign.because('invalid-input', format(
            'release: %s is certified, so its bundle is fixed. Give the changed bundle a new release.', p.release));
    end if;
    if details ? 'lease' and not exists (
        select from countersign.ai_lease as l where l.name = details ->> 'lease' and l.revoked_at is null
    ) then
        return countersign.because('not-found', format('lease: there is no lease "%s" in force.', details ->> 'lease'));
    elsif details ? 'zone' and not exists (
        select from pg_catalog.pg_timezone_names as z where z.name = details ->> 'zone'
    ) then
        return countersign.because('invalid-input', 'zone: a time zone by name, e.g. America/New_York.');
    end if;
    return null;
end
$$;

-- Puts the bundle of a release in place: what is not given is taken over from the former release.
create function countersign.bind_bundle(package text, former_release text, release text, details jsonb) returns void
language plpgsql
volatile
as $$
declare
    target integer;
    former integer;
begin
    select l.ordinal into former
    from countersign.package_release_rule as l
    where l.package = bind_bundle.package and l.release = former_release;
    select l.ordinal into target
    from countersign.package_release_rule as l
    where l.package = bind_bundle.package and l.release = bind_bundle.release;
    if target is null then
        select coalesce(max(l.ordinal), 0) + 1 into target
        from countersign.package_release_rule as l
        where l.package = bind_bundle.package;
        insert into countersign.package_release_rule (package, ordinal, release, title)
        values (bind_bundle.package, target, bind_bundle.release, bind_bundle.release || ' package');
    end if;
    insert into countersign.package_resource_rule (package, release_ordinal, kind, name, title, detail, note)
    select
        bind_bundle.package, target, v.kind, coalesce(details ->> v.key, s.name),
        case when details ? v.key then v.title else s.title end,
        case when details ? v.key then format('%s is bound to %s.', details ->> v.key, bind_bundle.release)
            else s.detail end,
        case when details ? v.key then v.note else s.note end
    from (values
        ('artifact', 'artifact', 'Certified Development Layer artifact bound',
            'Artifact compatibility is reviewed with the package.'),
        ('ai-lease', 'lease', 'AI productivity lease attached',
            'Lease class remains visible to finance and governance review.'),
        ('api-service-pool', 'api_services', 'API Services Pool package attached',
            'Credential masking remains intact while package scope stays visible.'),
        ('theme', 'theme', 'Client theme package locked', 'Theme scope remains presentation-only.')
    ) as v (kind, key, title, note)
    left join countersign.package_resource_rule as s
        on s.package = bind_bundle.package and s.release_ordinal = former and v.kind = s.kind
    on conflict on constraint package_resource_rule_pk do update
    set name = excluded.name, title = excluded.title, detail = excluded.detail, note = excluded.note;
end
$$;

-- Puts what a draft names outside the package in place. One lease, node, domain, DNS and SSL binding each: a new one
-- replaces the former, which is in the trail. API services are added; only a retirement revokes them.
create function countersign.attach(package text, details jsonb) returns void
language plpgsql
volatile
as $$
declare
    wanted record;
begin
    for wanted in
        select v.kind, v.is_single, details ->> v.key as name
        from (values
            (1, 'ai-lease', true, 'lease'), (2, 'api-service', false, 'api_services'), (3, 'placement', true, 'node'),
            (4, 'domain', true, 'domain'), (5, 'dns', true, 'dns'), (6, 'ssl', true, 'ssl')
        ) as v (ordinal, kind, is_single, key)
        where details ? v.key
        union all
        select 'client-access', true, 'Client control panel'
    loop
        if wanted.is_single then
            update countersign.package_attachment_rule as t
            set name = wanted.name
            where t.package = attach.package and t.kind = wanted.kind and t.revoked_at is null
                and wanted.kind <> 'client-access';
            continue when found;
        end if;
        insert into countersign.package_attachment_rule (package, ordinal, kind, name, attached_at)
        select attach.package, coalesce(max(t.ordinal), 0) + 1, wanted.kind, wanted.name, clock_timestamp()
        from countersign.package_attachment_rule as t
        where t.package = attach.package
        having coalesce(bool_and(wanted.kind <> 'client-access' or t.kind <> 'client-access'), true)
        on conflict on constraint package_attachment_rule_name_key do nothing;
    end loop;
end
$$;

-- Makes a package of an engine, or edits one. Every edit is a new revision and voids the signatures on its requests.
create function countersign.draft_package(
    package text, details jsonb, reason text, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
declare
    n record;
    e countersign.event;
    p countersign.deployment_package;
    problem countersign.refusal;
    next_state text;
    voided integer;
begin
    n := countersign.enter_subject('package', draft_package.package, 'DRAFT_PACKAGE', 'deployment-package', 'medium',
        'Draft of a package', '{operator}', coalesce(draft_package.reason, ''), draft_package.client, true);
    e := n.e;
    p := n.p;
    if e.error_code is not null then
        null;
    elsif (n.g).name is null then
        problem := countersign.because('not-found',
            'package: a package is named after its engine, and there is no such engine.');
    elsif p.state in ('blocked', 'retiring', 'retired') then
        problem := countersign.package_problem(p);
    else
        problem := countersign.draft_problem(draft_package.details, p);
    end if;
    if coalesce(e.error_code, problem.code) is not null then
        return countersign.refuse_subject(e, problem, coalesce(p.name, (n.g).name, 'package'));
    end if;
    e.package_id := (n.g).name;
    e.detail := draft_package.reason;
    e.changes := jsonb_build_object('details', jsonb_build_object('new', details));
    if p.name is null then
        insert into countersign.deployment_package (
            name, release, node, fallback, approval_zone, approval_zone_label, drafted_by, updated_at
        ) values (
            (n.g).name, details ->> 'release', details ->> 'node', details ->> 'fallback',
            coalesce(details ->> 'zone', 'UTC'), countersign.zone_label(coalesce(details ->> 'zone', 'UTC')),
            (n.a).login, clock_timestamp()
        );
        p.name := (n.g).name;
        e.title := left(format('Deployment package drafted for %s', p.name), 200);
    else
        e.action := 'REVISE_PACKAGE';
        e.title := left(format('Deployment package revised for %s', p.name), 200);
        -- Requests that are open go on, with all their signatures to be given again.
        next_state := case when exists (
            select from countersign.governance_request as q
            where q.package_id = p.name and q.workflow = 'deployment-package' and q.closed_at is null
                and q.expires_at > clock_timestamp()
        ) then 'in-review' else 'draft' end;
        update countersign.deployment_package as k
        set
            revision = k.revision + 1, state = next_state,
            release = coalesce(details ->> 'release', k.release), node = coalesce(details ->> 'node', k.node),
            fallback = coalesce(details ->> 'fallback', k.fallback),
            approval_zone = coalesce(details ->> 'zone', k.approval_zone),
            approval_zone_label = countersign.zone_label(coalesce(details ->> 'zone', k.approval_zone)),
            approval_request = null, approved_at = null, window_opened_at = null, window_closes_at = null,
            drafted_by = (n.a).login, updated_at = clock_timestamp()
        where k.name = p.name;
        e.changes := e.changes || jsonb_build_object(
            'revision', jsonb_build_object('old', p.revision, 'new', p.revision + 1),
            'package_state', jsonb_build_object('old', p.state, 'new', next_state));
    end if;
    if p.release is null or details ?| array['release', 'artifact', 'lease', 'api_services', 'theme'] then
        perform countersign.bind_bundle(p.name, p.release, coalesce(details ->> 'release', p.release), details);
    end if;
    perform countersign.attach(p.name, details);
    perform countersign.set_package_manifest(p.name);
    e.id := countersign.append_event(e, 1);
    voided := countersign.void_signatures(p.name, e);
    return row(
        'succeeded', '', format('%s. %s open requests must be signed again.', e.title, voided), null, 'audit_' || e.id
    )::countersign.action_result;
end
$$;

-- What an approval time is labelled with: the generic abbreviation where a zone has one, else its name's last part.
create function countersign.zone_label(zone text) returns text
language plpgsql
stable
as $$
begin
    return case zone
        when 'America/New_York' then 'ET'
        when 'America/Chicago' then 'CT'
        when 'America/Denver' then 'MT'
        when 'America/Los_Angeles' then 'PT'
        when 'Etc/UTC' then 'UTC'
        else left(regexp_replace(zone, '^.*/', ''), 12)
    end;
end
$$;

create function countersign.block_package(
    package text, reason text, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
begin
    return countersign.change_block(true, block_package.package, block_package.reason, block_package.client);
end
$$;

create function countersign.unblock_package(
    package text, reason text, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
begin
    return countersign.change_block(false, unblock_package.package, unblock_package.reason, unblock_package.client);
end
$$;

create function countersign.change_block(
    blocks boolean, package text, reason text, client jsonb
) returns countersign.action_result
language plpgsql
volatile
as $$
declare
    n record;
    e countersign.event;
    p countersign.deployment_package;
    problem countersign.refusal;
    next_state text;
begin
    n := countersign.enter_subject('package', package, case when blocks then 'BLOCK_PACKAGE' else 'UNBLOCK_PACKAGE' end,
        'deployment-package', case when blocks then 'high' else 'medium' end,
        case when blocks then 'Block' else 'Unblocking' end, '{operator}', coalesce(reason, ''), client, false);
    e := n.e;
    p := n.p;
    if e.error_code is not null then
        null;
    elsif p.name is null then
        problem := countersign.because('not-found', 'package: there is no such package.');
    elsif (blocks and p.state not in ('draft', 'in-review', 'ready')) or (not blocks and p.state <> 'blocked') then
        problem := countersign.package_problem(p);
    end if;
    if coalesce(e.error_code, problem.code) is not null then
        return countersign.refuse_subject(e, problem, coalesce(p.name, 'package'));
    end if;
    -- An approval does not outlive a block; requests that are still open may be signed again, or go on, afterwards.
    next_state := case
        when blocks then 'blocked'
        when exists (
            select from countersign.governance_request as q
            where q.package_id = p.name and q.workflow = 'deployment-package' and q.closed_at is null
                and q.state <> 'authorized' and q.expires_at > clock_timestamp()
        ) then 'in-review'
        else 'draft'
    end;
    update countersign.deployment_package as k
    set
        state = next_state, blocked_reason = case when blocks then change_block.reason end, approval_request = null,
        approved_at = null, window_opened_at = null, window_closes_at = null, updated_at = clock_timestamp()
    where k.name = p.name;
    e.title := left(format('Deployment package %s for %s', case when blocks then 'blocked' else 'unblocked' end,
        p.name), 200);
    e.detail := change_block.reason;
    e.changes := jsonb_build_object('package_state', jsonb_build_object('old', p.state, 'new', next_state));
    return countersign.accept(e, format('%s is %s.', p.name, next_state));
end
$$;

-- Records whether an engine serves. A serving engine cannot be retired; a package being retired cannot serve again.
create function countersign.set_engine_serving(
    engine text, is_serving boolean, reason text, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
declare
    n record;
    e countersign.event;
    problem countersign.refusal;
begin
    n := countersign.enter_subject('engine', set_engine_serving.engine,
        case when set_engine_serving.is_serving then 'SERVE_ENGINE' else 'DRAIN_ENGINE' end, 'deployment-package',
        case when set_engine_serving.is_serving then 'medium' else 'high' end, 'Change of an engine', '{operator}',
        coalesce(set_engine_serving.reason, ''), set_engine_serving.client, false);
    e := n.e;
    if e.error_code is not null then
        null;
    elsif (n.g).name is null then
        problem := countersign.because('not-found', 'engine: there is no such engine.');
    elsif set_engine_serving.is_serving is null or set_engine_serving.is_serving = (n.g).is_serving then
        problem := countersign.because('invalid-input', format('is_serving: %s %s already.', (n.g).name,
            case when (n.g).is_serving then 'serves' else 'does not serve' end));
    elsif set_engine_serving.is_serving and (n.p).state in ('retiring', 'retired') then
        problem := countersign.package_problem(n.p);
    end if;
    if coalesce(e.error_code, problem.code) is not null then
        return countersign.refuse_subject(e, problem, coalesce((n.g).name, 'engine'));
    end if;
    update countersign.engine as k set is_serving = set_engine_serving.is_serving where k.name = (n.g).name;
    e.title := left(format('%s %s', (n.g).name,
        case when set_engine_serving.is_serving then 'serves traffic' else 'no longer serves traffic' end), 200);
    e.detail := set_engine_serving.reason;
    e.changes := jsonb_build_object(
        'is_serving', jsonb_build_object('old', (n.g).is_serving, 'new', set_engine_serving.is_serving));
    return countersign.accept(e, e.title || '.');
end
$$;

create function countersign.register_engine(
    name text, environment text default null, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
declare
    n record;
    e countersign.event;
    problem countersign.refusal;
begin
    n := countersign.enter_subject('engine', register_engine.name, 'REGISTER_ENGINE', 'deployment-package', 'low',
        'Registration of an engine', '{operator,admin}', null, register_engine.client, false);
    e := n.e;
    if e.error_code is not null then
        null;
    elsif countersign.visible_length(coalesce(register_engine.name, '')) = 0 or length(register_engine.name) > 120 then
        problem := countersign.because('invalid-input', 'name: 1 to 120 characters.');
    elsif length(register_engine.environment) not between 1 and 120 then
        problem := countersign.because('invalid-input', 'environment: 1 to 120 characters.');
    else
        insert into countersign.engine (name, environment)
        values (register_engine.name, register_engine.environment)
        on conflict on constraint engine_pk do nothing;
        if not found then
            problem := countersign.because('invalid-input', format('name: %s is registered already.', (n.g).name));
        end if;
    end if;
    if coalesce(e.error_code, problem.code) is not null then
        return countersign.refuse_subject(e, problem, coalesce((n.g).name, 'engine'));
    end if;
    e.title := left(format('%s registered', register_engine.name), 200);
    e.environment := register_engine.environment;
    e.changes := jsonb_build_object('engine', jsonb_build_object('new', register_engine.name));
    return countersign.accept(e, e.title || '.');
end
$$;

create function countersign.register_lease(
    name text, class text, tenant text, envelope_cap integer, client jsonb default '{}'
) returns countersign.action_result
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set lock_timeout = '3s'
as $$
declare
    n record;
    e countersign.event;
    problem countersign.refusal;
begin
    n := countersign.enter_subject('lease', register_lease.name, 'REGISTER_LEASE', 'ai-leasing', 'low',
        'Registration of a lease', '{operator,admin}', null, register_lease.client, false);
    e := n.e;
    if e.error_code is not null then
        null;
    elsif register_lease.name is null or register_lease.name !~ '^[a-z0-9][a-z0-9._-]{0,119}$' then
        problem := countersign.because('invalid-input',
            'name: 1 to 120 lower-case letters, digits and . _ -, e.g. worker-alpha.');
    elsif countersign.visible_length(coalesce(register_lease.class, '')) = 0 or length(register_lease.class) > 120 then
        problem := countersign.because('invalid-input', 'class: 1 to 120 characters, e.g. Worker.');
    elsif length(register_lease.tenant) not between 1 and 120 then
        problem := countersign.because('invalid-input', 'tenant: 1 to 120 characters.');
    elsif register_lease.envelope_cap is null or register_lease.envelope_cap not between 1 and 1000000 then
        problem := countersign.because('invalid-input', 'envelope_cap: a whole number from 1 to 1000000.');
    else
        insert into countersign.ai_lease (name, class, tenant, envelope_cap, cap, registered_at, registered_by)
        values (
            register_lease.name, register_lease.class, register_lease.tenant, register_lease.envelope_cap,
            register_lease.envelope_cap, clock_timestamp(), (n.a).login
        )
        on conflict on constraint ai_lease_pk do nothing;
        if not found then
            problem := countersign.because('invalid-input', format('name: %s is registered already.', (n.l).name));
        end if;
    end if;
    if coalesce(e.error_code, problem.code) is not null then
        return countersign.refuse_subject(e, problem, coalesce((n.l).name, 'lease'));
    end if;
    e.tenant := register_lease.tenant;
    e.title := left(format('Lease %s registered', register_lease.name), 200);
    e.changes := jsonb_build_object(
        'class', jsonb_build_object('new', register_lease.class),
        'envelope_cap', jsonb_build_object('new', register_lease.envelope_cap));
    return countersign.accept(e, e.title || '.');
end
$$;
