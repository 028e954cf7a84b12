// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Crypto
import Foundation
import Synchronization
import Testing

@testable import LogExchange

@Suite("Reading log files")
struct LogFileReaderTests {
    private static func read(_ path: String, limit: Int = .max) async throws -> (LogFileReader.Facts, [UInt8]) {
        let text = Mutex<[UInt8]>([])
        let facts = try await LogFileReader(path: path).read { chunk in
            text.withLock {
                $0 += chunk
                return $0.count < limit
            }
        }
        return (facts, text.withLock(\.self))
    }

    private static func text(_ count: Int) -> [UInt8] {
        var random = SeededGenerator(seed: 7)
        return Array("[".utf8) + (0..<count).map { _ in UInt8.random(in: 0x20...0x7E, using: &random) }
    }

    @Test("Plain and gzip, known by content whatever the name; the hash is that of the bytes on the disk")
    func forms() async throws {
        try await TemporaryFolder.with { folder in
            let text = Self.text(700_000)
            let gzipped = try await TemporaryFolder.gzipped(text)
            for (name, bytes) in [("a.json", text), ("b.json.gz", gzipped), ("c.json", gzipped), ("d.json.gz", text)] {
                let path = try folder.write(name, bytes)
                let (facts, read) = try await Self.read(path)
                #expect(read == text)
                #expect(facts.bytes == bytes.count)
                #expect(facts.sha256 == SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined())
                #expect(facts.complaint == nil)
            }
        }
    }

    @Test("Several gzip members are one text")
    func members() async throws {
        try await TemporaryFolder.with { folder in
            let bytes = try await TemporaryFolder.gzipped(Array("[1,".utf8)) + TemporaryFolder.gzipped(Array("2]".utf8))
            #expect(try await Self.read(folder.write("a", bytes)).1 == Array("[1,2]".utf8))
        }
    }

    @Test("Damaged gzip is complained about, and its good part is read", arguments: ["cut", "flipped", "trailing"])
    func damaged(kind: String) async throws {
        try await TemporaryFolder.with { folder in
            let text = Self.text(300_000)
            var bytes = try await TemporaryFolder.gzipped(text)
            switch kind {
            case "cut": bytes.removeLast(bytes.count / 2)
            case "flipped": bytes[bytes.count - 6] ^= 0xFF
            default: bytes += Array("garbage".utf8)
            }
            let (facts, read) = try await Self.read(folder.write("a.gz", bytes))
            let complaint = try #require(facts.complaint)
            #expect(complaint.hasPrefix("gzip: "))
            #expect(!complaint.contains("stdin"))
            #expect(text.starts(with: read))
            #expect(kind == "cut" || read == text)
            #expect(facts.bytes == bytes.count)
        }
    }

    @Test("A reader that has enough still gets the whole hash", arguments: [false, true])
    func enough(compressed: Bool) async throws {
        try await TemporaryFolder.with { folder in
            let text = Self.text(3_000_000)
            let bytes = compressed ? try await TemporaryFolder.gzipped(text) : text
            let (facts, read) = try await Self.read(folder.write("a", bytes), limit: 1)
            #expect(read.count < text.count)
            #expect(facts.complaint == nil)
            #expect(facts.sha256 == SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined())
        }
    }

    @Test("What is no log is said so", arguments: ["hello", "\u{7F}ELF", "<xml/>", "gzip"])
    func noLog(content: String) async throws {
        try await TemporaryFolder.with { folder in
            let inner = try await TemporaryFolder.gzipped(Array("[]".utf8))
            let bytes = content == "gzip" ? try await TemporaryFolder.gzipped(inner) : Array(content.utf8)
            let path = try folder.write("a.json", bytes)
            await #expect(throws: LogExchangeError.self) { try await Self.read(path) }
        }
    }

    @Test("What the reader throws comes through", arguments: [false, true])
    func passing(compressed: Bool) async throws {
        try await TemporaryFolder.with { folder in
            let text = Self.text(300_000)
            let path = try folder.write("a", compressed ? try await TemporaryFolder.gzipped(text) : text)
            await #expect(throws: CancellationError.self) {
                _ = try await LogFileReader(path: path).read { _ in throw CancellationError() }
            }
        }
    }
}

@Suite("Finding log files")
struct LogFileFinderTests {
    @Test("Folders in order, without what is no log, without endless links")
    func folders() async throws {
        try await TemporaryFolder.with { folder in
            for name in [
                "b/2.json", "b/1.json.gz", "a/x.ndjson", "a/noextension", "a/.hidden.json", "a/readme.txt", "a/x.gz",
                "z.jsonl.gz", "CloudTrail-Digest/1_CloudTrail-Digest_eu.json.gz", "é.json",
            ] {
                try folder.write(name, "[]")
            }
            let files = FileManager.default
            try files.createSymbolicLink(atPath: folder.path + "/b/loop", withDestinationPath: folder.path)
            try files.createSymbolicLink(atPath: folder.path + "/b/3.json", withDestinationPath: "2.json")
            try files.createSymbolicLink(atPath: folder.path + "/b/4.json", withDestinationPath: "nowhere")
            // whoever opened a pipe would wait for ever
            #expect(mkfifo(folder.path + "/b/5.json", 0o600) == 0)
            try files.createSymbolicLink(atPath: folder.path + "/b/6.json", withDestinationPath: "5.json")
            let finder = LogFileFinder(paths: [folder.path])
            #expect(
                finder.files.map { $0.path.dropFirst(folder.path.count + 1) } == [
                    "a/noextension", "a/x.ndjson", "b/1.json.gz", "b/2.json", "b/3.json", "z.jsonl.gz", "é.json",
                ])
            #expect(finder.files.filter { !$0.isExpected }.count == 1)
            #expect(finder.ignored == 8)
            #expect(finder.problems == [])
        }
    }

    @Test("A named file is read whatever its name, a missing one is a problem")
    func named() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("events.log", "[]")
            let finder = LogFileFinder(paths: [path, folder.path + "/missing"])
            #expect(finder.files == [.init(path: path, isExpected: true)])
            #expect(finder.problems.map(\.description) == ["\(folder.path)/missing: There is no such file or folder."])
        }
    }
}
