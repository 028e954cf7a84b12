// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import GovernanceStore
import Testing

@Suite("Finding the files that travel with the program")
struct ShareFolderTests {
    @Test("an explicit folder comes first, then the installed tree, then the build tree")
    func order() {
        let share = ShareFolder(
            environment: ["COUNTERSIGN_SHARE": "/opt/share"], executable: "/usr/local/bin/countersign", arguments: [])
        #expect(
            share.candidates == [
                "/opt/share", "/usr/local/share/countersign",
                "/usr/local/bin/countersign_GovernanceStore.resources",
            ])
    }

    @Test("a test bundle that another program loads brings its own folder")
    func testBundle() {
        let share = ShareFolder(
            environment: [:], executable: "/usr/bin/helper",
            arguments: ["helper", "--test-bundle-path", "/build/debug/aPackageTests.xctest/Contents/MacOS/a"])
        #expect(share.candidates.last == "/build/debug/countersign_GovernanceStore.resources")
    }

    @Test("the first place that has the folder wins")
    func firstMatch() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "share-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for place in ["b", "c"] {
            try FileManager.default.createDirectory(
                at: root.appending(path: "\(place)/Migrations"), withIntermediateDirectories: true)
        }
        let share = ShareFolder(candidates: ["a", "b", "c"].map { root.path + "/" + $0 })
        #expect(try share.find("Migrations") == root.path + "/b/Migrations")
    }

    @Test("where nothing is found the error names every place and the way out")
    func missing() {
        let share = ShareFolder(candidates: ["/nowhere/a", "/nowhere/b"])
        let error = #expect(throws: MigrationError.self) { try share.find("Migrations") }
        #expect(error?.code == .resourcesMissing)
        for words in ["Migrations", "/nowhere/a", "/nowhere/b", "COUNTERSIGN_SHARE"] {
            #expect(error?.message.contains(words) == true)
        }
    }

    @Test("this test run finds the migrations")
    func present() throws {
        let series = try MigrationSeries(folder: ShareFolder().find("Migrations"))
        #expect(series.latest >= 1)
        #expect(series.bootstrap.version == 0)
    }
}
