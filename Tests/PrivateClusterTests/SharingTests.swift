// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import GovernanceTestSupport
import Testing

@testable import PrivateCluster

@Suite("Sharing one server")
struct SharingTests {
    @Test("The server stays until the last of several leases is closed")
    func lastOneStops() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            let first = try await cluster.open()
            let second = try await cluster.open()
            let postmaster = try cluster.postmaster()
            await first.close()
            #expect(try cluster.status().state == .running)
            #expect(try cluster.postmaster() == postmaster)
            #expect(try await second.superuser("select 1") == "1")
            await second.close()
            #expect(try cluster.status().state == .stopped)
            // Closing again must not disturb those who came later.
            let third = try await cluster.open()
            await second.close()
            #expect(try cluster.status().state == .running)
            await third.close()
        }
    }

    @Test("Of many who start at the same moment one creates the databases, and all share one server")
    func startsAtOnce() async throws {
        try await TestHome.with(prepared: false) { home in
            let cluster = try home.cluster()
            let leases = try await withThrowingTaskGroup(of: Lease.self) { group in
                for _ in 1...6 { group.addTask { try await cluster.open() } }
                return try await group.reduce(into: [Lease]()) { $0.append($1) }
            }
            #expect(leases.count { $0.isNew } == 1)
            for lease in leases { #expect(try await lease.superuser("select 1") == "1") }
            await withTaskGroup { group in
                for lease in leases { group.addTask { await lease.close() } }
            }
            #expect(try cluster.status().state == .stopped)
        }
    }

    @Test("Opening while others close works every time, and the end is always a stopped server")
    func openAndCloseAtOnce() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...4 {
                    group.addTask {
                        for _ in 1...4 {
                            let lease = try await cluster.open()
                            let answer = try await lease.superuser("select 1")
                            await lease.close()
                            #expect(answer == "1")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try cluster.status().state == .stopped)
        }
    }

    @Test("A start during a stop waits and then starts anew")
    func startDuringStop() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            let first = try await cluster.open()
            let before = try cluster.postmaster()
            async let closing: Void = first.close()
            try await eventually { try cluster.status().state != .running }
            let second = try await cluster.open()
            await closing
            #expect(try cluster.postmaster() != before)
            #expect(try await second.superuser("select 1") == "1")
            await second.close()
        }
    }

    @Test("start() makes the server stay, stop() ends it")
    func keep() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            try await cluster.start()
            let lease = try await cluster.open()
            await lease.close()
            let status = try cluster.status()
            #expect(status.state == .running)
            #expect(status.isKept)
            #expect(try await cluster.stop())
            #expect(try cluster.status().state == .stopped)
            #expect(try cluster.status().isKept == false)
            #expect(try await cluster.stop() == false)
        }
    }

    @Test("stop() refuses while others use the server, and changes nothing")
    func stopRefuses() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            try await cluster.start()
            let lease = try await cluster.open()
            #expect(try await code { try await cluster.stop() } == .inUse)
            #expect(try cluster.status().isKept)
            #expect(try await lease.superuser("select 1") == "1")
            await lease.close()
            try await cluster.stop()
        }
    }

    @Test("A forced stop holds: no user starts the server again behind one's back, a new one may")
    func forcedStop() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            let lease = try await cluster.open()
            #expect(try await cluster.stop(force: true))
            #expect(try cluster.status().state == .stopped)
            #expect(try await code { try await lease.ensureRunning() } == .stoppedOnPurpose)
            let newcomer = try await cluster.open()
            try await lease.ensureRunning()
            #expect(try await lease.superuser("select 1") == "1")
            await lease.close()
            await newcomer.close()
            #expect(try await code { try await lease.ensureRunning() } == .leaseClosed)
        }
    }

    @Test("An abandoned lease leaves the server on, and the next user's exit stops it")
    func abandoned() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            let lease = try await cluster.open()
            lease.abandon()
            #expect(try cluster.status().state == .running)
            let next = try await cluster.open()
            await next.close()
            #expect(try cluster.status().state == .stopped)
        }
    }

    @Test("A cancelled open leaves no server behind")
    func cancelled() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            let opening = Task { try await cluster.open() }
            try await eventually { try !cluster.isIdle() }
            opening.cancel()
            if let lease = try? await opening.value { await lease.close() }
            #expect(try cluster.status().state == .stopped)
        }
    }
}
