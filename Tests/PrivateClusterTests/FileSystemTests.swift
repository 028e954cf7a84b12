// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@testable import PrivateCluster

@Suite("Files replaced in one step")
struct FileSystemTests {
    func withFolder(_ body: (_ path: String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "countersign-files-\(UUID().uuidString)"
        try FileSystem.createFolder(folder, permissions: 0o700)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test("A file is replaced, and no draft is left")
    func replaces() throws {
        try withFolder { folder in
            let path = "\(folder)/file"
            try FileSystem.replace(path, with: "one", permissions: 0o600)
            try FileSystem.replace(path, with: "two", permissions: 0o600)
            #expect(try FileSystem.text(of: path) == "two")
            #expect(try FileSystem.names(in: folder) == ["file"])
        }
    }

    @Test("Where it cannot be replaced no draft is left either, whatever its name", arguments: [nil, "draft"])
    func failure(draft: String?) throws {
        try withFolder { folder in
            // A folder cannot be replaced by a file: the last of the steps fails.
            let path = "\(folder)/taken"
            try FileSystem.createFolder(path, permissions: 0o700)
            #expect(throws: ClusterError.self) {
                try FileSystem.replace(
                    path, with: "text", permissions: 0o600, draft: draft.map { "\(folder)/\($0)" })
            }
            #expect(try FileSystem.names(in: folder) == ["taken"])
        }
    }

    @Test("Where no more can be written, as on a full disk, no draft is left and the old text stays")
    func fullDisk() async {
        // In a process of its own, whose files may have no more than a few bytes: `write` fails as on a full disk.
        await #expect(processExitsWith: .success) {
            let tests = FileSystemTests()
            try tests.withFolder { folder in
                let path = "\(folder)/file"
                try FileSystem.replace(path, with: "old", permissions: 0o600)
                signal(SIGXFSZ, SIG_IGN)
                var limit = rlimit(rlim_cur: 4_096, rlim_max: 4_096)
                try #require(setrlimit(fileSizeLimit, &limit) == 0)
                let text = String(repeating: "x", count: 100_000)
                #expect(throws: ClusterError.self) { try FileSystem.replace(path, with: text, permissions: 0o600) }
                #expect(try FileSystem.text(of: path) == "old")
                #expect(try FileSystem.names(in: folder) == ["file"])
            }
        }
    }
}

#if canImport(Glibc)
private let fileSizeLimit = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
#else
private let fileSizeLimit = RLIMIT_FSIZE
#endif
