// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import GovernanceTestSupport
import Postgres

/// A connection to the server that all suites share, as its superuser.
func connected(
    _ adjust: (inout Connection.Configuration) -> Void = { _ in }
) async throws -> Connection {
    var configuration = Connection.Configuration(try await sharedConnectionString())
    adjust(&configuration)
    return try await Connection.connect(configuration)
}

func sharedConnectionString() async throws -> String {
    try await TestServer.shared().connectionString(database: "postgres", user: "postgres")
}

/// The error that `body` throws, if it is one of this module's.
func postgresError(_ body: () async throws -> Void) async -> PostgresError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? PostgresError
    }
}

/// A server of one's own for the length of `body`.
func withOwnServer(_ body: (TestServer) async throws -> Void) async throws {
    let server = try await TestServer.start()
    do {
        try await body(server)
        await server.stop()
    } catch {
        await server.stop()
        throw error
    }
}
