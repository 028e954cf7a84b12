// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
import Synchronization

extension InMemoryGovernance {
    /// Puts an event at the end of the trail, sealed, and sends it to the tails.
    ///
    /// - Returns: The event with its sequence number; an empty id is replaced by a new one.
    @discardableResult
    public func append(_ event: AuditEvent) -> AuditEvent {
        state.withLock { state in Self.append(event, to: &state) }
    }

    static func append(_ event: AuditEvent, to state: inout State) -> AuditEvent {
        var event = event
        if event.id.isEmpty { event.id = "audit_" + state.identifiers.next(at: event.recordedAt) }
        event.sequence = Int64(state.events.count + 1)
        state.events.append(event)
        for tail in state.tails.values {
            let isReadable = tail.isAdmin || !event.stream.isRestricted
            tail.continuation.yield(TailBatch(events: isReadable ? [event] : [], head: Int64(state.events.count)))
        }
        return event
    }

    private func isAdmin(_ login: String, _ state: borrowing State) -> Bool {
        state.people.first { $0.login == login }?.roles.contains(.admin) ?? false
    }

    func auditClient(as login: String) -> AuditClient {
        AuditClient(
            page: { query in
                try self.requireLive()
                return self.page(query, login)
            },
            event: { identifier in
                try self.requireLive()
                let shown = identifier.hasPrefix("audit_") ? identifier : "audit_" + identifier
                return self.readable(login).first { $0.id == shown.lowercased() }
            },
            tail: { after in self.tail(after, login) },
            status: {
                try self.requireLive()
                return self.state.withLock { state in
                    TrailStatus(
                        sealedHead: Int64(state.events.count), attemptsWithoutRecord: state.attemptsWithoutRecord)
                }
            },
            activity: { query in
                try self.requireLive()
                return self.activity(query, login)
            },
            recordExport: { summary, context in
                try self.requireLive()
                return self.recordExport(summary, by: login, context)
            })
    }

    /// Newest first.
    func readable(_ login: String) -> [AuditEvent] {
        state.withLock { state in
            let isAdmin = isAdmin(login, state)
            return state.events.reversed().filter { isAdmin || !$0.stream.isRestricted }
        }
    }

    private func page(_ query: EventQuery, _ login: String) -> EventPage {
        var events = readable(login).filter { query.filter.matches($0) }
        switch query.order {
        case .recorded: events.sort { $0.id > $1.id }
        case .occurred: events.sort { ($0.occurredAt, $0.id) > ($1.occurredAt, $1.id) }
        }
        func isBefore(_ event: AuditEvent, _ cursor: EventCursor) -> Bool {
            guard query.order == .occurred, let occurredAt = cursor.occurredAt else { return event.id < cursor.id }
            return (event.occurredAt, event.id) < (occurredAt, cursor.id)
        }
        let limit = max(1, min(query.limit, 1_000))
        switch query.direction {
        case .older:
            let rest = query.cursor.map { cursor in events.filter { isBefore($0, cursor) } } ?? events
            return EventPage(events: Array(rest.prefix(limit)), reachedEnd: rest.count <= limit)
        case .newer:
            let rest =
                query.cursor.map { cursor in events.filter { !isBefore($0, cursor) && $0.id != cursor.id } } ?? events
            return EventPage(events: Array(rest.suffix(limit)), reachedEnd: rest.count <= limit)
        }
    }

    private func tail(_ after: Int64?, _ login: String) -> AsyncThrowingStream<TailBatch, any Error> {
        AsyncThrowingStream { continuation in
            let number = state.withLock { state in
                let isAdmin = isAdmin(login, state)
                let head = Int64(state.events.count)
                let missed = state.events.dropFirst(Int(clamping: max(0, after ?? head)))
                if !missed.isEmpty {
                    continuation.yield(
                        TailBatch(events: missed.filter { isAdmin || !$0.stream.isRestricted }, head: head))
                }
                state.nextListener += 1
                state.tails[state.nextListener] = Tail(isAdmin: isAdmin, continuation: continuation)
                return state.nextListener
            }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.tails.removeValue(forKey: number) }
            }
        }
    }
}
