// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Synchronization
import Testing

@testable import GovernanceStore

@Suite("Following the sealed trail")
struct EventTailTests {
    private static func event(_ sequence: Int64) -> AuditEvent {
        AuditEvent(
            id: "audit_\(sequence)", occurredAt: Timestamp(microseconds: sequence),
            recordedAt: Timestamp(microseconds: sequence), stream: .governance, category: "runtime", severity: .low,
            action: "A", title: "\(sequence)", sequence: sequence)
    }

    /// A sealed trail that can lose its connection.
    private final class Trail: Sendable {
        let state = Mutex((head: Int64(0), failures: 0, hidden: Set<Int64>()))

        func fetch(_ after: Int64?) throws -> (head: Int64, events: [AuditEvent]) {
            try state.withLock { state in
                if state.failures > 0 {
                    state.failures -= 1
                    throw GovernanceError(.unavailable, "lost")
                }
                guard let after, after < state.head else { return (state.head, []) }
                let readable = ((after + 1)...state.head).filter { !state.hidden.contains($0) }
                return (state.head, readable.prefix(EventTail.mostEvents).map(EventTailTests.event))
            }
        }

        func tail(after: Int64?, hint: @escaping @Sendable () async -> Void) -> EventTail {
            EventTail(after: after, fetch: { try self.fetch($0) }, waitForHint: hint)
        }
    }

    private final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }

        func add() {
            value.withLock { $0 += 1 }
        }
    }

    @Test("without a start it begins at the present head and delivers only what comes after")
    func startsAtHead() async throws {
        let trail = Trail()
        trail.state.withLock { $0.head = 7 }
        let tail = trail.tail(after: nil) { trail.state.withLock { $0.head += 1 } }
        #expect(try await tail.next() == TailBatch(events: [], head: 7))
        let batch = try #require(try await tail.next())
        #expect(batch.events.map(\.sequence) == [8])
        #expect(batch.head == 8)
    }

    @Test("a long backlog comes in bounded batches, each event once and in order")
    func backlog() async throws {
        let trail = Trail()
        trail.state.withLock { $0.head = 1_203 }
        let tail = trail.tail(after: 0) {}
        var seen: [Int64] = []
        while seen.count < 1_203 {
            let batch = try #require(try await tail.next())
            #expect(batch.events.count <= EventTail.mostEvents)
            seen += batch.events.compactMap(\.sequence)
        }
        #expect(seen == (1...1_203).map { $0 })
    }

    @Test("events that one may not read move the head all the same")
    func hidden() async throws {
        let trail = Trail()
        trail.state.withLock {
            $0.head = 3
            $0.hidden = [1, 2, 3]
        }
        #expect(try await trail.tail(after: 0) {}.next() == TailBatch(events: [], head: 3))
    }

    @Test("a lost connection neither loses nor repeats an event")
    func reconnects() async throws {
        let trail = Trail()
        let tail = trail.tail(after: 0) {
            trail.state.withLock {
                $0.head += 1
                $0.failures = 1
            }
        }
        var seen: [Int64] = []
        while seen.count < 5 {
            seen += try #require(try await tail.next()).events.compactMap(\.sequence)
        }
        #expect(seen == [1, 2, 3, 4, 5])
    }

    @Test("what trying again cannot help ends it")
    func permanent() async {
        let tail = EventTail(after: 0, fetch: { _ in throw GovernanceError(.notPermitted, "no") }, waitForHint: {})
        let error = await #expect(throws: GovernanceError.self) { try await tail.next() }
        #expect(error?.code == .notPermitted)
    }

    @Test("cancelling ends a wait at once")
    func cancelled() async throws {
        let signal = SealSignal()
        let tail = EventTail(after: 0, fetch: { _ in (0, []) }, waitForHint: { await signal.wait() })
        let task = Task { try await tail.next() }
        task.cancel()
        #expect(try await task.value == nil)
    }

    @Test("a signal wakes everyone who waits")
    func signal() async {
        let signal = SealSignal()
        let woken = Counter()
        await withTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    await signal.wait()
                    woken.add()
                }
            }
            // whoever begins to wait after a signal needs the next one
            while woken.count < 20 {
                signal.fire()
                await Task.yield()
            }
        }
        #expect(woken.count == 20)
    }
}
