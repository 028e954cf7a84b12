// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import GovernanceStore
import Testing

@Suite("The series of migrations")
struct MigrationSeriesTests {
    private static func file(_ name: String, _ sql: String = "select 1;") throws -> MigrationFile {
        try MigrationFile(name: name, bytes: Data(sql.utf8))
    }

    private static func series(_ count: Int) throws -> MigrationSeries {
        let files = try (0...count).map { number in
            let digits = String(number)
            return try file(String(repeating: "0", count: 4 - digits.count) + digits + "_step.sql", "select \(number);")
        }
        return try MigrationSeries(files: files)
    }

    private static func applied(_ series: MigrationSeries, _ count: Int) -> [AppliedMigration] {
        series.files.prefix(count).map { AppliedMigration(version: $0.version, name: $0.name, sha256: $0.sha256) }
    }

    @Test("the checksum is the SHA-256 of the bytes")
    func checksum() throws {
        // FIPS 180-4, example "abc"
        let file = try Self.file("0001_abc.sql", "abc")
        #expect(file.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(file.version == 1)
    }

    @Test(
        "other names are refused",
        arguments: ["1_a.sql", "00001_a.sql", "0001-a.sql", "0001_.sql", "0001_a.txt", "a001_a.sql"])
    func names(name: String) {
        let error = #expect(throws: MigrationError.self) { try Self.file(name) }
        #expect(error?.code == .resourcesInvalid)
    }

    @Test("a gap, a number used twice and a missing bootstrap are refused")
    func series() throws {
        let sets = [
            ["0000_a.sql", "0001_a.sql", "0003_b.sql"], ["0000_a.sql", "0001_a.sql", "0001_b.sql"], ["0001_a.sql"],
        ]
        for names in sets {
            let files = try names.map { try Self.file($0) }
            let error = #expect(throws: MigrationError.self) { try MigrationSeries(files: files) }
            #expect(error?.code == .resourcesInvalid)
        }
    }

    @Test("the state tells how many are missing")
    func states() throws {
        let series = try Self.series(3)
        #expect(try series.state(applied: Self.applied(series, 3)) == .current(version: 3))
        #expect(try series.state(applied: Self.applied(series, 1)) == .older(version: 1, pending: 2))
        #expect(try series.state(applied: []) == .older(version: 0, pending: 3))
        let later = try Self.series(5)
        #expect(try series.state(applied: Self.applied(later, 5)) == .newer(version: 5))
    }

    @Test("a changed file is drift, and names the file")
    func drift() throws {
        let series = try Self.series(3)
        var rows = Self.applied(series, 2)
        rows[1].sha256 = String(repeating: "0", count: 64)
        let error = #expect(throws: MigrationError.self) { try series.state(applied: rows) }
        #expect(error?.code == .drift)
        #expect(error?.message.contains("0002_step.sql") == true)
    }

    @Test("a missing row below another is a gap")
    func gap() throws {
        let series = try Self.series(3)
        let rows = Self.applied(series, 3).filter { $0.version != 2 }
        let error = #expect(throws: MigrationError.self) { try series.state(applied: rows) }
        #expect(error?.code == .gap)
    }
}
