// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@testable import ConsoleUI

/// The words of the screen stand in `Sources/ConsoleUI/Words`; elsewhere a literal is a name that programs use.
@Suite("P1-40: one catalogue of words")
struct CatalogueTests {
    /// What is no word of the screen: names that are typed, sent, or written to files. By file.
    private static let names: [String: Set<String>] = [
        "CommandLine/CommandLine+Parsing.swift": Set(CommandLine.entries.map(\.name)),
        "CommandLine/CommandLine.Entry+Finding.swift": Set(CommandLine.aliases.keys).union(CommandLine.aliases.values),
        "Console/Console.State.swift": ["console"],
        "Console/Console.State+hints.swift": [
            "Tab", "Esc", "Ctrl-S", "Ctrl-Y", "PgDn", "list.copy", "event.request",
        ],
        "Console/HeaderView.swift": ["prod"],
        "EventDetail/EventFields.swift": ["old", "new", "true", "false", "null"],
        "Review/Review.State.swift": ["tenant", "package", "lease", "open"],
        "Sources/SourceLines.swift": ["http://"],
        "Timeline/Timeline+bindings.swift": ["UTC"],
        "Timeline/EventColumns.swift": ["UTC"],
        "Components/DisplayZone.swift": ["UTC"],
        // Keys under which drafts are kept.
        "Workflows/Workflows.State.swift": ["lease "],
        "Form/Form.State.swift": ["draft ", "amend "],
        "Review/SubjectStep.swift": ["escalate ", "review ", "block ", "unblock ", "serve ", "drain "],
        "Mouse/Click.swift": ["tab", "hint", "key", "row", "list.", "cancel", "field", "choice.", "review", "term"],
    ]
    /// Files whose literals are names all through: actions and keys as a file writes them.
    private static let namesOnly: Set<String> = [
        "Keymap/KeyNotation.swift", "Keymap/Keymap+actions.swift", "Keymap/Keymap.swift",
        "Keymap/Keymap+reading.swift",
        // A specimen of every style, not words that say anything.
        "Settings/ThemeSpecimen.swift", "Mouse/Console.State+mouse.swift", "Console/Console.State+keys.swift",
    ]

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/ConsoleUI")

    @Test("No word of the screen stands anywhere else")
    func words() throws {
        let files = try #require(FileManager.default.enumerator(at: Self.folder, includingPropertiesForKeys: nil))
        var count = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            let path = String(file.path.dropFirst(Self.folder.path.count + 1))
            guard !path.hasPrefix("Words/"), !Self.namesOnly.contains(path) else { continue }
            count += 1
            let source = try String(contentsOf: file, encoding: .utf8)
            for literal in Self.literals(in: source) where Self.hasWord(literal) {
                #expect(Self.names[path]?.contains(literal) == true, "\(path): “\(literal)” belongs into Words")
            }
        }
        #expect(count > 50)
    }

    @Test("The search finds what it is to find")
    func search() {
        let source = #"""
            // "a comment"
            let a: DisplayText = "Loading \(name) now" // "another"
            let b = "✗ \(f("inner word")) · "
            let c = """
                several \(x)
                """
            let d = "\"quoted\""
            """#
        let found = Self.literals(in: source).filter(Self.hasWord)
        #expect(found == ["Loading  now", "inner word", "\n    several \n    ", "\\\"quoted\\\""])
    }

    /// Two letters beside each other are a word; one lower-case token without a space is a name, e.g. a workflow's.
    private static func hasWord(_ literal: String) -> Bool {
        let isName = literal.allSatisfy {
            $0.isASCII && !$0.isUppercase && ($0.isLetter || $0.isNumber || "._:-".contains($0))
        }
        guard !isName else { return false }
        var run = 0
        for character in literal {
            run = character.isLetter ? run + 1 : 0
            if run == 2 { return true }
        }
        return false
    }

    /// The string literals of a source without what is interpolated; literals in there are found by themselves.
    static func literals(in source: String) -> [String] {
        let characters = Array(source)
        var found: [(start: Int, text: String)] = []
        var index = 0
        scan(characters, &index, depth: nil, &found)
        return found.sorted { $0.start < $1.start }.map(\.text)
    }

    /// Reads code up to the end, or to the parenthesis that closes an interpolation.
    private static func scan(
        _ source: [Character], _ index: inout Int, depth start: Int?, _ found: inout [(start: Int, text: String)]
    ) {
        var depth = start ?? 0
        while index < source.count {
            switch source[index] {
            case "/" where index + 1 < source.count && source[index + 1] == "/":
                while index < source.count, source[index] != "\n" { index += 1 }
            case "(":
                depth += 1
                index += 1
            case ")":
                depth -= 1
                index += 1
                if start != nil, depth == 0 { return }
            case "\"": literal(source, &index, &found)
            default: index += 1
            }
        }
    }

    private static func literal(
        _ source: [Character], _ index: inout Int, _ found: inout [(start: Int, text: String)]
    ) {
        let start = index
        let isLong = index + 2 < source.count && source[index + 1] == "\"" && source[index + 2] == "\""
        let quotes = isLong ? 3 : 1
        index += quotes
        var text = ""
        while index < source.count {
            if source[index] == "\\", index + 1 < source.count {
                if source[index + 1] == "(" {
                    index += 2
                    scan(source, &index, depth: 1, &found)
                } else {
                    text += String(source[index...(index + 1)])
                    index += 2
                }
            } else if source[index...].prefix(quotes).allSatisfy({ $0 == "\"" }) {
                index += quotes
                break
            } else {
                text.append(source[index])
                index += 1
            }
        }
        found.append((start, text))
    }
}
