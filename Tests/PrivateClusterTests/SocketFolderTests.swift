// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@testable import PrivateCluster

@Suite("The socket's folder")
struct SocketFolderTests {
    @Test("A home with a path too long for a socket works, and leaves nothing in /tmp")
    func longPath() async throws {
        let name = String(repeating: "a-long-name/", count: 12) + "end"
        try await TestHome.with(name: name) { home in
            let cluster = try home.cluster()
            let lease = try await cluster.open()
            let folder = try #require(try cluster.status().socketFolder)
            #expect(folder.hasPrefix("/tmp/countersign-"))
            let entry = try #require(try FileSystem.entry(folder))
            #expect(entry.kind == .folder)
            #expect(entry.permissions == 0o700)
            #expect(entry.owner == (try OperatingSystemUser.forServer().id))
            // A second process finds the same folder through the record.
            let second = try await home.cluster().open()
            #expect(try second.connectionString(user: "x") == lease.connectionString(user: "x"))
            #expect(try await second.superuser("select 1") == "1")
            await second.close()
            await lease.close()
            #expect(try FileSystem.entry(folder) == nil)
            #expect(try FileSystem.entry(cluster.layout.socketRecord) == nil)
        }
    }

    @Test("Odd characters in the home's path reach the server and libpq as they are")
    func oddPath() async throws {
        for name in ["a b'c\"d", "x,y", "100%&=#\u{e9}", "dollar$(date)"] {
            try await TestHome.with(name: name) { home in
                let lease = try await home.cluster().open()
                #expect(try await lease.superuser("select 1") == "1")
                await lease.close()
                #expect(try home.cluster().status().state == .stopped)
            }
        }
    }

    @Test("A recorded folder that is not private, or a link, is not used")
    func unsoundRecord() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster { $0.socketPathLimit = 60 }
            let owner = try OperatingSystemUser.forServer()
            func recorded() throws -> SocketFolder? {
                try SocketFolder.recorded(by: cluster.layout, owner: owner, pathLimit: 60)
            }
            let folder = "\(home.path)/elsewhere"
            try FileSystem.replace(cluster.layout.socketRecord, with: "\(folder)\n", permissions: 0o600)
            #expect(try recorded() == nil)
            try FileSystem.createFolder(folder, permissions: 0o700, owner: owner)
            #expect(try recorded()?.path == folder)
            try FileSystem.setAccess(folder, permissions: 0o711)
            #expect(try recorded() == nil)
            #expect(rename(folder, "\(folder).moved") == 0 && symlink("\(folder).moved", folder) == 0)
            #expect(try recorded() == nil)
        }
    }

    @Test("A socket that somebody removed is an error with its cure")
    func missingSocket() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            let lease = try await cluster.open()
            let folder = try #require(try cluster.status().socketFolder)
            try FileSystem.remove("\(folder)/.s.PGSQL.5432")
            #expect(try await code { _ = try await cluster.open() } == .socketMissing)
            try await cluster.stop(force: true)
            let next = try await cluster.open()
            #expect(try await next.superuser("select 1") == "1")
            await next.close()
            await lease.close()
        }
    }
}
