-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- C55: sealing is gapless and loses nothing, with writers at work and one that stalls.

select plan(20);

create function t.gaps() returns integer language sql as $$
    select (max(s.seq) - min(s.seq) + 1 - count(*))::integer from countersign.event_seq as s
$$;

select cmp_ok(t.run('countersign_service', 'select sealed from countersign.seal()')::integer, '>', 6, 'a first batch');
select is(t.run('countersign_service', 'select sealed from countersign.seal()'), '0', 'then nothing is left');
select is((select min(s.seq)::integer from countersign.event_seq as s), 1, 'numbers begin at 1');
select is(t.gaps(), 0, 'without gaps');
select is(
    (select count(*) from countersign.event), (select count(*) from countersign.event_seq), 'every event has one');

-- A writer stalls in the middle of its transaction; four others go on; the sealer runs beside them all.
select t.connect('stalled', 'operator_1');
select t.connect('sealer', 'countersign_service');
select t.connect('w' || n.n, case when n.n % 2 = 0 then 'operator_1' else 'operator_2' end)
from generate_series(1, 4) as n (n);
select dblink_exec('stalled', 'begin');
select x.outcome from dblink('stalled', $q$select outcome
    from countersign.open_request('break-glass-admin-session', '{"tenant":"Stalled"}', 'for a good reason')$q$)
as x (outcome text);
select dblink_send_query('w' || n.n, $q$
    do $b$ begin
        for i in 1..60 loop
            perform countersign.open_request('break-glass-admin-session', '{"tenant":"X"}', 'for a good reason');
            if i % 5 = 0 then rollback; else commit; end if;
        end loop;
    end $b$$q$)
from generate_series(1, 4) as n (n);

-- Seals in small batches until all four writers are done.
create function t.seal_beside() returns integer language plpgsql as $$
declare
    rounds integer := 0;
    sealed bigint;
    working boolean;
begin
    loop
        working := exists (
            select from generate_series(1, 4) as n (n) where dblink_is_busy('w' || n.n) = 1);
        select x.sealed into sealed
        from dblink('sealer', 'select sealed from countersign.seal(7)') as x (sealed bigint);
        rounds := rounds + 1;
        exit when not working and sealed = 0;
    end loop;
    return rounds;
end
$$;
select cmp_ok(t.seal_beside(), '>', 20, 'the sealer worked beside the writers');
select is(
    (select count(*)::integer from countersign.event as e where e.tenant = 'X'), 192,
    'four writers left 48 events each, 12 each were rolled back');
select is(
    (select count(*) from countersign.event), (select count(*) from countersign.event_seq),
    'C50: every committed event is sealed while one writer stalls');
select is(t.gaps(), 0, 'without gaps');
select is((select count(*)::integer from countersign.event_pending), 0, 'nothing is left over');
select dblink_exec('stalled', 'commit');
select is(t.run('countersign_service', 'select sealed from countersign.seal()'), '1', 'the stalled event comes last');
select is(
    (select e.tenant from countersign.event as e
        inner join countersign.event_seq as s on e.id = s.id
        where s.seq = (select h.head from countersign.seq_head as h)), 'Stalled', 'with the highest number');
select is(t.gaps(), 0, 'and still without gaps');

-- A second sealer goes home instead of waiting.
select dblink_exec('stalled', 'rollback');
select t.connect('second', 'countersign_service');
select t.open('operator_1');
select dblink_exec('sealer', 'begin');
select x.sealed from dblink('sealer', 'select sealed from countersign.seal()') as x (sealed bigint);
select is(
    (select x.sealed from dblink('second', 'select sealed from countersign.seal()') as x (sealed bigint)), 0::bigint,
    'while one seals, another finds nothing to do');
select dblink_exec('sealer', 'rollback');
select is(
    (select x.sealed from dblink('second', 'select sealed from countersign.seal()') as x (sealed bigint)), 1::bigint,
    'a sealer that died leaves its batch to the next');
select is(
    t.run('auditor_1', $$select count(*) || ' ' || max(seq) from countersign.event_tail_open where seq > (
        select head - 5 from countersign.trail_head)$$),
    '5 ' || (select h.head from countersign.seq_head as h), 'tails read in sealed order');

-- A transaction that began before others, and ends after they are sealed, is before the horizon of none.
select dblink_exec('stalled', 'begin');
select x.outcome from dblink('stalled', $q$select outcome
    from countersign.open_request('break-glass-admin-session', '{"tenant":"Early"}', 'for a good reason')$q$)
as x (outcome text);
select t.open('operator_2');
select t.open('operator_2');
select is(t.run('countersign_service', 'select sealed from countersign.seal(1)'), '1', 'a full batch');
select is(t.run('countersign_service', 'select sealed from countersign.seal()'), '1', 'and the rest');
select dblink_exec('stalled', 'commit');
select is(
    t.run('countersign_service', 'select sealed from countersign.seal()'), '1', 'the early writer is not forgotten');
-- What a restored dump brings: the horizon of a server that had counted further.
do $$ begin
    set local role countersign_owner;
    update countersign.seq_head set horizon = '9000000000000';
    reset role;
end $$;
select t.open('operator_2');
select is(
    t.run('countersign_service', 'select sealed from countersign.seal()'), '1', 'C43: a horizon of another server');
select dblink_disconnect(n.n) from unnest(dblink_get_connections()) as n (n);
select * from finish();
