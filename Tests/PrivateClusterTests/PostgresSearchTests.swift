// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@testable import PrivateCluster

@Suite("Finding PostgreSQL")
struct PostgresSearchTests {
    /// A folder of programs that claim to be PostgreSQL of some version.
    private func pretend(_ line: String, in home: TestHome, _ name: String) throws -> String {
        let folder = "\(home.path)/\(name)"
        try FileSystem.createFolder(folder, permissions: 0o755)
        for program in ["postgres", "initdb"] {
            let text = "#!/bin/sh\necho '\(line)'\n"
            try FileSystem.replace("\(folder)/\(program)", with: text, permissions: 0o755)
        }
        return folder
    }

    @Test("With none to be found, the error says what to install")
    func nothing() async throws {
        try await TestHome.with(prepared: false) { home in
            let cluster = try home.cluster(search: PostgresSearch(folders: []))
            let error = await #expect(throws: ClusterError.self) { _ = try await cluster.open() }
            #expect(error?.code == .postgresNotFound)
            #expect(error?.message.hasPrefix("No PostgreSQL 15 or later was found. Install it with \"") == true)
            #expect(error?.message.contains("COUNTERSIGN_DATABASE_URL") == true)
            #expect(try cluster.isIdle())
        }
    }

    @Test("The newest version is taken, and one that is too old never")
    func newest() async throws {
        try await TestHome.with(prepared: false) { home in
            let old = try pretend("postgres (PostgreSQL) 14.9", in: home, "old")
            let mid = try pretend("postgres (PostgreSQL) 16.3 (Debian 16.3-1.pgdg120+1)", in: home, "mid")
            let new = try pretend("postgres (PostgreSQL) 18beta1", in: home, "new")
            let odd = try pretend("something else", in: home, "odd")
            let search = PostgresSearch(folders: [old, odd, "/nowhere", mid, new, mid])
            #expect(try await search.installations().map(\.majorVersion) == [18, 16, 14])
            #expect(try await search.newest().binaries == new)
            #expect(try await search.newest().version == "18beta1")
            let error = await #expect(throws: ClusterError.self) {
                _ = try await PostgresSearch(folders: [old]).newest()
            }
            #expect(error?.code == .postgresNotFound)
            #expect(error?.message.contains("the newest here is 14.9") == true)
        }
    }

    @Test("A folder named by the variable is the only one looked in")
    func explicit() async throws {
        let search = PostgresSearch.standard(environment: [
            "COUNTERSIGN_POSTGRES_BIN": "/nowhere/bin", "PATH": "/usr/bin",
        ])
        #expect(search.folders == ["/nowhere/bin"])
        let error = await #expect(throws: ClusterError.self) { _ = try await search.newest() }
        #expect(error?.message.contains("in /nowhere/bin, which COUNTERSIGN_POSTGRES_BIN names") == true)
    }

    @Test("The usual places and the absolute folders of PATH are looked in")
    func standard() {
        let search = PostgresSearch.standard(environment: ["PATH": "/a/b::relative:/c"])
        #expect(search.folders.suffix(2) == ["/a/b", "/c"])
        #expect(search.isExplicit == false)
    }
}
