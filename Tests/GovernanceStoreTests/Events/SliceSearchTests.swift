// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Synchronization
import Testing

@testable import GovernanceStore

@Suite("Paging through a filter that no index answers")
struct SliceSearchTests {
    /// A trail of one event a second whose slices take time by their number of events.
    private final class Trail: Sendable {
        let events: [AuditEvent]
        let costPerEvent: Duration
        let matches: @Sendable (Int) -> Bool
        let clock = Mutex(Duration.zero)
        let longest = Mutex(Duration.zero)

        init(count: Int, costPerEvent: Duration, matches: @escaping @Sendable (Int) -> Bool) {
            events = (0..<count).map { index in
                let moment = Timestamp(microseconds: 1_700_000_000_000_000 + Int64(index) * 1_000_000)
                return AuditEvent(
                    id: ShownID.event(RecordingID.lowest(millisecond: moment.millisecond)), occurredAt: moment,
                    recordedAt: moment, stream: .governance, category: "runtime", severity: .low, action: "A",
                    title: "\(index)")
            }
            self.costPerEvent = costPerEvent
            self.matches = matches
        }

        func range(_ span: EventSpan) -> [AuditEvent] {
            let start = span.start.flatMap { RecordingID.millisecond(of: $0.uuid) }
            // ids of the trail are the lowest of their milliseconds, resumed places the lowest or the highest
            let isLowest = span.start?.uuid.hasSuffix("0") ?? false
            switch span.direction {
            case .older:
                let from = span.bound.map { index(at: $0.millisecond) } ?? 0
                let to = start.map { index(at: isLowest ? $0 : $0 + 1) } ?? events.count
                return from < to ? events[from..<to].reversed() : []
            case .newer:
                let from = start.map { index(at: $0 + 1) } ?? 0
                let to = span.bound.map { index(at: $0.millisecond + 1) } ?? events.count
                return from < to ? Array(events[from..<to]) : []
            }
        }

        /// The first event at or after a millisecond.
        private func index(at millisecond: Int64) -> Int {
            let seconds = (Double(millisecond - 1_700_000_000_000) / 1_000).rounded(.up)
            return min(max(Int(seconds), 0), events.count)
        }

        func read(_ span: EventSpan, _ limit: Int, _ timeLimit: Duration?) throws -> [AuditEvent] {
            let seen = range(span)
            let cost = costPerEvent * seen.count
            let taken = timeLimit.map { min($0, cost) } ?? cost
            clock.withLock { $0 += taken }
            longest.withLock { $0 = max($0, taken) }
            if let timeLimit, cost > timeLimit { throw SliceSearch.SliceTimeout() }
            return Array(seen.filter { matches(Int($0.title) ?? 0) }.prefix(limit))
        }

        func search(_ query: EventQuery) -> SliceSearch {
            let start = query.cursor.map { cursor in
                EventSpan.Place(uuid: String(cursor.id.dropFirst(ShownID.eventPrefix.count)), occurredAt: nil)
            }
            return SliceSearch(
                span: EventSpan(order: .recorded, direction: query.direction, start: start, bound: nil),
                limit: query.limit, read: { try self.read($0, $1, $2) },
                measure: { span, rows in
                    let events = self.range(span)
                    return SliceSearch.Milestones(
                        first: events.first?.recordedAt,
                        later: rows < events.count ? events[rows].recordedAt : nil)
                },
                now: { self.clock.withLock { $0 } })
        }
    }

    private static func all(
        _ trail: Trail, direction: EventQuery.Direction, limit: Int
    ) async throws -> (titles: [Int], calls: Int) {
        var query = EventQuery(direction: direction, limit: limit)
        var titles: [Int] = []
        var calls = 0
        while true {
            calls += 1
            let page = try await trail.search(query).run()
            #expect(page.events.count <= limit)
            #expect((page.searchedTo == nil) == (page.resume == nil))
            let found = page.events.compactMap { Int($0.title) }
            #expect(found == found.sorted(by: >))
            titles += direction == .older ? found : found.reversed()
            if page.reachedEnd { return (titles, calls) }
            let last = direction == .older ? page.events.last : page.events.first
            let next: EventCursor = try #require(page.resume ?? last.map { EventCursor(id: $0.id) })
            query.cursor = next
            try #require(calls < 10_000)
        }
    }

    @Test("every match comes exactly once, in both directions, whatever the pages", arguments: [1, 7, 100])
    func complete(limit: Int) async throws {
        let trail = Trail(count: 20_000, costPerEvent: .microseconds(20)) { $0 % 997 == 3 }
        let expected = (0..<20_000).filter { $0 % 997 == 3 }
        let older = try await Self.all(trail, direction: .older, limit: limit)
        #expect(older.titles == expected.reversed())
        let newer = try await Self.all(trail, direction: .newer, limit: limit)
        #expect(newer.titles == expected)
    }

    @Test("no slice is longer than its limit, and a call without a match comes back with where it got to")
    func bounded() async throws {
        let trail = Trail(count: 40_000, costPerEvent: .microseconds(50)) { _ in false }
        let page = try await trail.search(EventQuery(limit: 10)).run()
        #expect(page.events.isEmpty)
        #expect(!page.reachedEnd)
        let searchedTo = try #require(page.searchedTo)
        #expect(searchedTo < trail.events[39_999].recordedAt)
        #expect(trail.longest.withLock { $0 } <= SlicePace.timeLimit)
        #expect(trail.clock.withLock { $0 } <= .milliseconds(400))
        let (titles, _) = try await Self.all(trail, direction: .older, limit: 10)
        #expect(titles.isEmpty)
    }

    @Test("cheap slices grow: an empty search over a long trail takes few calls")
    func growing() async throws {
        let trail = Trail(count: 60_000, costPerEvent: .nanoseconds(500)) { _ in false }
        let (_, calls) = try await Self.all(trail, direction: .older, limit: 10)
        #expect(calls <= 2)
    }

    @Test("an empty trail has reached its end")
    func empty() async throws {
        let trail = Trail(count: 0, costPerEvent: .zero) { _ in true }
        let page = try await trail.search(EventQuery()).run()
        #expect(page == EventPage(events: [], reachedEnd: true))
    }

    @Test("few events that take long are cut up too")
    func dense() async throws {
        let trail = Trail(count: 800, costPerEvent: .milliseconds(1)) { $0 % 100 == 0 }
        let (titles, _) = try await Self.all(trail, direction: .older, limit: 3)
        #expect(titles == stride(from: 700, through: 0, by: -100).map { $0 })
        #expect(trail.longest.withLock { $0 } <= SlicePace.timeLimit)
    }
}
