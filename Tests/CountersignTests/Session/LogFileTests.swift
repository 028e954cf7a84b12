// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Testing

@testable import countersign

@Suite("The console's log file")
struct LogFileTests {
    private func withHome(_ body: (_ path: String) async throws -> Void) async throws {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("countersign-log-\(UUID())")
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: home) }
        try await body(home.path + "/log/console.log")
    }

    private func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private func mode(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test("Lines are added at the end, and without a home nothing happens")
    func appending() async throws {
        LogFile(path: "/nonexistent/log/console.log").write("dropped")
        try await withHome { path in
            LogFile(path: path).write("one")
            LogFile(path: path).write("two")
            let found = try lines(path)
            #expect(found == ["one", "two"])
        }
    }

    @Test("File and folder are private, also where the file was not")
    func privacy() async throws {
        try await withHome { path in
            LogFile(path: path).write("one")
            #expect(try mode(path) == 0o600)
            #expect(try mode(URL(fileURLWithPath: path).deletingLastPathComponent().path) == 0o700)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            LogFile(path: path).write("two")
            #expect(try mode(path) == 0o600)
        }
    }

    @Test("A link in the place of the log is not followed")
    func link() async throws {
        try await withHome { path in
            LogFile(path: path).write("one")
            let elsewhere = path + ".elsewhere"
            try "mine".write(toFile: elsewhere, atomically: false, encoding: .utf8)
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: elsewhere)
            LogFile(path: path).write("two")
            #expect(try String(contentsOfFile: elsewhere, encoding: .utf8) == "mine")
        }
    }

    @Test("What is full moves on, what is oldest goes, and the size stays bounded")
    func rotation() async throws {
        try await withHome { path in
            let limits = LogFile.Limits(size: 100, files: 3, line: 50)
            let log = LogFile(path: path, limits: limits)
            for index in 0..<40 { log.write("line \(index), so and so long") }
            var all: [String] = []
            for file in log.paths.reversed() {
                let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? UInt64
                #expect(try #require(size) <= 100)
                #expect(try mode(file) == 0o600)
                all += try lines(file)
            }
            #expect(!FileManager.default.fileExists(atPath: path + ".3"))
            #expect(all.last == "line 39, so and so long")
            // what is left is the end of what was written, without a gap
            #expect(all == (40 - all.count..<40).map { "line \($0), so and so long" })
        }
    }

    @Test("A line that is too long is cut")
    func longLine() async throws {
        try await withHome { path in
            LogFile(path: path, limits: .init(size: 1_000, files: 2, line: 20)).write(
                String(repeating: "x", count: 500))
            let found = try lines(path)
            #expect(found == [String(repeating: "x", count: 20)])
        }
    }

    @Test("Several consoles at once: nothing is lost, mixed or written twice while files rotate")
    func consoles() async throws {
        try await withHome { path in
            let limits = LogFile.Limits(size: 4_000, files: 60, line: 100)
            await withTaskGroup(of: Void.self) { group in
                for writer in 0..<6 {
                    group.addTask {
                        // each its own open file, as each process has
                        let log = LogFile(path: path, limits: limits)
                        for index in 0..<500 { log.write("writer \(writer) line \(index) end") }
                    }
                }
            }
            let found = try LogFile(path: path, limits: limits).paths.filter {
                FileManager.default.fileExists(atPath: $0)
            }
            .flatMap { try lines($0) }
            #expect(found.count == 3_000)
            let expected = (0..<6).flatMap { writer in (0..<500).map { "writer \(writer) line \($0) end" } }
            #expect(Set(found) == Set(expected))
        }
    }

    @Test("A console notices that another one has rotated, or that the file was removed")
    func noticing() async throws {
        try await withHome { path in
            let log = LogFile(path: path)
            log.write("one")
            try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
            log.write("two")
            #expect(try lines(path) == ["two"])
            try FileManager.default.removeItem(atPath: path)
            log.write("three")
            #expect(try lines(path) == ["three"])
        }
    }

    @Test("Hostile text stays one line and steers no terminal")
    func hostile() async throws {
        try await withHome { path in
            LogFile(path: path).write("a\n2026-01-01 forged\u{1B}[2J\u{202E}b\u{0}")
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text == "a⏎2026-01-01 forged<U+001B>[2J<U+202E>b<U+0000>\n")
        }
    }

    @Test(
        "P0 10: what looks like a secret is left out",
        arguments: [
            "host=db password=hunter2 user=me", "host=db password = 'hunter2 x' user=me",
            "postgresql://me:hunter2@db/countersign", "PGPASSWORD=hunter2", "sslpassword:hunter2",
            "{\"password\": \"hunter2\"}", "Authorization: Bearer hunter2hunter2", "PRIVATE-TOKEN: hunter2",
            "glpat-hunter2hunter2",
        ])
    func secrets(line: String) async throws {
        try await withHome { path in
            LogFile(path: path).write("before \(line) after")
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(!text.contains("hunter2") && text.contains("[left out]"), "\(text)")
            #expect(text.hasPrefix("before") && text.hasSuffix("after\n"))
        }
    }

    @Test("Ordinary lines stay as they are")
    func ordinary() {
        for line in ["postgresql:///countersign?host=/run&user=me", "the token bucket is full", "10:42:01 user@host"] {
            #expect(Redaction.redacted(line) == line)
        }
    }
}
