// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres
import Testing

@testable import GovernanceStore

@Suite("Governed calls without an answer")
struct UnsettledCallTests {
    @Test(
        "A15: where no answer settles it, the action may have taken effect",
        arguments: [
            PostgresError(.serverClosed, ""), PostgresError(.connectionClosed, ""), PostgresError(.commitUnknown, ""),
            // given up after it did not end within the grace of its cancellation
            PostgresError(.timedOut, ""), PostgresError(.query, "", sqlState: "40003"),
            PostgresError(.query, "", sqlState: "08007"),
        ])
    func unsettled(error: PostgresError) {
        #expect(error.mayHaveTakenEffect)
    }

    @Test(
        "A15: what the server says that it did not do, it did not do",
        arguments: [
            PostgresError(.timedOut, "", sqlState: "57014"), PostgresError(.query, "", sqlState: "42501"),
            PostgresError(.query, "", sqlState: "40001"), PostgresError(.connectionFailed, ""),
            PostgresError(.poolExhausted, ""), PostgresError(.invalidParameter, ""),
        ])
    func settled(error: PostgresError) {
        #expect(!error.mayHaveTakenEffect)
    }

    @Test(
        "A15: whoever is interrupted still learns that the action may have taken effect; that nothing answers, not",
        arguments: [(GovernanceError.Code.unsettled, GovernanceError.Code.unsettled), (.unavailable, .cancelled)])
    func interrupted(_ code: GovernanceError.Code, _ told: GovernanceError.Code) async {
        let store = GovernanceStore(
            GovernanceStore.Configuration(
                connection: Connection.Configuration("host=/nonexistent"), surface: .cli, version: "0.0.0-test",
                environment: "test"))
        let task = Task { () -> GovernanceError? in
            withUnsafeCurrentTask { $0?.cancel() }
            do throws(GovernanceError) {
                try await store.answering { () async throws -> Void in throw GovernanceError(code, "No answer.") }
                return nil
            } catch {
                return error
            }
        }
        #expect(await task.value?.code == told)
        await store.close()
    }
}
