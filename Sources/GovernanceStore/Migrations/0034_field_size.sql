-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- What is too large for a form is refused by the name of its largest field, not by the name of the whole.
--
-- Changes functions only, in milliseconds; whoever opens a request meanwhile waits for it.

set local role countersign_owner;

-- Why an object of fields is none, or too large: it names the largest field. Null code where it is fine.
create function countersign.size_problem(document text, fields jsonb) returns countersign.refusal
language plpgsql
immutable
as $$
begin
    if fields is null or jsonb_typeof(fields) <> 'object' then
        return countersign.because('invalid-input', format('%s: expected a JSON object.', document));
    elsif octet_length(fields::text) > 16384 then
        return (
            select countersign.because('invalid-input', format(
                '%s: too long. All fields of a form together hold at most 16 KiB.', left(f.key, 60)))
            from jsonb_each(fields) as f (key, value)
            order by octet_length(f.value::text) + octet_length(f.key) desc, f.key
            limit 1
        );
    end if;
    return null;
end
$$;

-- Checks a form as a whole. Returns the accepted arguments, or why they cannot be taken.
create or replace function countersign.check_form(
    w countersign.workflow, arguments jsonb, reason text, out accepted jsonb, out problem countersign.refusal
)
language plpgsql
stable
as $$
declare
    rule countersign.workflow_field_rule;
    checked record;
    known text[] := array[]::text[];
    words text;
begin
    accepted := '{}'::jsonb;
    problem := countersign.size_problem('arguments', arguments);
    if problem.code is not null then
        return;
    end if;
    for rule in
        select f.* from countersign.workflow_field_rule as f where f.workflow = w.key order by f.ordinal
    loop
        if rule.kind = 'reason' then
            words := countersign.reason_problem(check_form.reason);
            if words is not null then
                problem := countersign.because('reason-required', words);
            end if;
        else
            known := known || rule.name;
            checked := countersign.check_field(rule, arguments -> rule.name, arguments);
            if checked.value is not null then
                accepted := accepted || jsonb_build_object(rule.name, checked.value);
            end if;
            problem := checked.problem;
        end if;
        if problem.code is not null then
            return;
        end if;
    end loop;
    if (arguments - known) <> '{}'::jsonb then
        problem := countersign.because('invalid-input', format('arguments: %s has no field %s.', w.key, left(
            (select string_agg(k.name, ', ') from jsonb_object_keys(arguments - known) as k (name)), 200)));
    end if;
end
$$;

-- Checks the details of a draft: known keys, strings within their limits. Null code where they are fine. The bundle of
-- a certified release is fixed, whether the draft names that release again or not at all: two people signed it.
create or replace function countersign.draft_problem(
    details jsonb, p countersign.deployment_package
) returns countersign.refusal
language plpgsql
volatile
as $$
declare
    given record;
    limits constant jsonb := '{"release": 60, "artifact": 200, "lease": 120, "api_services": 200, "theme": 200,
        "node": 120, "fallback": 200, "zone": 60, "domain": 200, "dns": 200, "ssl": 200}'::jsonb;
    missing text;
    problem countersign.refusal;
begin
    problem := countersign.size_problem('details', details);
    if problem.code is not null then
        return problem;
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
    elsif coalesce(details ->> 'release', p.release) = p.release
        and details ?| array['artifact', 'lease', 'api_services', 'theme']
        and exists (
            select from countersign.package_release_rule as l
            where l.package = p.name and l.release = p.release and l.certified_at is not null
        )
    then
        return countersign.because('invalid-input', format(
            'release: %s is certified, so its bundle is fixed. Give the changed bundle a new release.', p.release));
    end if;
    -- Held until the draft is committed: a retirement that would revoke the lease waits, and then finds it attached.
    if details ? 'lease' and not exists (
        select from countersign.ai_lease as l
        where l.name = details ->> 'lease' and l.revoked_at is null
        for share
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

revoke execute on function countersign.size_problem(text, jsonb) from public;
