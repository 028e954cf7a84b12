// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import GovernanceTestSupport
import Postgres
import Testing

/// A slice of the soaks `races` and `kills`: the same promises, for seconds.
@Suite("Two at the same moment, and nobody at the end", .temporaryDatabase, .serialized, .timeLimit(.minutes(5)))
struct RaceTests {
    private static let context = BreakGlassTests.context
    private static let rounds = 20

    /// A quota exception of operator_1's, which finance may sign now.
    private static func opened(_ cap: Int) async throws -> String {
        let draft = RequestDraft(
            workflowKey: "quota-exception-package",
            arguments: ["package": .string("POD Engine Bravo"), "cap": .integer(Int64(cap))],
            reason: "a reason that is long enough")
        return try await TemporaryDatabase.required.withStore(as: .operator1) { store in
            let result = try await store.workflow.open(draft, context)
            return try #require(result.requestID, "\(result.message)")
        }
    }

    /// The actions and outcomes of a request's events, in order.
    private static func events(of request: String) async throws -> [String] {
        try await TemporaryDatabase.required.withStore(as: .admin1) { store in
            let filter = EventFilter(terms: [.init(field: .request, values: [request])])
            return try await store.audit.page(EventQuery(filter: filter, limit: 100)).events
                .map { "\($0.action) \($0.outcome.rawValue)" }.sorted()
        }
    }

    @Test("Part 2: of a signature and a rejection one wins, and the loser's refusal is an event")
    func signAndReject() async throws {
        let database = try TemporaryDatabase.required
        let signer = database.store(as: .finance1)
        let other = database.store(as: .operator2)
        var winners: Set<String> = []
        for round in 0..<Self.rounds {
            let request = try await Self.opened(10_000 + round)
            async let signing = signer.workflow.sign(request, nil, Self.context)
            async let rejecting = other.workflow.reject(request, "not on my watch, sorry", Self.context)
            let (signed, rejected) = try await (signing, rejecting)
            #expect([signed, rejected].count { $0.outcome == .succeeded } == 1, "\(signed) \(rejected)")
            let loser = signed.outcome == .succeeded ? rejected : signed
            #expect(loser.code == RefusalCode.requestClosed.rawValue)
            let isSigned = signed.outcome == .succeeded
            winners.insert(isSigned ? "sign" : "reject")
            #expect(try await signer.workflow.request(request)?.state == (isSigned ? .authorized : .rejected))
            let events = try await Self.events(of: request)
            #expect(events.count == 3)
            #expect(events.contains("SIGN_REQUEST \(isSigned ? "succeeded" : "denied")"), "\(events)")
            #expect(events.contains("REJECT_REQUEST \(isSigned ? "denied" : "succeeded")"), "\(events)")
        }
        #expect(!winners.isEmpty)
        await signer.close()
        await other.close()
    }

    @Test("Part 2: what two execute at once is executed once")
    func executeTwice() async throws {
        let database = try TemporaryDatabase.required
        let first = database.store(as: .operator1)
        let second = database.store(as: .operator2)
        for round in 0..<Self.rounds {
            let request = try await Self.opened(20_000 + round)
            try await database.withStore(as: .finance1) { store in
                _ = try await store.workflow.sign(request, nil, Self.context)
            }
            async let one = first.workflow.execute(request, nil, Self.context)
            async let two = second.workflow.execute(request, nil, Self.context)
            let results = try await [one, two]
            #expect(results.count { $0.outcome == .succeeded } == 1, "\(results)")
            let events = try await Self.events(of: request)
            #expect(events.count { $0 == "EXECUTE_REQUEST succeeded" } == 1)
            #expect(events.count { $0 == "RAISE_QUOTA succeeded" } == 1)
            #expect(events.count { $0 == "EXECUTE_REQUEST denied" } == 1)
        }
        await first.close()
        await second.close()
    }

    @Test("A15: where a connection is killed in the middle of a step, the change is there with its event, or neither")
    func killedStep() async throws {
        let database = try TemporaryDatabase.required
        for round in 0..<Self.rounds {
            let request = try await Self.opened(30_000 + round)
            let store = database.store(as: .finance1)
            _ = try await store.people.identity()
            async let signing = { () async -> Result<ActionResult, GovernanceError> in
                do throws(GovernanceError) {
                    return .success(try await Self.sign(request, store))
                } catch {
                    return .failure(error)
                }
            }()
            // at whatever point of the step, a little later each time
            try await database.withConnection { connection in
                for _ in 0..<(round % 5) { _ = try await connection.execute("select 1") }
                _ = try await connection.execute(
                    """
                    select pg_terminate_backend(pid) from pg_stat_activity \
                    where datname = current_database() and usename = 'finance_1'
                    """)
            }
            let answer = await signing
            await store.close()
            let state = try await database.withStore(as: .auditor1) { try await $0.workflow.request(request)?.state }
            let events = try await Self.events(of: request)
            let isSigned = events.contains("SIGN_REQUEST succeeded")
            #expect((state == .authorized) == isSigned, "\(String(describing: state)) \(events)")
            switch answer {
            case .success(let result): #expect((result.outcome == .succeeded) == isSigned)
            case .failure(let error):
                // what may have been done is said
                if isSigned { #expect(error.code == .unsettled, "\(error)") }
            }
        }
    }

    private static func sign(
        _ request: String, _ store: GovernanceStore
    ) async throws(GovernanceError) -> ActionResult {
        do {
            return try await store.workflow.sign(request, nil, context)
        } catch let error as GovernanceError {
            throw error
        } catch {
            throw GovernanceError(.unexpected, "\(error)")
        }
    }
}
