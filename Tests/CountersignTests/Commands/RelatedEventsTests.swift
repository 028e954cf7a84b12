// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Foundation
import Governance
import GovernanceTestSupport
import Testing

@testable import countersign

@Suite("C40: from a change to the calls that it enabled, and back")
struct RelatedEventsTests {
    private static let now = Timestamp(microseconds: 1_780_000_000_000_000)
    private let governance = InMemoryGovernance.demonstration(now: { RelatedEventsTests.now })

    @discardableResult
    private func add(
        _ title: String, after seconds: Int, stream: EventStream = .runtime, actor: String? = nil,
        resource: (type: String, id: String)? = nil, correlation: String? = nil, changes: JSONValue? = nil
    ) -> AuditEvent {
        let moment = Self.now.advanced(by: .seconds(seconds))
        return governance.append(
            AuditEvent(
                id: "", occurredAt: moment, recordedAt: moment, stream: stream, category: "runtime", severity: .low,
                action: "X", title: title, actorUsername: actor, via: "feed", resourceType: resource?.type,
                resourceID: resource?.id, correlationID: correlation, changes: changes))
    }

    /// The titles by relation.
    private func related(
        to event: AuditEvent, as login: String = "admin_1", _ options: String...
    ) async throws -> [String: [String]] {
        let (status, text, _) = try await perform(
            ["events", "related", event.id, "--format", "json"] + options, in: inMemorySession(governance, as: login))
        #expect(status == .done)
        var found: [String: [String]] = [:]
        for row in try JSONDecoder().decode([JSONValue].self, from: Data(text.utf8)) {
            guard case .object(let row) = row, case .string(let relation)? = row["relation"],
                case .object(let event)? = row["event"], case .string(let title)? = event["title"]
            else { continue }
            found[relation, default: []].append(title)
        }
        return found
    }

    @Test("An assignment leads to the calls of its principal, and a call to the assignment, as far as one may read")
    func thereAndBack() async throws {
        let assignment = add(
            "assigned", after: 0, stream: .admin, actor: "admin_1", resource: ("assignment", "bas_1"),
            changes: .object(["principal_id": .object(["new": .string("agent-7")])]))
        let grant = add("granted", after: 5, stream: .governance, actor: "admin_1", resource: ("person", "agent-7"))
        add("connect", after: 60, actor: "agent-7", correlation: "s1")
        let call = add("call", after: 90, actor: "agent-7", resource: ("tool", "tickets:list"), correlation: "s1")
        add("other tool user", after: 100, actor: "agent-9", resource: ("tool", "tickets:list"))
        add("close", after: 9_000, correlation: "s1")
        add("too late", after: 4_000, actor: "agent-7", resource: ("tool", "tickets:list"))

        #expect(try await related(to: assignment)["subject"] == ["connect", "call"])
        #expect(try await related(to: assignment, "--within", "2h")["subject"] == ["connect", "call", "too late"])
        #expect(try await related(to: grant)["subject"] == ["connect", "call"])
        let back = try await related(to: call)
        #expect(back["correlation"] == ["connect", "close"])
        #expect(back["resource"] == ["other tool user"])
        #expect(back["standing"] == ["granted"])
        #expect(back["principal"] == nil)

        // The assignment lies in a stream that is for admins.
        let (status, _, _) = try await perform(
            ["events", "related", assignment.id], in: inMemorySession(governance, as: "operator_1"))
        #expect(status == .refused)
        add("revoked", after: 95, stream: .admin, actor: "admin_1", resource: ("person", "agent-7"))
        #expect(try await related(to: call)["standing"] == ["granted", "revoked"])
        #expect(try await related(to: call, as: "operator_1")["standing"] == ["granted"])
    }

    @Test("Where there are more than asked for, the nearest are taken and it is said; an unknown event is refused")
    func limits() async throws {
        let event = add("middle", after: 0, actor: "agent-7")
        for minute in 1...10 {
            add("before \(minute)", after: -60 * minute, actor: "agent-7")
            add("after \(minute)", after: 60 * minute, actor: "agent-7")
        }
        let (_, text, words) = try await perform(
            ["events", "related", event.id, "--limit", "4", "--format", "jsonl"], in: inMemorySession(governance))
        let titles = text.split(separator: "\n").compactMap { $0.firstMatch(of: /"title":"([^"]*)"/).map { $0.1 } }
        #expect(titles == ["before 2", "before 1", "after 1", "after 2"])
        #expect(words == "There may be more of principal agent-7: --limit, --within.\n")
        for second in 0..<6 { add("session \(second)", after: 599 + second, actor: "agent-7", correlation: "s-9") }
        let last = add("session end", after: 606, actor: "agent-7", correlation: "s-9")
        let (status, refusal, _) = try await perform(
            ["events", "related", "audit_00000000-0000-7000-8000-000000000000", "--format", "json"],
            in: inMemorySession(governance))
        #expect(status == .refused)
        #expect(refusal.contains("\"code\": \"not-found\""))
        // An event stands in the first group that it belongs to, also where that group is cut.
        let (_, both, _) = try await perform(
            ["events", "related", last.id, "--limit", "2", "--format", "jsonl"], in: inMemorySession(governance))
        let relations = both.split(separator: "\n").compactMap {
            $0.firstMatch(of: /"relation":"([^"]*)"/).map { $0.1 }
        }
        #expect(relations == ["correlation", "correlation", "principal", "principal"])
        #expect(both.split(separator: "\n").suffix(2).allSatisfy { !$0.contains("s-9") })
        let lonely = add("lonely", after: 500_000)
        let (_, none, silence) = try await perform(
            ["events", "related", lonely.id], in: inMemorySession(governance))
        #expect(none.isEmpty)
        #expect(silence == "Nothing that you may read belongs to it within 1h.\n")
    }

    @Test("Counts are those of the page that the relation's filter shows, as far as one may read and is counted")
    func counts() async throws {
        let package = "019cddcb-9280-7000-8000-0000000000ff"
        func about(_ title: String, after seconds: Int, stream: EventStream = .governance) -> AuditEvent {
            let moment = Self.now.advanced(by: .seconds(seconds))
            var event = AuditEvent(
                id: "", occurredAt: moment, recordedAt: moment, stream: stream, category: "rollback", severity: .low,
                action: "X", title: title, actorUsername: "agent-7", packageID: package)
            event.correlationID = "s-9"
            return governance.append(event)
        }
        for minute in 1...5 { _ = about("earlier \(minute)", after: -90 * 60 + minute) }
        let middle = about("middle", after: 0)
        _ = about("restricted", after: 60, stream: .admin)
        add("near", after: 120, actor: "agent-7")
        add("standing", after: 180, stream: .governance, actor: "admin_1", resource: ("person", "agent-7"))

        func counts(_ login: String, most: Int = 100) async throws -> [EventRelation: String] {
            let clients = governance.clients(as: login, coverage: InMemoryGovernance.coverage([]))
            let counted = try await clients.audit.relatedCounts(of: middle, within: .seconds(3_600), most: most)
            #expect(counted.map(\.relation) == [.correlation, .package, .principal, .standing])
            return Dictionary(uniqueKeysWithValues: counted.map { ($0.relation, "\($0.count)\($0.isCut ? "+" : "")") })
        }
        #expect(
            try await counts("operator_1") == [.correlation: "5", .package: "5", .principal: "1", .standing: "1"])
        #expect(try await counts("admin_1") == [.correlation: "6", .package: "6", .principal: "2", .standing: "1"])
        #expect(
            try await counts("admin_1", most: 2)
                == [.correlation: "2+", .package: "2+", .principal: "2", .standing: "1"])
        // The command groups by the same relations; an event stands in the first one alone.
        #expect(try await related(to: middle)["package"] == nil)
        var alone = middle
        alone.correlationID = nil
        let other = governance.append(
            AuditEvent(
                id: "", occurredAt: Self.now, recordedAt: Self.now, stream: .governance, category: "rollback",
                severity: .low, action: "X", title: "without correlation", packageID: package))
        #expect(try await related(to: other)["package"]?.count == 7)
    }

    @Test("A table says why and how far away", arguments: [["--within", "0m"], ["--within", "x"], ["--limit", "0"]])
    func commandLine(options: [String]) async throws {
        let event = add("middle", after: 0, actor: "agent-7")
        add("later", after: 150, actor: "agent-7")
        let (_, text, _) = try await perform(["events", "related", event.id], in: inMemorySession(governance))
        #expect(text.contains("principal"))
        #expect(text.contains("+2m"))
        await #expect(throws: CommandFailure.self) {
            _ = try await perform(["events", "related", event.id] + options, in: inMemorySession(governance))
        }
    }
}
