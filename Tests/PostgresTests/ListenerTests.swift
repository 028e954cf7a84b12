// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import GovernanceTestSupport
import Postgres
import Testing

@Suite struct ListenerTests {
    @Test(.timeLimit(.minutes(5))) func hearsNotificationsAndComesBack() async throws {
        let listener = Listener(configuration: .init(try await sharedConnectionString()), channels: ["Odd \"name"])
        var events = listener.events.makeAsyncIterator()
        #expect(await events.next() == .connected)
        let connection = try await connected()
        try await connection.execute("notify \(identifier: "Odd \"name"), 'hello'")
        guard case .notification(let notification) = await events.next() else {
            Issue.record("a notification was expected")
            return
        }
        #expect(notification.channel == "Odd \"name")
        #expect(notification.payload == "hello")
        try await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen \"Odd%'")
        guard case .disconnected(let error) = await events.next() else {
            Issue.record("the end of the connection was expected")
            return
        }
        #expect(error.code == .serverClosed)
        #expect(await events.next() == .connected)
        await listener.close()
        #expect(await events.next() == nil)
        await connection.close()
    }

    @Test(.timeLimit(.minutes(5))) func withoutAServerItSaysSo() async throws {
        let listener = Listener(configuration: .init("host=/tmp/countersign-nowhere user=x"), channels: ["c"])
        var events = listener.events.makeAsyncIterator()
        guard case .disconnected(let error) = await events.next() else {
            Issue.record("a failure was expected")
            return
        }
        #expect(error.code == .connectionFailed)
        await listener.close()
    }
}
