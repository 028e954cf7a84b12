// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import LogExchange
import Testing

@Suite("C39: files of runtime events and of GitLab audit events")
struct FormatTests {
    private static func lines(_ numbers: ClosedRange<Int>) -> [String] {
        numbers.map { RuntimeSample.plain($0).jsonText }
    }

    @Test("Lines without ids: again, grown, compressed or written anew, nothing is taken twice")
    func derivedIDs() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("audit.ndjson", Self.lines(1...20).joined(separator: "\n"))
            let trail = MemoryTrail()
            let first = try await LogImporterTests.run(trail, [path], format: .opencli)
            #expect([first.inserted, first.duplicates, first.rejected] as [Int] == [20, 0, 0])
            #expect(trail.now.events.keys.allSatisfy { $0.hasPrefix("opencli/") && $0.count == 8 + 64 })
            let grown = Self.lines(1...30).joined(separator: "\n")
            try folder.write("audit.ndjson.gz", try await TemporaryFolder.gzipped(Array(grown.utf8)))
            let second = try await LogImporterTests.run(
                trail, [folder.path + "/audit.ndjson.gz"], format: .opencli)
            #expect([second.inserted, second.duplicates] as [Int] == [10, 20])
            let pretty = try (1...30).map { number in
                let object = try JSONSerialization.jsonObject(with: Data(RuntimeSample.plain(number).jsonText.utf8))
                let data = try JSONSerialization.data(withJSONObject: object, options: .prettyPrinted)
                return String(decoding: data, as: UTF8.self)
            }
            let third = try folder.write("pretty.json", "[" + pretty.joined(separator: ",\n") + "]")
            let report = try await LogImporterTests.run(trail, [third], format: .opencli)
            #expect([report.inserted, report.duplicates] as [Int] == [0, 30])
        }
    }

    @Test("Identical lines of a file are as many events, however often it is imported")
    func identicalLines() async throws {
        try await TemporaryFolder.with { folder in
            let line = RuntimeSample.plain(1).jsonText
            let text = [line, line, RuntimeSample.plain(2).jsonText, line].joined(separator: "\n")
            let path = try folder.write("audit.ndjson", text)
            let trail = MemoryTrail()
            let first = try await LogImporterTests.run(trail, [path], format: .opencli)
            #expect([first.inserted, first.duplicates] as [Int] == [4, 0])
            let again = try await LogImporterTests.run(trail, [path], format: .opencli)
            #expect([again.inserted, again.duplicates] as [Int] == [0, 4])
            let ids = trail.now.events.keys.sorted().map { $0.dropFirst(8 + 64) }
            #expect(Set(ids) == ["", "-2", "-3"])
        }
    }

    @Test("Lines of a saved feed keep their ids, and an origin tells sources apart")
    func origins() async throws {
        try await TemporaryFolder.with { folder in
            let text = (1...3).map { RuntimeSample.line($0).jsonText }.joined(separator: "\n")
            let path = try folder.write("feed.ndjson", text)
            let trail = MemoryTrail()
            for origin in ["platform", "engine"] {
                let report = try await LogImporterTests.run(trail, [path], format: .opencli, origin: origin)
                #expect(report.inserted == 3)
            }
            #expect(trail.now.events.keys.sorted().first == "engine/evt-1")
            #expect(trail.now.summaries.map(\.origin) == ["platform", "engine"])
        }
    }

    @Test("Broken, hostile and truncated lines are named with their place; the rest is taken")
    func brokenLines() async throws {
        try await TemporaryFolder.with { folder in
            var lines = Self.lines(1...6)
            lines[1] = String(lines[1].dropLast(30))
            lines[2] = RuntimeSample.plain(3, ["statusCode": "200"]).jsonText
            lines[3] = "{\"timestamp\":\"2026-04-16T09:30:00Z\",\"a\":" + String(repeating: "[", count: 9_000)
            lines.append(RuntimeSample.plain(7, ["pad": .string(String(repeating: "x", count: 70_000))]).jsonText)
            lines.append("not json")
            lines.append(String(RuntimeSample.plain(8).jsonText.dropLast(9)))
            let path = try folder.write("audit.ndjson", lines.joined(separator: "\n"))
            let trail = MemoryTrail()
            let notices = Notices()
            let report = try await LogImporterTests.run(trail, [path], notices, format: .opencli)
            #expect(report.inserted == 3)
            #expect(report.rejected == 6)
            let numbers = notices.problems.compactMap(\.position?.line)
            #expect(numbers == [2, 3, 4, 7, 8, 9], "\(notices.problems)")
            #expect(notices.problems[1].message == "statusCode: expected a whole number.")
            #expect(notices.problems[3].message.hasPrefix("The record has 70"))
        }
    }

    @Test(
        "A file of another format is one problem that names the format",
        arguments: [
            (LogFormat.opencli, LogFormat.gitlab), (.opencli, .cloudtrail), (.gitlab, .opencli), (.gitlab, .cloudtrail),
            (.cloudtrail, .opencli), (.cloudtrail, .gitlab),
        ])
    func otherFormat(content: LogFormat, format: LogFormat) async throws {
        try await TemporaryFolder.with { folder in
            let lines =
                switch content {
                case .opencli: Self.lines(1...50)
                case .gitlab: (1...50).map { GitLabSample.event($0).jsonText }
                case .cloudtrail: try TrailSample.text(numbers: 1...50)
                }
            let path = try folder.write("log.json", lines.joined(separator: "\n"))
            try folder.write("compressed.json.gz", try await TemporaryFolder.gzipped(Array("[\(lines[0])]".utf8)))
            let notices = Notices()
            let paths = [path, folder.path + "/compressed.json.gz"]
            let report = try await LogImporterTests.run(MemoryTrail(), paths, notices, format: format)
            #expect(notices.problems.count == 2)
            for problem in notices.problems {
                #expect(problem.message.hasSuffix("import them with the format \(content.rawValue)."), "\(problem)")
            }
            #expect(report.inserted == 0)
            #expect(!report.isComplete)
        }
    }

    @Test("Random cuts and bytes never stop an import, and what is whole stays whole")
    func fuzz() async throws {
        try await TemporaryFolder.with { folder in
            var generator = SeededGenerator(seed: 11)
            for round in 0..<40 {
                let isRuntime = round % 2 == 0
                let good = (1...12).map {
                    isRuntime ? RuntimeSample.plain($0).jsonText : GitLabSample.event($0).jsonText
                }
                var bytes = Array(good.joined(separator: "\n").utf8)
                for _ in 0..<Int.random(in: 1...6, using: &generator) {
                    let index = Int.random(in: 0..<bytes.count, using: &generator)
                    switch Int.random(in: 0..<3, using: &generator) {
                    case 0: bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
                    case 1: bytes.removeSubrange(index..<min(index + 40, bytes.count))
                    default: bytes.insert(contentsOf: Array("{[\"\\".utf8), at: index)
                    }
                }
                let path = try folder.write("fuzz.ndjson", bytes)
                let trail = MemoryTrail()
                let report = try await LogImporterTests.run(
                    trail, [path], format: isRuntime ? .opencli : .gitlab)
                #expect(report.inserted == trail.now.events.count)
                // At most seven of twelve lines can have been hit; a joint of two lines may cost both.
                #expect(report.inserted >= 1, "round \(round)")
                for event in trail.now.events.values {
                    #expect(event.title.unicodeScalars.count <= 200)
                    #expect((event.detail?.unicodeScalars.count ?? 0) <= 4_000)
                }
            }
        }
    }
}
