// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

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
}
