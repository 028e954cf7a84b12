// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import ConsoleUI
import Foundation
import Governance
import GovernanceTestSupport
import Testing

@testable import countersign

@Suite("P1-23 B66: the key file")
struct KeyFileTests {
    private func load(_ text: String) throws -> (keymap: Keymap, problems: [String]) {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID()).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        let (keymap, problems) = KeyFile.load(file.path)
        return (keymap, problems.map { $0.description.replacingOccurrences(of: file.path, with: "FILE") })
    }

    @Test("A name and its keys a line, or in sections; what YAML takes for something else stays a key")
    func reads() throws {
        let (keymap, problems) = try load(
            """
            # mine
            timeline.follow: L
            global.help: ["?", F1, F9]
            global.pause: N
            screen.overview: 9
            request:
              sign: S
              reject: [X, Alt-x]
            list.copy: []
            """)
        #expect(problems.isEmpty)
        #expect(keymap.notation(of: "timeline.follow") == ["L"])
        #expect(keymap.notation(of: "global.help") == ["?", "F1", "F9"])
        #expect(keymap.notation(of: "global.pause") == ["N"])
        #expect(keymap.notation(of: "screen.overview") == ["9"])
        #expect(keymap.notation(of: "request.sign") == ["S"])
        #expect(keymap.notation(of: "request.reject") == ["X", "Alt-x"])
        #expect(keymap.notation(of: "list.copy").isEmpty)
    }

    @Test(
        "Whatever is wrong is told with file, line and fix, and the standard keys stay",
        arguments: [
            ("global.help: ?\n", "FILE:1: is not YAML: "),
            ("a: [\n", "FILE:2: is not YAML: "),
            ("timeline.follow: F\ntimeline.follow: G\n", "twice; keep one of them"),
            ("- timeline.follow\n", "FILE:1: a name and its keys belong here"),
            ("just words\n", "FILE:1: a name and its keys belong here"),
            ("# x\n\ntimeline.follow:\n", "FILE:3: timeline.follow: a key or a list of keys belongs here"),
            ("timeline.follow: [[F]]\n", "FILE:1: timeline.follow: a key or a list of keys belongs here"),
            ("\ntimeline.folow: F\n", "FILE:2: timeline.folow: there is no action of this name; did you mean"),
            ("timeline.follow: Ctrl-M\n", "FILE:1: timeline.follow: terminals cannot tell Ctrl-M from Enter"),
            ("review.confirm: Enter\n", "FILE:1: review.confirm: is fixed"),
        ])
    func faults(text: String, words: String) throws {
        let (keymap, problems) = try load(text)
        #expect(keymap == .standard)
        #expect(problems.count == 1)
        #expect(problems.first?.contains(words) == true, "\(problems)")
    }

    @Test("No file and an empty one are no fault; a folder and a file that is no text are")
    func files() throws {
        #expect(KeyFile.load("/nonexistent/keys.yaml").problems.isEmpty)
        for text in ["", "# nothing yet\n", "---\n"] { #expect(try load(text).problems.isEmpty) }
        #expect(KeyFile.load("/").problems.first?.message.contains("cannot be read") == true)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID()).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data([0xFF, 0xFE, 0x00]).write(to: file)
        #expect(KeyFile.load(file.path).problems.first?.message.contains("UTF-8") == true)
    }

    @Test("It lies beside the configuration file")
    func place() {
        #expect(KeyFile.path(environment: ["XDG_CONFIG_HOME": "/c"]) == "/c/countersign/keys.yaml")
        #expect(KeyFile.path(environment: ["HOME": "/h"]) == "/h/.config/countersign/keys.yaml")
    }

    @Test("keys list and keys check parse, and so do --plain and --no-mouse")
    func commands() throws {
        #expect(try Countersign.parseAsRoot(["keys"]) is KeysCommand.List)
        #expect(try (Countersign.parseAsRoot(["keys", "check", "f"]) as? KeysCommand.Check)?.file == "f")
        let console = try #require(try Countersign.parseAsRoot(["--plain", "--no-mouse"]) as? ConsoleCommand)
        #expect(console.options.isPlain && console.options.usesMouse == false)
    }
}

@Suite("P1-21: what the command line remembers")
struct HistoryFileTests {
    private func withFile(_ body: (HistoryFile) throws -> Void) rethrows {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("history-\(UUID())")
        defer { try? FileManager.default.removeItem(at: home) }
        try body(HistoryFile(path: home.path + "/state/history"))
    }

    private func mode(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("Lines come back in order, each once, for their owner alone")
    func keeps() throws {
        try withFile { file in
            #expect(file.lines().isEmpty)
            for line in ["timeline", "filter severity:high", "timeline"] { file.add(line) }
            #expect(file.lines() == ["filter severity:high", "timeline"])
            #expect(try mode(file.path) == 0o600)
            #expect(try mode(URL(fileURLWithPath: file.path).deletingLastPathComponent().path) == 0o700)
            let names = try FileManager.default.contentsOfDirectory(
                atPath: URL(fileURLWithPath: file.path).deletingLastPathComponent().path)
            #expect(names == ["history"])
        }
    }

    @Test("It never outgrows its limits, whatever is added")
    func limits() throws {
        try withFile { file in
            for number in 0..<(HistoryFile.lineLimit + 50) { file.add("event audit_\(number)") }
            #expect(file.lines().count == HistoryFile.lineLimit)
            #expect(file.lines().last == "event audit_\(HistoryFile.lineLimit + 49)")
            for number in 0..<40 { file.add("filter \(number)" + String(repeating: "x", count: 4_000)) }
            let size = try #require(FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int)
            #expect(size <= HistoryFile.sizeLimit)
        }
    }

    @Test("A file that was spoilt by hand steers no terminal, and a line of several is none")
    func hostile() throws {
        try withFile { file in
            file.add("timeline")
            try Data("good\n\u{1B}]52;c;AAAA\u{7}\nsources\n".utf8).write(to: URL(fileURLWithPath: file.path))
            #expect(file.lines() == ["good", "sources"])
            file.add("two\nlines")
            #expect(file.lines() == ["good", "sources"])
        }
    }

    @Test("Consoles that add at the same time spoil nothing")
    func together() async throws {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("history-\(UUID())")
        defer { try? FileManager.default.removeItem(at: home) }
        let file = HistoryFile(path: home.path + "/state/history")
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<8 { group.addTask { for line in 0..<10 { file.add("event audit_\(number)_\(line)") } } }
        }
        let lines = file.lines()
        #expect(!lines.isEmpty)
        for line in lines { #expect(line.hasPrefix("event audit_") && line.count < 24) }
    }
}
