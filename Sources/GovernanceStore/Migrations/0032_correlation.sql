-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Events that share a correlation id are found by an index: `events related`, and the filter `correlation:`.
--
-- Building it reads every event once and keeps writers out meanwhile: two to three seconds for each million events that
-- have a correlation id, so about half a minute for ten million, less where few of them have one. Every governed write
-- records an event and waits no longer than 3 s for a lock, so as long as this builds, signing, opening requests,
-- signing in and the like fail with lock_timeout (SQLSTATE 55P03). Nothing of them is half done: whoever was refused
-- does it again afterwards. Reading goes on; sealing and feeds wait or fail, and go on by themselves. First this waits,
-- without a limit, for transactions that have written events and are still open, and writers wait behind it: end what
-- stays open for long (pg_stat_activity, pg_terminate_backend).
--
-- With some millions of events, migrate when few people work. Or build it before, while everybody works: as
-- countersign_owner, for each partition that holds rows (\d+ countersign.event_runtime lists a stream's),
--     create index concurrently on countersign.PARTITION (correlation_id, id) where correlation_id is not null;
-- The migration finds these and only ties them together, in an instant. One that was broken off is invalid: drop it
-- first.
--
-- Broken off (pg_cancel_backend, or the migration's end), this leaves nothing behind; migrate again. Months made later
-- have the index from the start. Undo: drop index countersign.event_correlation_idx.

set local role countersign_owner;

create index event_correlation_idx on countersign.event (correlation_id, id) where correlation_id is not null;
