// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import LogExchange
import Testing

/// The events of a real (simulated) attack, where they are at hand: in the folder that COUNTERSIGN_CLOUDTRAIL_SAMPLE
/// names, or in `../shared/data/cloudtrail` beside the repository.
enum RealTrail {
    static let path: String? = {
        let named = ProcessInfo.processInfo.environment["COUNTERSIGN_CLOUDTRAIL_SAMPLE"]
        var places = named.map { [$0] } ?? []
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        places.append(root.deletingLastPathComponent().path + "/shared/data/cloudtrail")
        // A linked worktree may lie one folder deeper.
        places.append(root.deletingLastPathComponent().deletingLastPathComponent().path + "/shared/data/cloudtrail")
        return places.first { FileManager.default.fileExists(atPath: $0) }
    }()

    static let missing: Comment = """
        SKIPPED: no real CloudTrail records. Name their folder in COUNTERSIGN_CLOUDTRAIL_SAMPLE, or put them into \
        ../shared/data/cloudtrail beside the repository.
        """
}

@Suite("A5 A8 A9 A15 C2 C39: real CloudTrail records", .enabled(if: RealTrail.path != nil, RealTrail.missing))
struct RealTrailTests {
    @Test("All are taken, once, within the limits of the columns")
    func all() async throws {
        let path = try #require(RealTrail.path)
        let trail = MemoryTrail()
        let notices = Notices()
        let report = try await LogImporterTests.run(trail, [path], notices)
        #expect(notices.problems == [])
        #expect(report.isComplete)
        #expect(report.records > 0)
        #expect(report.inserted == report.records)
        let again = try await LogImporterTests.run(trail, [path])
        #expect([again.inserted, again.duplicates] as [Int] == [0, report.records])

        let events = Array(trail.now.events.values)
        for event in events {
            #expect(event.title.unicodeScalars.count <= 200)
            #expect(event.actorUsername != nil)
            #expect(event.actorAuthMethod != nil)
            #expect(event.clientAddress != nil)
            #expect(event.tenant?.count == 12)
            #expect(event.severity != .critical)
            #expect((event.outcome == .succeeded) == (event.errorCode == nil))
            let text = String(decoding: try JSONEncoder().encode(event), as: UTF8.self)
            #expect(text.firstRange(of: #/A[KS]IA[0-9A-Z]{16}/#) == nil)
        }
        #expect(events.contains { $0.severity == .high && $0.action == "CREATE_ACCESS_KEY" })
        #expect(events.contains { $0.severity == .high && $0.action == "STOP_LOGGING" })
        #expect(events.contains { $0.outcome == .denied })
        let named = events.filter { $0.resourceID != nil }.count
        #expect(named * 2 > events.count)
    }
}
