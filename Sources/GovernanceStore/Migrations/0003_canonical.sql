-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Ids that sort by time, and canonical form 1 of an event.
--
-- Helpers on the path of a governed call are PL/pgSQL even where SQL would do: an SQL function that cannot be inlined
-- is parsed and planned again at every call, which made half the time of a call. Functions with a backslash in them are
-- in the RETURN form, which is parsed once and here: text would be parsed again in the caller's session, where
-- standard_conforming_strings = off gives it another meaning.

set local role countersign_owner;

-- UUIDv7 (RFC 9562, section 5.7, method 3): 48 bits of milliseconds, 12 bits of the fraction, 62 random bits. Ids made
-- by one server sort by microsecond.
create function countersign.uuid_v7(moment timestamptz) returns uuid
language plpgsql
volatile
as $$
declare
    micros constant bigint := (extract(epoch from moment) * 1000000)::bigint;
begin
    return encode(
        overlay(
            uuid_send(gen_random_uuid())
            placing substring(int8send(micros / 1000) from 3 for 6)
                || substring(int8send(28672 + (micros % 1000) * 4096 / 1000) from 7 for 2)
            from 1 for 8
        ), 'hex'
    )::uuid;
end
$$;

-- The smallest possible id of a moment: where a month begins.
create function countersign.uuid_v7_floor(moment timestamptz) returns uuid
language sql
immutable
as $$
    select (
        lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || '00000000000000000000'
    )::uuid
$$;

-- Canonical form 1: RFC 8785. Keys sort by UTF-16 code units, which differs from code points only where U+E000 to
-- U+FFFF meet characters beyond U+FFFF: those are put after them here.
create function countersign.utf16_order(key text) returns text
language sql
immutable
parallel safe
return case
    when octet_length(key) = length(key) then key
    else regexp_replace(
        replace(key, U&'\+10FFFF', U&'\+10FFFF\0001'), '[\uE000-\uFFFF]', U&'\+10FFFF' || '\&', 'g')
end;

-- A JSON value in canonical form. Numbers: integers up to 2^53 as they are, any other number as a string.
create function countersign.canonical_json(value jsonb) returns text
language plpgsql
immutable
parallel safe
as $$
declare
    kind constant text := jsonb_typeof(value);
    number numeric;
    members text;
begin
    if kind = 'object' then
        select string_agg(
                to_json(member.key)::text || ':' || case
                    when jsonb_typeof(member.value) = 'string' then member.value::text
                    when member.value::text ~ '^-?[1-9][0-9]{0,14}$' then member.value::text
                    else countersign.canonical_json(member.value)
                end, ','
                order by countersign.utf16_order(member.key) collate "C"
            )
        into members
        from jsonb_each(value) as member (key, value);
        return '{' || coalesce(members, '') || '}';
    elsif kind = 'array' then
        select string_agg(countersign.canonical_json(item.value), ',' order by item.ordinal)
        into members
        from jsonb_array_elements(value) with ordinality as item (value, ordinal);
        return '[' || coalesce(members, '') || ']';
    elsif kind = 'number' then
        number := value::numeric;
        if abs(number) <= 9007199254740992 and number = round(number, 0) then
            return round(number, 0)::text;
        end if;
        return '"' || value::text || '"';
    end if;
    return value::text;
end
$$;

create function countersign.canonical_time(moment timestamptz) returns text
language plpgsql
immutable
parallel safe
as $$
begin
    return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
end
$$;

-- The bytes (as UTF-8) that exports write and the log's leaves hash. Names in alphabetical order; nulls left out, so a
-- column added later changes no earlier event.
create function countersign.event_canonical(e countersign.event) returns text
language sql
immutable
parallel safe
as $$
    select '{' || concat_ws(
        ',',
        '"action":' || to_json(e.action)::text,
        '"actor_auth_method":' || to_json(e.actor_auth_method)::text,
        '"actor_email":' || to_json(e.actor_email)::text,
        '"actor_roles":' || countersign.canonical_json(to_jsonb(e.actor_roles)),
        '"actor_username":' || to_json(e.actor_username)::text,
        '"backend":' || to_json(e.backend)::text,
        '"category":' || to_json(e.category)::text,
        '"changes":' || countersign.canonical_json(e.changes),
        '"client_address":' || to_json(e.client_address)::text,
        '"correlation_id":' || to_json(e.correlation_id)::text,
        '"coverage":' || to_json(e.coverage)::text,
        '"detail":' || to_json(e.detail)::text,
        '"environment":' || to_json(e.environment)::text,
        '"error_code":' || to_json(e.error_code)::text,
        '"error_message":' || to_json(e.error_message)::text,
        '"format":' || e.format::text,
        '"id":"audit_' || e.id::text || '"',
        '"occurred_at":"' || countersign.canonical_time(e.occurred_at) || '"',
        '"origin":' || to_json(e.origin)::text,
        '"origin_event_id":' || to_json(e.origin_event_id)::text,
        '"outcome":' || to_json(e.outcome)::text,
        '"package_id":' || to_json(e.package_id)::text,
        '"recorded_at":"' || countersign.canonical_time(e.recorded_at) || '"',
        '"request_id":' || to_json(e.request_id)::text,
        '"resource_id":' || to_json(e.resource_id)::text,
        '"resource_type":' || to_json(e.resource_type)::text,
        '"result_reference":' || to_json(e.result_reference)::text,
        '"severity":' || to_json(e.severity)::text,
        '"stream":' || to_json(e.stream)::text,
        '"surface":' || to_json(e.surface)::text,
        '"tenant":' || to_json(e.tenant)::text,
        '"title":' || to_json(e.title)::text,
        '"via":' || to_json(e.via)::text
    ) || '}'
$$;
comment on function countersign.event_canonical(countersign.event) is
'Canonical form 1 (RFC 8785, nulls left out): what is exported, hashed and proved.';
