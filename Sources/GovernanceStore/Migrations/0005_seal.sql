-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Sealing, which gives committed events their place in the trail, and the event of a migration.

set local role countersign_owner;

-- Gives committed events their place in the trail. Whoever holds seq_head is the one sealer; everybody else finds it
-- locked and goes home. It takes what it can see: a writer that is still open delays nobody but itself.
--
-- The horizon keeps a long reader, a dump for instance, from slowing it down: rows that are sealed stay in the work
-- list's index for as long as somebody's snapshot may see them, and are stepped over here. Transactions before the
-- oldest that runs now have nothing more to come. A horizon from the future belongs to another server, whose dump was
-- restored into this one, and is not believed. Rows go by ctid and are found by the index, whatever the statistics of
-- a table that is nearly always empty say: a join with a sequential scan in it took two minutes for 10,000 events.
create function countersign.seal(max integer default 5000, out sealed bigint, out head bigint)
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
    oldest_running xid8;
    horizon xid8;
    last_taken xid8;
    batch_attempts bigint;
    batch constant integer := least(greatest(seal.max, 1), 50000);
begin
    sealed := 0;
    select h.head, h.horizon into seal.head, horizon from countersign.seq_head as h for update skip locked;
    if not found then
        select h.head into seal.head from countersign.seq_head as h;
        return;
    end if;
    oldest_running := pg_snapshot_xmin(pg_current_snapshot());
    if horizon > oldest_running then
        horizon := '0';
    end if;
    with gone as (
        delete from countersign.event_pending as p
        where p.ctid = any(array(
            select q.ctid
            from countersign.event_pending as q
            where q.transaction >= horizon
            order by q.transaction, q.id
            limit batch
        ))
        returning p.transaction, p.id, p.stream, p.attempts
    ),

    numbered as (
        insert into countersign.event_seq (seq, id, stream)
        select seal.head + row_number() over (order by g.id), g.id, g.stream
        from gone as g
        returning seq
    )

    select
        (select count(*) from numbered),
        coalesce((select sum(g.attempts) from gone as g), 0),
        (select g.transaction from gone as g order by g.transaction desc limit 1)
    into seal.sealed, batch_attempts, last_taken;
    if sealed > 0 then
        head := seal.head + sealed;
        update countersign.seq_head as h
        set
            head = seal.head,
            attempts = h.attempts + batch_attempts,
            sealed_at = clock_timestamp(),
            horizon = case when sealed < batch then oldest_running else least(oldest_running, last_taken) end;
        perform pg_notify('countersign_sealed', head::text);
    end if;
end
$$;
revoke all on function countersign.seal(integer) from public;
grant execute on function countersign.seal(integer) to countersign_service;
comment on function countersign.seal(integer) is
'Numbers up to max committed events; call it every 200 ms. NOTIFY countersign_sealed is a hint, its payload the head.';

-- The migrator calls this in the transaction of each migration, so that a change of schema or catalog is in the trail.
create function countersign.record_migration(version integer, name text, sha256 text) returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, countersign, pg_temp
as $$
declare
    e countersign.event;
begin
    e.stream := 'control';
    e.category := 'integrity';
    e.severity := 'medium';
    e.action := 'MIGRATE_SCHEMA';
    e.outcome := 'succeeded';
    e.actor_auth_method := countersign.session_auth_method(
        (select i.is_private_cluster from countersign.installation as i));
    e.client_address := host(inet_client_addr());
    e.surface := 'sql';
    e.title := format('Schema migrated to version %s', record_migration.version);
    e.detail := format('Applied %s by %s.', record_migration.name, session_user);
    e.resource_type := 'schema';
    e.resource_id := record_migration.name;
    e.changes := jsonb_build_object(
        'version', jsonb_build_object('new', record_migration.version),
        'sha256', jsonb_build_object('new', record_migration.sha256));
    return 'audit_' || countersign.append_event(e);
end
$$;
revoke all on function countersign.record_migration(integer, text, text) from public;
comment on function countersign.record_migration(integer, text, text) is
'Records a migration (stream control, category integrity). Only for superusers and members of countersign_owner.';
