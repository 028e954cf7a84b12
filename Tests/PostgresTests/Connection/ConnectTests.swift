// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import GovernanceTestSupport
import Postgres
import Testing

@Suite struct ConnectTests {
    @Test func tellsWhereItLeads() async throws {
        let connection = try await connected { $0.applicationName = "countersign test" }
        #expect(connection.target.database == "postgres")
        #expect(connection.target.user == "postgres")
        #expect(connection.target.serverVersion >= 150_000)
        #expect(await connection.isInHotStandby == false)
        #expect(await connection.isReadOnly == false)
        let rows = try await connection.query(
            "select current_setting('application_name') as name, current_setting('client_encoding') as encoding")
        #expect(try rows[0].decode("name", as: String.self) == "countersign test")
        #expect(try rows[0].decode("encoding", as: String.self) == "UTF8")
        await connection.close()
    }

    @Test func noServerIsPlain() async throws {
        let error = await postgresError {
            _ = try await Connection.connect(
                .init("postgresql:///x?host=/tmp/countersign-nowhere&port=1&password=hunter2"))
        }
        #expect(error?.code == .connectionFailed)
        #expect(error?.isServerUnavailable == true)
        #expect(error?.isRetryable == true)
        #expect(error.map { "\($0)".contains("hunter2") } == false)
    }

    @Test func aServerThatSaysNoIsAnotherMatter() async throws {
        let string = try await TestServer.shared().connectionString(database: "postgres", user: "nobody_of_that_name")
        let error = await postgresError { _ = try await Connection.connect(.init(string)) }
        #expect(error?.code == .loginRejected)
        #expect(error?.sqlState == "28000")
        #expect(error?.isServerUnavailable == false)
        #expect(error?.message.contains("LOCATION") == false)
    }

    @Test(.timeLimit(.minutes(5))) func aSilentServerTimesOut() async throws {
        let silent = try SilentServer()
        let start = ContinuousClock.now
        let error = await postgresError {
            _ = try await Connection.connect(
                .init("postgresql:///x?host=\(silent.folder)&user=x", connectTimeout: .milliseconds(300)))
        }
        #expect(error?.code == .connectTimedOut)
        #expect(start.duration(to: .now) < .seconds(3))
    }

    @Test(.timeLimit(.minutes(5))) func connectingCanBeCancelled() async throws {
        let silent = try SilentServer()
        let task = Task { () -> PostgresError? in
            await postgresError { _ = try await Connection.connect(.init("host=\(silent.folder) user=x")) }
        }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
    }

    @Test(.timeLimit(.minutes(5))) func aSilentHostDoesNotKeepTheOthersOut() async throws {
        let silent = try SilentServer()
        let real = try ConnectionString.parameters(of: await sharedConnectionString())
        let connection = try await Connection.connect(
            .init(
                "host=\(silent.folder),/tmp/countersign-nowhere,\(real["host"] ?? "") port=5432 user=postgres "
                    + "dbname=postgres target_session_attrs=read-write", connectTimeout: .seconds(4)))
        #expect(connection.target.host == real["host"])
        await connection.close()
    }

    @Test func theFallbackUserIsAFallback() async throws {
        let real = try ConnectionString.parameters(of: await sharedConnectionString())
        let place = "host=\(real["host"] ?? "") port=\(real["port"] ?? "") dbname=postgres"
        var configuration = Connection.Configuration(place)
        configuration.fallbackUser = "postgres"
        let connection = try await Connection.connect(configuration)
        #expect(connection.target.user == "postgres")
        await connection.close()
    }

    @Test(.enabled(if: geteuid() == 0, "only root may connect as another user"))
    func peerAuthenticationAsAnotherUser() async throws {
        guard let account = getpwnam("postgres") else { return }
        let user = account.pointee.pw_uid
        try await withOwnServer { server in
            let trusting = try await Connection.connect(
                .init(server.connectionString(database: "postgres", user: "postgres")))
            try "local all all peer\n".write(
                toFile: "\(server.dataDirectory)/pg_hba.conf", atomically: false, encoding: .utf8)
            try await trusting.execute("select pg_reload_conf()")
            let string = server.connectionString(database: "postgres", user: "postgres")
            try await eventually {
                await postgresError { await (try Connection.connect(.init(string))).close() }?.sqlState == "28000"
            }
            for _ in 0..<20 {
                let connection = try await Connection.connect(.init(string, osUser: user))
                await connection.close()
            }
            #expect(geteuid() == 0)
            await trusting.close()
        }
    }
}
