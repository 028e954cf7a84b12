// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import GovernanceTestSupport
import Testing

@testable import PrivateCluster

@Suite("After a crash")
struct CrashTests {
    @Test("A server that was killed starts again in the same lease, and what was committed is there")
    func killedServer() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster { $0.isDurable = true }
            let lease = try await cluster.open()
            _ = try await lease.superuser("create table kept as select 7 as number")
            let before = try cluster.postmaster()
            kill(before, SIGKILL)
            try await eventually { try cluster.isIdle() }
            #expect(try cluster.status().state == .stopped)
            try await lease.ensureRunning()
            #expect(try cluster.postmaster() != before)
            #expect(try await lease.superuser("select number from kept") == "7")
            await lease.close()
            #expect(try cluster.status().state == .stopped)
        }
    }

    @Test("What is left of a server killed on its way up is waited for, not overtaken")
    func killedDuringStart() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster { $0.isDurable = true }
            for _ in 1...5 {
                let opening = Task { try await cluster.open() }
                try await eventually {
                    guard let file = try PostmasterFile.read(in: cluster.layout.data.path) else { return false }
                    return kill(file.processIdentifier, SIGKILL) == 0
                }
                // It may have been ready already; then it is found dead by the next one.
                if let lease = try? await opening.value { lease.abandon() }
            }
            let lease = try await cluster.open()
            #expect(try await lease.superuser("select 1") == "1")
            await lease.close()
            #expect(try cluster.status().state == .stopped)
        }
    }

    @Test("A process file whose number now belongs to somebody else does not hinder a start")
    func stalePid() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            let lease = try await cluster.open()
            let file = PostmasterFile.path(in: cluster.layout.data.path)
            let text = try #require(try FileSystem.text(of: file))
            await lease.close()
            // The server's user must own the other process, else PostgreSQL sees for itself that it is none of its own.
            let (numbers, number) = AsyncStream<Int>.makeStream()
            let other = Task {
                let server = try OperatingSystemUser.forServer()
                try await TestProcess.run("/bin/sleep", ["600"], as: server) { number.yield(Int($0)) }
            }
            var iterator = numbers.makeAsyncIterator()
            let living = try #require(await iterator.next())
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            let stale = (["\(living)"] + lines.map(String.init)).joined(separator: "\n")
            try FileSystem.replace(file, with: stale, permissions: 0o600)
            try FileSystem.setAccess(file, permissions: 0o600, owner: .forServer())
            // A killed server leaves the lock of its socket too, with the same number.
            let lock = "\(cluster.folder)/socket/.s.PGSQL.5432.lock"
            try FileSystem.replace(lock, with: stale, permissions: 0o600)
            try FileSystem.setAccess(lock, permissions: 0o600, owner: .forServer())
            #expect(try cluster.status().state == .stopped)
            let next = try await cluster.open()
            #expect(try await next.superuser("select 1") == "1")
            await next.close()
            #expect(kill(pid_t(living), SIGKILL) == 0)
            _ = await other.result
        }
    }

    @Test("A half-made data folder is removed and made anew")
    func halfInitdb() async throws {
        try await TestHome.with(prepared: false) { home in
            let cluster = try home.cluster()
            let server = try OperatingSystemUser.forServer()
            try cluster.layout.prepare(for: server)
            let draft = "\(cluster.layout.folder)/data.new-1abc"
            try FileSystem.createFolder(draft, permissions: 0o700, owner: server)
            try FileSystem.createFolder("\(draft)/base", permissions: 0o700, owner: server)
            try FileSystem.replace("\(draft)/base/1", with: "half", permissions: 0o600)
            let lease = try await cluster.open()
            #expect(lease.isNew)
            #expect(try FileSystem.entry(draft) == nil)
            await lease.close()
        }
    }

    @Test("A start waits for what is left of an initdb whose console was killed")
    func orphanedInitdb() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            // As initdb and the server do, somebody holds the life lock and nothing says that it is a server.
            let life = try FileLock(opening: cluster.layout.life)
            #expect(life.tryLock(.exclusive))
            let opening = Task { try await cluster.open() }
            try await eventually {
                let starting = try FileLock(opening: cluster.layout.starting)
                defer { starting.unlock() }
                return !starting.tryLock(.exclusive)
            }
            #expect(try cluster.status().state == .starting)
            life.unlock()
            let lease = try await opening.value
            #expect(try await lease.superuser("select 1") == "1")
            await lease.close()
        }
    }

    @Test("A server that never becomes ready is an error that says what to do, not a hang")
    func neverReady() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster {
                $0.startLimit = .milliseconds(200)
                $0.stopLimit = .milliseconds(100)
            }
            let life = try FileLock(opening: cluster.layout.life)
            #expect(life.tryLock(.exclusive))
            #expect(try await code { _ = try await cluster.open() } == .startTimeout)
            life.unlock()
        }
    }

    @Test("A server that somebody else started on the folder is left alone and named")
    func startedElsewhere() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            let server = try OperatingSystemUser.forServer()
            let installation = try await cluster.search.newest()
            let data = cluster.layout.data.path
            let outcome = try await Program.run(
                installation.program("pg_ctl"),
                ["start", "-w", "-D", data, "-l", "\(data)/other.log", "-o", "-c listen_addresses='' -k \(data)"],
                as: server)
            try #require(outcome.succeeded, "\(outcome.text)")
            let postmaster = try cluster.postmaster()
            #expect(try await code { _ = try await cluster.open() } == .startedElsewhere)
            #expect(kill(postmaster, 0) == 0)
            let stop = try await Program.run(installation.program("pg_ctl"), ["stop", "-w", "-D", data], as: server)
            #expect(stop.succeeded, "\(stop.text)")
            let lease = try await cluster.open()
            await lease.close()
        }
    }

    @Test("A server that refuses to start is quoted in the error")
    func brokenSettings() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            try FileSystem.append("no_such_setting = 1\n", to: "\(cluster.layout.data.path)/postgresql.conf")
            let error = await #expect(throws: ClusterError.self) { _ = try await cluster.open() }
            #expect(error?.code == .startFailed)
            #expect(error?.message.contains("configuration file") == true)
            try await eventually { try cluster.isIdle() }
        }
    }
}
