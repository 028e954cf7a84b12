// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Foundation
import Governance
import Testing
import ThemeKit

@testable import countersign

@Suite("countersign themes")
struct ThemesCommandTests {
    private func withThemes(_ files: [String: String], _ body: (ThemeLibrary, String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("countersign-themes-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in files {
            try text.write(toFile: folder + "/" + name, atomically: false, encoding: .utf8)
        }
        try body(ThemeLibrary(folders: [folder]), folder)
    }

    private func check(
        _ file: String, _ library: ThemeLibrary, format: String = "json"
    ) throws -> (status: CommandStatus, text: String, words: String) {
        let arguments = ["themes", "check", file, "--format", format]
        let command = try #require(try Countersign.parseAsRoot(arguments) as? ThemesCommand.Check)
        let captured = CapturedOutput()
        let status = try command.perform(library, captured.output)
        return (status, captured.text, captured.narration)
    }

    @Test("P1 36: a bad file ends with 2 and names its line, its key and what to write")
    func bad() throws {
        try withThemes(["mine.yaml": "styles:\n  title: bold\n  accent: blurple\n"]) { library, folder in
            let (status, text, words) = try check(folder + "/mine.yaml", library)
            #expect(status == .usage)
            let problems = try JSONDecoder().decode([JSONValue].self, from: Data(text.utf8))
            guard case .object(let problem)? = problems.first else { throw CocoaError(.coderReadCorrupt) }
            #expect(problem["level"] == .string("error") && problem["line"] == .integer(3))
            #expect(problem["key"] == .string("styles.accent"))
            #expect(problem["file"] == .string(folder + "/mine.yaml"))
            #expect(words.contains("cannot use it"))
            let table = try check(folder + "/mine.yaml", library, format: "table").text
            #expect(table.contains("error") && table.contains("3  styles.accent") && table.contains("#rrggbb"))
        }
    }

    @Test("Warnings leave a theme usable; a good one is fine")
    func usable() throws {
        let files = ["mine.yaml": "colour: red\nstyles:\n  title: 1\n", "good.yaml": "name: Good\nstyles: {title: 1}"]
        try withThemes(files) { library, _ in
            let (status, text, words) = try check("mine", library)
            #expect(status == .done && text.contains("\"warning\"") && text.contains("\"line\": 1"))
            #expect(words == "mine: usable, with warnings.\n")
            let good = try check("good", library)
            #expect(good.status == .done && good.text == "[]\n" && good.words == "Good: fine.\n")
            #expect(try check("nowhere", library).status == .usage)
        }
    }

    @Test("The list names every theme with its file, and what is wrong with it")
    func list() throws {
        let files = ["bad.yaml": "styles: red", "light.yaml": "variant: light"]
        try withThemes(files) { library, folder in
            let command = try #require(
                try Countersign.parseAsRoot(["themes", "list", "--format", "json"]) as? ThemesCommand.List)
            let captured = CapturedOutput()
            try command.perform(library, inUse: "light", captured.output)
            let themes = try JSONDecoder().decode([[String: JSONValue]].self, from: Data(captured.text.utf8))
            #expect(themes.map { $0["name"] } == [.string("bad"), .string("countersign-dark"), .string("light")])
            #expect(themes.map { $0["variant"] } == [.null, .string("dark"), .string("light")])
            #expect(themes.map { $0["is_in_use"] } == [.bool(false), .bool(false), .bool(true)])
            #expect(themes[1]["file"] == .null && themes[2]["file"] == .string(folder + "/light.yaml"))
            guard case .string(let problem)? = themes[0]["problem"] else { throw CocoaError(.coderReadCorrupt) }
            #expect(problem.contains("bad.yaml:1"))
        }
    }
}
