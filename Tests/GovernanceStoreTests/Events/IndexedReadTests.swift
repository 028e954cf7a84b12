// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres
import Testing

@testable import GovernanceStore

@Suite("The stretch of an index that holds a page")
struct IndexedReadTests {
    private static let uuid = "0198c2e4-aaaa-7bbb-8ccc-0123456789ab"
    private static let moment = Timestamp(microseconds: 1_700_000_000_123_456)

    private static func read(
        _ column: EventCondition.Column, _ order: EventQuery.Order, _ direction: EventQuery.Direction,
        hasStart: Bool = true, hasBound: Bool = false
    ) -> IndexedRead? {
        let start = EventSpan.Place(uuid: uuid, occurredAt: order == .occurred ? moment : nil)
        return IndexedRead(
            EventCondition.Match(column: column, value: "x"),
            span: EventSpan(
                order: order, direction: direction, start: hasStart ? start : nil, bound: hasBound ? moment : nil))
    }

    /// The plans of these very texts are tested in Tests/SchemaTests/41_plan.sql.
    @Test("C48: the value is a range and leads the order, so that no other index offers it")
    func texts() throws {
        let older = try #require(Self.read(.category, .recorded, .older))
        #expect(older.conditions.sql == " and (category, id) < ($1, $2::uuid) and category >= $3")
        #expect(older.ordering.sql == " order by category desc, id desc")
        let newer = try #require(Self.read(.category, .recorded, .newer))
        #expect(newer.conditions.sql == " and (category, id) > ($1, $2::uuid) and category <= $3")
        #expect(newer.ordering.sql == " order by category, id")
        let occurred = try #require(Self.read(.package, .occurred, .older))
        #expect(
            occurred.conditions.sql
                == " and (package_id, occurred_at, id) < ($1, $2::timestamptz, $3::uuid) and package_id >= $4")
        #expect(occurred.ordering.sql == " order by package_id desc, occurred_at desc, id desc")
    }

    @Test("C48: a stretch without a start ends where the value ends, and one with a bound just behind it")
    func ends() throws {
        let open = try #require(Self.read(.actorUsername, .recorded, .older, hasStart: false))
        #expect(open.conditions.sql == " and actor_username <= $1 and actor_username >= $2")
        let bounded = try #require(Self.read(.actorUsername, .recorded, .newer, hasBound: true))
        #expect(
            bounded.conditions.sql
                == " and (actor_username, id) > ($1, $2::uuid) and actor_username <= $3"
                + " and (actor_username, id) <= ($4, $5::uuid)")
    }

    @Test("an id and a request in the order of occurrence are found first and sorted then")
    func sorted() throws {
        #expect(Self.read(.id, .recorded, .older) == nil)
        #expect(Self.read(.request, .occurred, .older) == nil)
        #expect(Self.read(.request, .recorded, .older) != nil)
    }

    @Test("times of a filter move the start of the page to where they begin")
    func times() throws {
        let tier = ReadingTier.open
        let until = try EventCriteria(EventFilter(until: Self.moment), tier: tier)
        let older = EventSpan(order: .recorded, direction: .older)
        let end = RecordingID.lowest(millisecond: Self.moment.millisecond + 1)
        #expect(older.limited(to: until).start?.uuid == end)
        let before = EventSpan(
            order: .recorded, direction: .older, start: .init(uuid: RecordingID.lowest(millisecond: 5)))
        #expect(before.limited(to: until) == before)
        let since = try EventCriteria(EventFilter(since: Self.moment), tier: tier)
        let newer = EventSpan(order: .recorded, direction: .newer)
        let begin = RecordingID.highest(millisecond: Self.moment.millisecond - 1)
        #expect(newer.limited(to: since).start?.uuid == begin)
        #expect(newer.limited(to: until) == newer)
        let occurred = EventSpan(order: .occurred, direction: .older)
        #expect(occurred.limited(to: until) == occurred)
        #expect(since.ends(before: Self.moment, .older))
        #expect(!since.ends(before: Self.moment.advanced(by: .microseconds(1)), .older))
        #expect(until.ends(before: Self.moment, .newer))
        #expect(!until.ends(before: Self.moment, .older))
    }
}
