// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Foundation
import Governance
import Testing

@testable import countersign

@Suite("B57: saved filters on disk")
struct SavedFilterFileTests {
    private func withFile(_ body: (SavedFilterFile) async throws -> Void) async throws {
        let folder = NSTemporaryDirectory() + "countersign-filters-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(SavedFilterFile.standard(home: folder))
    }

    @Test("They are kept by name, for this person alone, and deleted by name")
    func keeps() async throws {
        try await withFile { file in
            #expect(try await file.client.all().isEmpty)
            #expect(!FileManager.default.fileExists(atPath: file.path), "reading writes nothing")
            _ = try await file.client.save(SavedFilter(name: "b", expression: "actor:\"x y\""))
            _ = try await file.client.save(SavedFilter(name: "a", expression: "since:7d"))
            let all = try await file.client.save(SavedFilter(name: "b", expression: "outcome:denied"))
            #expect(
                all == [SavedFilter(name: "a", expression: "since:7d"), .init(name: "b", expression: "outcome:denied")])
            #expect(try await file.client.all() == all)
            let permissions = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(permissions == 0o600)
            #expect(try await file.client.delete("a").map(\.name) == ["b"])
            await #expect(throws: GovernanceError.self) { _ = try await file.client.delete("a") }
        }
    }

    @Test("B57: the command line keeps, shows and forgets the filters that the console has, and refuses what is none")
    func commands() async throws {
        try await withFile { file in
            let captured = CapturedOutput()
            func save(_ name: String, _ expression: String) async throws {
                try await FiltersCommand.Save.parse([name, expression]).perform(file, captured.output)
            }
            try await save("refusals", "outcome:denied since:7d")
            #expect(
                try await file.client.all() == [SavedFilter(name: "refusals", expression: "outcome:denied since:7d")])
            try await FiltersCommand.Show.parse(["refusals"]).perform(file, captured.output)
            #expect(captured.text == "outcome:denied since:7d\n")
            for (name, expression) in [("a b", "outcome:denied"), ("bad", "outcome:perhaps"), ("empty", " ")] {
                await #expect(throws: CommandFailure.self) { try await save(name, expression) }
            }
            try await FiltersCommand.Delete.parse(["refusals"]).perform(file, captured.output)
            await #expect(throws: GovernanceError.self) {
                try await FiltersCommand.Show.parse(["refusals"]).perform(file, captured.output)
            }
        }
    }

    @Test(
        "A file that is something else is told of and left as it is",
        arguments: ["", "{", "[]", "{\"filters\": [{\"name\": \"a b\", \"expression\": \"\"}]}"])
    func leaves(_ text: String) async throws {
        try await withFile { file in
            let folder = (file.path as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try text.write(toFile: file.path, atomically: true, encoding: .utf8)
            let error = await #expect(throws: GovernanceError.self) {
                _ = try await file.client.save(SavedFilter(name: "a", expression: "since:7d"))
            }
            #expect(error?.message.contains(file.path) == true)
            #expect(try String(contentsOfFile: file.path, encoding: .utf8) == text)
        }
    }

    @Test("Many consoles at once lose none")
    func concurrent() async throws {
        try await withFile { file in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        _ = try await file.client.save(SavedFilter(name: "f\(number)", expression: "since:7d"))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await file.client.all().count == 20)
        }
    }
}
