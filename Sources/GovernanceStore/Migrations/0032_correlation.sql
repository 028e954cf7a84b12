-- SPDX-License-Identifier: Apache-2.0
-- SPDX-FileCopyrightText: The Countersign authors
--
-- Events that share a correlation id are found by an index: `events related`, and the filter `correlation:`.
--
-- Building it reads every event once and keeps writers out meanwhile: about a second for each million events. Months
-- made later have it from the start. Undo: drop index countersign.event_correlation_idx.

set local role countersign_owner;

create index event_correlation_idx on countersign.event (correlation_id, id) where correlation_id is not null;
