// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import LogExchange
import Testing

@Suite("C39: importing CloudTrail logs")
struct LogImporterTests {
    static func run(
        _ trail: MemoryTrail, _ paths: [String], _ notices: Notices = Notices(), format: LogFormat = .cloudtrail,
        origin: String? = nil, limits: LogImporter.Limits = LogImporter.Limits()
    ) async throws -> ImportReport {
        let importer = LogImporter(client: trail.client, context: ActionContext(surface: "cli"), limits: limits)
        return try await importer.importLogs(format, origin: origin, paths: paths, notify: notices.notify)
    }

    @Test("Files and folders, plain and gzip, in one import; a second one inserts nothing and says so")
    func idempotent() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("logs/1.json", TrailSample.trail(TrailSample.text(numbers: 1...10)))
            let second = TrailSample.trail(try TrailSample.text(numbers: 8...20))
            try folder.write("logs/deep/2.json.gz", try await TemporaryFolder.gzipped(Array(second.utf8)))
            let third = try folder.write("more.log", TrailSample.text(numbers: 21...25).joined(separator: "\n"))
            let trail = MemoryTrail()
            let notices = Notices()
            let first = try await Self.run(trail, [folder.path + "/logs", third], notices)
            #expect(first.isComplete)
            #expect([first.filesFound, first.filesRead, first.records] as [Int] == [3, 3, 28])
            #expect([first.inserted, first.duplicates, first.rejected] as [Int] == [25, 3, 0])
            #expect(trail.now.events.count == 25)
            #expect(notices.problems == [])
            #expect(notices.progress.last?.records == 28)
            let again = try await Self.run(trail, [folder.path + "/logs", third])
            #expect([again.inserted, again.duplicates, again.rejected] as [Int] == [0, 28, 0])
            #expect(trail.now.events.count == 25)
        }
    }

    @Test("The import is an event: files, counts, SHA-256")
    func summary() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("1.json", TrailSample.trail(TrailSample.text(numbers: 1...2) + ["{}"]))
            let trail = MemoryTrail()
            let report = try await Self.run(trail, [path])
            #expect(report.eventIDs == ["audit_1"])
            let summary = try #require(trail.now.summaries.first)
            #expect([summary.inserted, summary.duplicates, summary.rejected] as [Int] == [2, 0, 1])
            let file = try #require(summary.files.first)
            #expect(file.name == path)
            #expect(file.sha256.count == 64)
            #expect([file.records, file.rejected] as [Int] == [3, 1])
            #expect(file.bytes == (try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int))
        }
    }

    @Test("Many files make several events, and the counts add up")
    func manySummaries() async throws {
        try await TemporaryFolder.with { folder in
            for number in 1...60 {
                try folder.write("\(number).json", TrailSample.trail(TrailSample.text(numbers: number...number)))
            }
            var limits = LogImporter.Limits()
            limits.summaryBytes = 4_000
            let trail = MemoryTrail()
            let report = try await Self.run(trail, [folder.path], limits: limits)
            let summaries = trail.now.summaries
            #expect(summaries.count > 1)
            #expect(report.eventIDs.count == summaries.count)
            #expect(summaries.reduce(0) { $0 + $1.inserted } == 60)
            #expect(summaries.flatMap(\.files).count == 60)
            for summary in summaries { #expect(try JSONEncoder().encode(summary).count < 6_000) }
        }
    }

    @Test("Batches are bounded by records and by bytes")
    func batches() async throws {
        try await TemporaryFolder.with { folder in
            let path = try folder.write("1.json", TrailSample.trail(TrailSample.text(numbers: 1...100)))
            var limits = LogImporter.Limits()
            limits.batchRecords = 30
            let byCount = MemoryTrail()
            _ = try await Self.run(byCount, [path], limits: limits)
            #expect(byCount.now.batches == [30, 30, 30, 10])
            limits.batchBytes = 2_000
            let byBytes = MemoryTrail()
            _ = try await Self.run(byBytes, [path], limits: limits)
            #expect(byBytes.now.batches.count > 20)
            #expect(byBytes.now.events.count == 100)
        }
    }

    @Test("A broken file names its place, and all the rest is taken")
    func broken() async throws {
        try await TemporaryFolder.with { folder in
            let good = try TrailSample.text(numbers: 1...4)
            let noID = try TrailSample.text(TrailSample.record(9, ["eventID": nil]))
            try folder.write("1.json", "{\"Records\":[\(good[0]),\n\(good[1].dropLast(20)),\n\(good[2])]}")
            try folder.write("2.json", TrailSample.trail([noID, good[3]]))
            try folder.write("3.json", "")
            try folder.write("4.json", "this is no JSON")
            try folder.write("5.json", String(TrailSample.trail(try TrailSample.text(numbers: 5...6)).dropLast(30)))
            let gzipped = try await TemporaryFolder.gzipped(
                Array(TrailSample.trail(try TrailSample.text(numbers: 7...8)).utf8))
            try folder.write("6.json.gz", Array(gzipped.dropLast(12)))
            try folder.write("7.json", TrailSample.trail(TrailSample.text(numbers: 10...11)))
            let trail = MemoryTrail()
            let notices = Notices()
            let report = try await Self.run(trail, [folder.path, folder.path + "/missing"], notices)
            #expect(!report.isComplete)
            let problems = notices.problems.map { $0.description.dropFirst(folder.path.count + 1) }
            let places = [
                "missing: There is no such", "1.json:3:1 (byte ", "2.json:1:13 (byte 12), record 1: eventID: missing",
                "3.json:1:1 (byte 0): The file is empty.", "4.json: This is neither JSON",
                "5.json:1:", "6.json.gz:1:",
            ]
            #expect(problems.count == places.count)
            for (problem, place) in zip(problems, places) { #expect(problem.hasPrefix(place), "\(problem)") }
            #expect(problems[5].contains("record 2: The file ends in the middle of a record, which begins at 1:"))
            #expect(problems[6].contains("gzip: unexpected end of file"))
            #expect(report.rejected == 7)
            let taken = trail.now.events.keys.compactMap { $0.split(separator: "-").last.flatMap { Int($0) } }.sorted()
            #expect(Set(taken).isSuperset(of: [1, 3, 4, 5, 10, 11]))
            #expect(!taken.contains(2))
        }
    }

    @Test("A record that PostgreSQL rejects is named with its file")
    func rejected() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("1.json", TrailSample.trail(TrailSample.text(numbers: 1...3)))
            try folder.write("2.json", TrailSample.trail(TrailSample.text(numbers: 4...6)))
            let trail = MemoryTrail(rejects: { $0.originEventID == "event-5" })
            let notices = Notices()
            let report = try await Self.run(trail, [folder.path], notices)
            #expect([report.inserted, report.rejected] as [Int] == [5, 1])
            #expect(notices.problems.map(\.recordNumber) == [2])
            #expect(notices.problems.first?.description.contains("2.json:1:") == true)
            #expect(notices.problems.first?.message == "title: not today.")
        }
    }

    @Test("A file of problems is told in short and given up in the end")
    func problemCaps() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(
                "1.json", TrailSample.trail(Array(repeating: "{}", count: 50) + TrailSample.text(numbers: 1...1)))
            try folder.write(
                "2.json", TrailSample.trail(Array(repeating: "{}", count: 200) + TrailSample.text(numbers: 2...2)))
            var limits = LogImporter.Limits()
            limits.problemsPerFile = 100
            let trail = MemoryTrail()
            let notices = Notices()
            let report = try await Self.run(trail, [folder.path], notices, limits: limits)
            #expect(trail.now.events.keys.sorted() == ["cloudtrail/event-1"])
            #expect(report.rejected == 50 + 101)
            #expect(notices.problems.count == 42)
            #expect(notices.problems[20].message == "30 more problems in this file.")
            #expect(notices.problems[41].message == "81 more problems in this file. The rest of the file was left out.")
        }
    }

    @Test("A refusal ends the import and is told")
    func refusal() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("1.json", TrailSample.trail(TrailSample.text(numbers: 1...100)))
            var limits = LogImporter.Limits()
            limits.batchRecords = 10
            let refusal = ActionResult(outcome: .denied, code: "role-required", message: "No.", eventID: "audit_x")
            let trail = MemoryTrail(gate: { _ in refusal })
            let report = try await Self.run(trail, [folder.path], limits: limits)
            #expect(report.refusal == refusal)
            #expect(!report.isComplete)
            #expect(trail.now.summaries.isEmpty)
            #expect(trail.now.events.isEmpty)
        }
    }

    @Test("An import that was interrupted is recorded, and goes on when it is run again")
    func resumed() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("1.json", TrailSample.trail(TrailSample.text(numbers: 1...100)))
            var limits = LogImporter.Limits()
            limits.batchRecords = 10
            let isDown = Flag()
            let trail = MemoryTrail(gate: { batch in
                if batch == 4 && isDown.take() { throw GovernanceError(.unavailable, "The database went away.") }
                return nil
            })
            await #expect(throws: GovernanceError.self) { try await Self.run(trail, [folder.path], limits: limits) }
            #expect(trail.now.events.count == 40)
            #expect(trail.now.summaries.map(\.inserted) == [40])
            let report = try await Self.run(trail, [folder.path], limits: limits)
            #expect([report.inserted, report.duplicates] as [Int] == [60, 40])
            #expect(trail.now.events.count == 100)
        }
    }

    @Test("A cancelled import stops, and what was taken is recorded")
    func cancelled() async throws {
        try await TemporaryFolder.with { folder in
            for number in 0..<20 {
                let numbers = number * 50 + 1...number * 50 + 50
                try folder.write("\(number).json", TrailSample.trail(TrailSample.text(numbers: numbers)))
            }
            var limits = LogImporter.Limits()
            limits.batchRecords = 10
            let trail = MemoryTrail()
            let path = folder.path
            let task = Task { [limits] in
                try await LogImporter(client: trail.client, context: ActionContext(surface: "cli"), limits: limits)
                    .importLogs(.cloudtrail, paths: [path]) { notice in
                        if case .progress = notice { withUnsafeCurrentTask { $0?.cancel() } }
                    }
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            let taken = trail.now
            #expect((1..<1_000).contains(taken.events.count))
            #expect(taken.summaries.map(\.inserted).reduce(0, +) == taken.events.count)
        }
    }

    @Test("A file without an extension is passed over where it is no log")
    func passedOver() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("LICENSE", "Apache")
            try folder.write("empty", "")
            try folder.write("trail", TrailSample.trail(TrailSample.text(numbers: 1...2)))
            let report = try await Self.run(MemoryTrail(), [folder.path])
            #expect(report.isComplete)
            #expect([report.filesRead, report.filesIgnored, report.inserted] as [Int] == [1, 2, 2])
        }
    }
}
