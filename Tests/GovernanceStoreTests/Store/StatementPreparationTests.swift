// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceTestSupport
import Postgres
import Testing

@testable import GovernanceStore

/// Every statement that this module sends, put to a migrated database: a renamed column or function fails here first.
@Suite("Statements fit the schema", .temporaryDatabase)
struct StatementPreparationTests {
    private static let uuid = "0198c2e4-aaaa-7bbb-8ccc-0123456789ab"

    private static func eventStatements(_ tier: ReadingTier) throws -> [Query] {
        let moment = Timestamp(microseconds: 1_700_000_000_123_456)
        let terms = EventFilter.Field.allCases.map { field in
            switch field {
            case .severity: EventFilter.Term(field: field, comparison: .atLeast, values: ["medium"])
            case .stream: EventFilter.Term(field: field, values: ["runtime", "governance"])
            case .id: EventFilter.Term(field: field, values: [uuid])
            case .request: EventFilter.Term(field: field, values: ["req_" + uuid])
            case .resource: EventFilter.Term(field: field, values: ["type/id", "/id", "type"])
            default: EventFilter.Term(field: field, values: ["a", "b@example.org"])
            }
        }
        var filters = terms.map { EventFilter(terms: [$0]) }
        filters += terms.map { term in
            var negated = term
            negated.isNegated = true
            return EventFilter(terms: [negated])
        }
        filters += [
            EventFilter(), EventFilter(since: moment, until: moment.advanced(by: .seconds(60))),
            EventFilter(
                terms: terms, phrases: [.init(text: "100%"), .init(text: "no", isNegated: true)], since: moment,
                until: moment.advanced(by: .seconds(60))),
        ]
        let statements = EventStatements(tier: tier)
        var queries = [statements.event(uuid)]
        for filter in filters {
            let criteria = try EventCriteria(filter, tier: tier)
            for order in EventQuery.Order.allCases {
                for direction in [EventQuery.Direction.older, .newer] {
                    let span = EventSpan(
                        order: order, direction: direction,
                        start: EventSpan.Place(uuid: uuid, occurredAt: order == .occurred ? moment : nil),
                        bound: moment)
                    let open = EventSpan(order: order, direction: direction)
                    queries.append(statements.events(criteria, span: span, limit: 10))
                    queries.append(statements.events(criteria, span: open, limit: 10))
                    queries.append(statements.milestones(criteria, span: span, rows: 5))
                }
            }
        }
        return queries
    }

    private static func personStatements() throws -> [Query] {
        var queries = [
            RequestStatements.workflows, RequestStatements.slots, RequestStatements.fields,
            RequestStatements.request(uuid), RequestStatements.signatures(of: [uuid]), PeopleStatements.people,
            PeopleStatements.session, TrailStatements.head, TrailStatements.status,
            TrailStatements.events(after: 1, upTo: 2, tier: .open),
            TrailStatements.events(after: 1, upTo: 2, tier: .all),
            try RequestStatements.open(
                RequestDraft(workflowKey: "a", arguments: ["tenant": .string("b")], reason: "c"), client: "{}"),
            RequestStatements.sign("a", manifestSHA256: nil, client: "{}"),
            RequestStatements.sign("a", manifestSHA256: "b", client: "{}"),
            RequestStatements.reject("a", reason: "b", client: "{}"),
            RequestStatements.withdraw("a", reason: "b", client: "{}"),
            try RequestStatements.amend("a", arguments: [:], reason: "b", client: "{}"),
            RequestStatements.close("a", reason: "b", client: "{}"),
            RequestStatements.execute("a", manifestSHA256: nil, client: "{}"),
            RequestStatements.execute("a", manifestSHA256: "b", client: "{}"),
            RequestStatements.review("a", note: "b", client: "{}"),
            RequestStatements.expiring(within: .seconds(3_600), limit: 10),
            PackageStatements.packages, PackageStatements.package("a"), PackageStatements.resources("a"),
            PackageStatements.attachments("a"), PackageStatements.releases("a"), PackageStatements.rollbackPlan("a"),
            PackageStatements.retirementControls("a"), PackageStatements.guardrails, PackageStatements.leases,
            try PackageStatements.draft("a", PackageDetails(), "b", client: "{}"),
            PackageStatements.block("a", "b", client: "{}"), PackageStatements.unblock("a", "b", client: "{}"),
            PackageStatements.setEngineServing("a", true, "b", client: "{}"),
            PackageStatements.escalate("a", "b", client: "{}"),
            PeopleStatements.revoke("a", .operator, "b", client: "{}"),
            PeopleStatements.suspend("a", "b", client: "{}"), PeopleStatements.reinstate("a", "b", client: "{}"),
            InspectionStatements.connection, InspectionStatements.systemIdentifier, InspectionStatements.inferredMethod,
            InspectionStatements.unsafeLogins, InspectionStatements.sealing,
            PeopleStatements.tenures(nil), PeopleStatements.tenures("a"),
            ConnectionStatements.record(.opened, client: "{}"), ConnectionStatements.record(.closed, client: "{}"),
            PeopleStatements.register("a", "b", nil, client: "{}"),
            PeopleStatements.register("a", "b", "c", client: "{}"),
            PeopleStatements.grant("a", .operator, "b", client: "{}"),
        ]
        for scope in RequestQuery.Scope.allCases {
            queries.append(RequestStatements.requests(RequestQuery(scope: scope), after: nil))
            queries.append(
                RequestStatements.requests(RequestQuery(scope: scope, workflowKey: "a", package: "b"), after: uuid))
        }
        return queries
    }

    private static func prepare(_ queries: [Query], as login: String) async throws {
        let database = try TemporaryDatabase.required
        try await database.withConnection(login: login) { connection in
            for (index, query) in queries.enumerated() {
                let text = "prepare s\(index) as \(query.sql)"
                await #expect(throws: Never.self, "\(query.sql)") {
                    try await connection.script(text)
                }
            }
        }
    }

    @Test("reading the trail, for every field, order and direction", arguments: [ReadingTier.open, .all])
    func events(tier: ReadingTier) async throws {
        try await Self.prepare(try Self.eventStatements(tier), as: tier == .all ? "admin_1" : "operator_1")
    }

    @Test("requests, people and the governed calls")
    func persons() async throws {
        try await Self.prepare(try Self.personStatements(), as: "operator_1")
    }

    @Test("sealing, feeds and coverage, as the service")
    func service() async throws {
        let batch = FeedBatch(origin: "a", after: nil, next: "b")
        try await Self.prepare(
            [
                TrailStatements.seal(10), TrailStatements.expireDue(10), ServiceStatements.sealing,
                ServiceStatements.feedCursor("a"),
                ServiceStatements.takeFeed(batch, records: "[]", poison: "[]", machine: nil),
                ServiceStatements.takeFeed(batch, records: "[]", poison: "[]", machine: "c"),
                ServiceStatements.clearFeedBlock("a", at: nil),
                ServiceStatements.recordCoverage(
                    observer: "a", source: "b", state: "live", message: "c", coverage: "1/1"),
                ServiceStatements.recordCoverageAlone(
                    observer: "a", source: "b", state: "live", message: "c", coverage: "1/1"),
            ], as: "countersign_service")
    }
}
