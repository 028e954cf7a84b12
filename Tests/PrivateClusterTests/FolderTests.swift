// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@testable import PrivateCluster

@Suite("Folders that cannot be used")
struct FolderTests {
    @Test("Databases of another major version are named, with what to install, and stay untouched")
    func otherMajorVersion() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            let file = "\(cluster.layout.data.path)/PG_VERSION"
            try FileSystem.replace(file, with: "99\n", permissions: 0o600)
            let before = try FileSystem.names(in: cluster.layout.data.path)
            let error = await #expect(throws: ClusterError.self) { _ = try await cluster.open() }
            let installed = try await cluster.search.newest()
            #expect(error?.code == .otherMajorVersion)
            #expect(error?.message.contains("PostgreSQL 99") == true)
            #expect(error?.message.contains(installed.version) == true)
            #expect(error?.message.contains("postgresql-99") == true)
            #expect(try FileSystem.names(in: cluster.layout.data.path) == before)
            #expect(try FileSystem.text(of: file) == "99\n")
        }
    }

    @Test("A data folder without databases is not ours to fill or to clear")
    func foreignData() async throws {
        try await TestHome.with(prepared: false) { home in
            let cluster = try home.cluster()
            let server = try OperatingSystemUser.forServer()
            try cluster.layout.prepare(for: server)
            try FileSystem.createFolder(cluster.layout.data.path, permissions: 0o700, owner: server)
            try FileSystem.replace("\(cluster.layout.data.path)/thesis.txt", with: "years", permissions: 0o600)
            #expect(try await code { _ = try await cluster.open() } == .foreignFolder)
            #expect(try FileSystem.text(of: "\(cluster.layout.data.path)/thesis.txt") == "years")
        }
    }

    @Test("A folder in the cluster's place that somebody else filled is refused, nothing changed")
    func foreignFolder() async throws {
        try await TestHome.with(prepared: false) { home in
            let cluster = try home.cluster()
            try FileSystem.createFolder(cluster.folder, permissions: 0o755)
            try FileSystem.replace("\(cluster.folder)/notes", with: "mine", permissions: 0o644)
            #expect(try await code { _ = try await cluster.open() } == .foreignFolder)
            #expect(try await code { _ = try cluster.status() } == .foreignFolder)
            #expect(try await code { try await cluster.stop(force: true) } == .foreignFolder)
            #expect(try FileSystem.names(in: cluster.folder) == ["notes"])
            #expect(try FileSystem.entry(cluster.folder)?.permissions == 0o755)
        }
    }

    @Test("A file or a link in a folder's place is named")
    func fileInPlace() async throws {
        try await TestHome.with(prepared: false) { home in
            let cluster = try home.cluster()
            try FileSystem.replace(cluster.folder, with: "", permissions: 0o600)
            let error = await #expect(throws: ClusterError.self) { _ = try await cluster.open() }
            #expect(error?.code == .foreignFolder)
            #expect(error?.path == cluster.folder)
            let below = try PrivateCluster(kind: .demonstration, home: "\(cluster.folder)/home", options: .init())
            let other = await #expect(throws: ClusterError.self) { _ = try await below.open() }
            #expect(other?.code == .fileAccess)
            #expect(other?.message.contains(cluster.folder) == true)
            try FileSystem.remove(cluster.folder)
            #expect(symlink("/tmp", cluster.folder) == 0)
            #expect(try await code { _ = try await cluster.open() } == .foreignFolder)
        }
    }

    @Test("A layout of a newer program is left alone")
    func newerFormat() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            try FileSystem.replace(cluster.layout.formatFile, with: "2\n", permissions: 0o600)
            #expect(try await code { _ = try await cluster.open() } == .newerFormat)
            try FileSystem.replace(cluster.layout.formatFile, with: "what\n", permissions: 0o600)
            #expect(try await code { _ = try await cluster.open() } == .foreignFolder)
        }
    }

    @Test("A full disk is named as such and leaves no half-made folder", .enabled(if: isRoot))
    func fullDisk() async throws {
        try await TestHome.with(prepared: false) { home in
            let small = "\(home.path)/small"
            try FileSystem.createFolder(small, permissions: 0o755)
            let mount = try await Program.run(
                "/bin/mount", ["-t", "tmpfs", "-o", "size=12m,mode=755", "tmpfs", small], as: .current())
            guard mount.succeeded else {
                try Test.cancel("A small file system cannot be mounted here: \(mount.text)")
            }
            let cluster = try PrivateCluster(kind: .demonstration, home: small, options: .init())
            let result = await Result { try await cluster.open() }
            let names = try FileSystem.names(in: cluster.folder)
            let unmount = try await Program.run("/bin/umount", [small], as: .current())
            #expect(unmount.succeeded, "\(unmount.text)")
            let error = #expect(throws: ClusterError.self) { _ = try result.get() }
            #expect(error?.code == .diskFull)
            #expect(error?.message.contains(cluster.folder) == true)
            #expect(names.contains { $0.hasPrefix("data") } == false)
        }
    }

    @Test("A read-only disk is named as such", .enabled(if: isRoot))
    func readOnlyDisk() async throws {
        try await TestHome.with(prepared: false) { home in
            let fixed = "\(home.path)/fixed"
            try FileSystem.createFolder(fixed, permissions: 0o755)
            let mount = try await Program.run(
                "/bin/mount", ["-t", "tmpfs", "-o", "ro,size=1m,mode=755", "tmpfs", fixed], as: .current())
            guard mount.succeeded else {
                try Test.cancel("A read-only file system cannot be mounted here: \(mount.text)")
            }
            let cluster = try PrivateCluster(kind: .demonstration, home: fixed, options: .init())
            let result = await Result { try await cluster.open() }
            let unmount = try await Program.run("/bin/umount", [fixed], as: .current())
            #expect(unmount.succeeded, "\(unmount.text)")
            let error = #expect(throws: ClusterError.self) { _ = try result.get() }
            #expect(error?.code == .readOnly)
            #expect(error?.message.contains(cluster.folder) == true)
        }
    }

    @Test("A folder without permission to write is named", .enabled(if: !isRoot))
    func noPermission() async throws {
        try await TestHome.with(prepared: false) { home in
            try FileSystem.setAccess(home.path, permissions: 0o500)
            let error = await #expect(throws: ClusterError.self) { _ = try await home.cluster().open() }
            #expect(error?.code == .fileAccess)
            #expect(error?.path == "\(home.path)/demo")
            try FileSystem.setAccess(home.path, permissions: 0o700)
        }
    }

    @Test("A home that the server's user cannot reach is an error naming the folder in the way", .enabled(if: isRoot))
    func unreachableHome() async throws {
        try await TestHome.with(prepared: false) { home in
            let closed = "\(home.path)/closed"
            try FileSystem.createFolder(closed, permissions: 0o700)
            let cluster = try PrivateCluster(kind: .demonstration, home: "\(closed)/a/b", options: .init())
            let error = await #expect(throws: ClusterError.self) { _ = try await cluster.open() }
            #expect(error?.code == .homeUnreachable)
            #expect(error?.path == closed)
            #expect(error?.message.contains("chmod o+x \(closed)") == true)
        }
    }

    @Test("A home in which only the console's log is, made before the first cluster, is one too", .enabled(if: isRoot))
    func homeWithLog() async throws {
        try await TestHome.with(prepared: false) { home in
            let made = "\(home.path)/made"
            try FileSystem.createFolder(made, permissions: 0o700)
            try FileSystem.createFolder("\(made)/log", permissions: 0o700)
            let cluster = try PrivateCluster(kind: .demonstration, home: made, options: .init())
            try cluster.layout.prepare(for: .forServer())
            #expect(try FileSystem.entry(made)?.permissions == 0o711)
            #expect(try FileSystem.entry("\(made)/log")?.permissions == 0o700)
        }
    }

    @Test("An empty home as mktemp makes it is opened for passing through; a filled one is not", .enabled(if: isRoot))
    func emptyHome() async throws {
        try await TestHome.with(prepared: false) { home in
            let empty = "\(home.path)/empty"
            try FileSystem.createFolder(empty, permissions: 0o700)
            let cluster = try PrivateCluster(kind: .demonstration, home: empty, options: .init())
            try cluster.layout.prepare(for: .forServer())
            #expect(try FileSystem.entry(empty)?.permissions == 0o711)
            let filled = "\(home.path)/filled"
            try FileSystem.createFolder(filled, permissions: 0o700)
            try FileSystem.replace("\(filled)/notes", with: "", permissions: 0o600)
            let other = try PrivateCluster(kind: .demonstration, home: filled, options: .init())
            #expect(try await code { try other.layout.prepare(for: .forServer()) } == .homeUnreachable)
            #expect(try FileSystem.entry(filled)?.permissions == 0o700)
        }
    }

    @Test("A folder of another user is named with its owner", .enabled(if: isRoot))
    func wrongOwner() async throws {
        try await TestHome.with { home in
            let cluster = try home.cluster()
            let nobody = try #require(OperatingSystemUser.named("nobody"))
            try FileSystem.setAccess(cluster.folder, permissions: 0o755, owner: nobody)
            let error = await #expect(throws: ClusterError.self) { _ = try await cluster.open() }
            #expect(error?.code == .wrongOwner)
            #expect(error?.message.contains("belongs to nobody") == true)
        }
    }
}

extension Result where Failure == any Error {
    /// Catches what an asynchronous body throws.
    fileprivate init(catching body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
