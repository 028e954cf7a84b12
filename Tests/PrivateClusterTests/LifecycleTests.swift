// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@testable import PrivateCluster

@Suite("A cluster from nothing to nothing")
struct LifecycleTests {
    @Test("A first lease creates, starts and guards the cluster; the last close stops it")
    func firstLease() async throws {
        try await TestHome.with(prepared: false) { home in
            let cluster = try home.cluster()
            #expect(try cluster.status().state == .absent)
            let lease = try await cluster.open()
            #expect(lease.isNew)
            let status = try cluster.status()
            #expect(status.state == .running)
            #expect(status.isKept == false)
            #expect(status.users == nil || status.users == 1)
            #expect(try await lease.superuser("show listen_addresses") == "")
            #expect(try await lease.superuser("show data_checksums") == "on")
            #expect(try await lease.superuser("show server_encoding") == "UTF8")
            let collation = "select datcollate from pg_database where datname = 'template1'"
            #expect(try await lease.superuser(collation) == "C")
            #expect(try await lease.superuser("show data_directory_mode") == "0700")
            await lease.close()
            let after = try cluster.status()
            #expect(after.state == .stopped)
            #expect(after.processIdentifier == nil)
            #expect(try cluster.isIdle())
        }
    }

    @Test("What is committed is on disk: fsync and full page writes are on, and no file undoes that")
    func durable() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster { $0.isDurable = true }
            try FileSystem.append(
                "fsync = off\nlisten_addresses = '*'\n", to: "\(cluster.layout.data.path)/postgresql.conf")
            let lease = try await cluster.open()
            #expect(try await lease.superuser("show fsync") == "on")
            #expect(try await lease.superuser("show full_page_writes") == "on")
            #expect(try await lease.superuser("show listen_addresses") == "")
            await lease.close()
        }
    }

    @Test("A second lease later finds what the first one left")
    func reopened() async throws {
        try await TestHome.with(prepared: false) { home in
            let cluster = try home.cluster()
            let first = try await cluster.open()
            _ = try await first.superuser("create table kept as select 7 as number")
            await first.close()
            let second = try await cluster.open()
            #expect(second.isNew == false)
            #expect(try await second.superuser("select number from kept") == "7")
            await second.close()
        }
    }

    @Test("On the demonstration one may be each persona and the service, and nobody else")
    func personas() async throws {
        try await TestHome.with { home in
            let lease = try await home.cluster().open()
            let roles = PrivateCluster.personas + [PrivateCluster.serviceRole]
            for role in roles + ["stranger"] { _ = try await lease.superuser("create role \(role) login") }
            for role in roles {
                let outcome = try await lease.psql("select session_user", as: role)
                #expect(outcome.succeeded && outcome.text == "\(role)\n", "\(outcome.text)")
            }
            let refused = try await lease.psql("select 1", as: "stranger")
            #expect(refused.succeeded == false)
            #expect(refused.text.contains("Peer authentication failed"))
            await lease.close()
        }
    }

    @Test("On a real cluster one is oneself or the service, and no persona", .enabled(if: userCanBePerson))
    func oneself() async throws {
        try await TestHome.with { home in
            let lease = try await home.cluster(.real).open()
            let me = try OperatingSystemUser.current().name
            for role in [me, PrivateCluster.serviceRole, "operator_1"] {
                _ = try await lease.superuser("create role \"\(role)\" login")
            }
            #expect(try await lease.psql("select session_user", as: me).text == "\(me)\n")
            #expect(try await lease.psql("select 1", as: PrivateCluster.serviceRole).succeeded)
            #expect(try await lease.psql("select 1", as: "operator_1").succeeded == false)
            await lease.close()
        }
    }

    @Test("Root is not the superuser: only the server's own user is", .enabled(if: isRoot))
    func superuserIsTheServersUser() async throws {
        try await TestHome.with { home in
            let lease = try await home.cluster().open()
            let refused = try await lease.psql("select 1", as: "postgres")
            #expect(refused.succeeded == false)
            #expect(refused.text.contains("Peer authentication failed"))
            await lease.close()
        }
    }

    @Test("Nobody but the invoking user and the server's user can reach the socket", .enabled(if: isRoot))
    func strangersAtTheDoor() async throws {
        let nobody = try #require(OperatingSystemUser.named("nobody"))
        try await TestHome.with { home in
            let lease = try await home.cluster().open()
            let refused = try await lease.psql("select 1", as: "operator_1", system: nobody)
            #expect(refused.succeeded == false)
            #expect(refused.text.contains("Permission denied"))
            await lease.close()
        }
    }

    @Test("Every connection string names the user that the server must run as")
    func requirePeer() async throws {
        try await TestHome.with { home in
            let lease = try await home.cluster().open()
            let url = try lease.connectionString(user: "finance 1&x")
            let peer = try OperatingSystemUser.forServer().name
            #expect(url.hasPrefix("postgresql:///countersign?host=/tmp/countersign-test-"))
            #expect(url.hasSuffix("/demo/socket&port=5432&user=finance%201%26x&requirepeer=\(peer)"))
            await lease.close()
        }
    }
}

/// Whether the tests run as root, whom PostgreSQL does not serve.
let isRoot = (try? OperatingSystemUser.current().id) == 0
