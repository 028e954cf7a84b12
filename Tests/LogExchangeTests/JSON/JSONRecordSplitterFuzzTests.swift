// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@testable import LogExchange

@Suite("C39: cutting JSON into records, at random")
struct JSONRecordSplitterFuzzTests {
    private static func value(_ random: inout SeededGenerator, depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 4 ? 5 : 8), using: &random) {
        case 0: return "null"
        case 1: return Bool.random(using: &random) ? "true" : "false"
        case 2: return ["0", "-1", "12.5", "1e9", "-0.25E-3", "9007199254740993"].randomElement(using: &random) ?? "0"
        case 3, 4: return text(&random)
        case 5:
            let count = Int.random(in: 0...3, using: &random)
            return "[" + (0..<count).map { _ in value(&random, depth: depth + 1) }.joined(separator: " , ") + "]"
        default: return object(&random, depth: depth + 1)
        }
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        let parts = [
            "a", "Records", "{", "}", "[", "]", ",", ":", "\\\"", "\\\\", "\\n", "\\u007b", "\\ud83d\\ude00", "é", "日",
            "😀",
            "{\\\"eventVersion\\\":1}", " ", "\u{202E}", "\u{7F}",
        ]
        let count = Int.random(in: 0...6, using: &random)
        return "\"" + (0..<count).map { _ in parts.randomElement(using: &random) ?? "" }.joined() + "\""
    }

    private static func object(_ random: inout SeededGenerator, depth: Int) -> String {
        let count = Int.random(in: 0...4, using: &random)
        let members = (0..<count).map { _ in
            text(&random) + [":", " : ", ":\n"][Int.random(in: 0...2, using: &random)]
                + value(&random, depth: depth)
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// A document with its records; top-level records avoid the one key that would make them an envelope.
    private static func document(_ random: inout SeededGenerator) -> (text: String, records: [String]) {
        let records = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            "{\"eventVersion\":\"1\"," + object(&random, depth: 0).dropFirst()
        }.map { $0.hasSuffix(",}") ? $0.dropLast(2) + "}" : $0 }
        switch Int.random(in: 0...3, using: &random) {
        case 0: return ("{\"Records\":[\(records.joined(separator: ","))]}", records)
        case 1:
            let other = value(&random, depth: 3)
            return (
                "{ \"x\": \(other), \"Records\" : [ \(records.joined(separator: " ,\n"))\n], \"y\": \(other)}", records
            )
        case 2: return ("[\(records.joined(separator: ","))]", records)
        default: return ("[\(records.joined(separator: "\n,"))]\n", records)
        }
    }

    @Test("Any chunks give the same records", arguments: 0..<20 as Range<UInt64>)
    func chunks(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<10 {
            let (text, records) = Self.document(&random)
            let bytes = Array(text.utf8)
            let whole = JSONRecordSplitterTests.split(bytes) { bytes.count }
            #expect(JSONRecordSplitterTests.records(whole) == records, "\(text)")
            #expect(JSONRecordSplitterTests.problems(whole) == [], "\(text)")
            for _ in 0..<4 {
                let largest = [1, 2, 9, 64].randomElement(using: &random) ?? 1
                let pieces = JSONRecordSplitterTests.split(bytes) { Int.random(in: 1...largest, using: &random) }
                #expect(pieces == whole, "\(text)")
            }
        }
    }

    @Test(
        "Damaged documents never trap, give the same in any chunks, and only well-formed records",
        arguments: 0..<30 as Range<UInt64>)
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: 1_000 + seed)
        for _ in 0..<10 {
            var bytes = Array(Self.document(&random).text.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(Array("{}[]\",:\\\n".utf8).randomElement(using: &random) ?? 0, at: index)
                default: bytes.removeLast(bytes.count - index)
                }
            }
            check(bytes, &random)
        }
    }

    @Test("Random bytes never trap or hang", arguments: 0..<30 as Range<UInt64>)
    func noise(seed: UInt64) {
        var random = SeededGenerator(seed: 2_000 + seed)
        let alphabet = Array("{}[]\":,\\ \neE+-.0123456789tfnulrsaR{\"eventVersion\":".utf8)
        for round in 0..<10 {
            let bytes = (0..<Int.random(in: 0...400, using: &random)).map { _ in
                round.isMultiple(of: 2)
                    ? UInt8.random(in: 0...255, using: &random) : alphabet.randomElement(using: &random) ?? 0
            }
            check(bytes, &random)
        }
    }

    private func check(_ bytes: [UInt8], _ random: inout SeededGenerator) {
        let text = String(decoding: bytes, as: UTF8.self)
        let whole = JSONRecordSplitterTests.split(bytes, maximumRecordSize: 500) { bytes.count }
        let pieces = JSONRecordSplitterTests.split(bytes, maximumRecordSize: 500) {
            Int.random(in: 1...9, using: &random)
        }
        #expect(pieces == whole, "\(text)")
        for case .record(let record) in whole {
            // Half a surrogate pair is in the grammar (RFC 8259, section 8.2) and refused by every decoder.
            let text = String(decoding: record.bytes, as: UTF8.self).lowercased()
            if text.replacing("\\ud83d\\ude00", with: "").contains("\\ud") { continue }
            #expect(throws: Never.self, "\(String(decoding: record.bytes, as: UTF8.self))") {
                _ = try JSONSerialization.jsonObject(with: Data(record.bytes))
            }
        }
        for case .problem(let problem) in whole {
            #expect((0...bytes.count).contains(problem.position.offset))
        }
    }
}
