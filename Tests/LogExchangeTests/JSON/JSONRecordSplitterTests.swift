// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@testable import LogExchange

@Suite("C39: cutting JSON into records")
struct JSONRecordSplitterTests {
    static func split(
        _ text: String, chunk: Int = .max, maximumRecordSize: Int = JSONRecordSplitter.defaultMaximumRecordSize
    ) -> [SplitPiece] {
        split(Array(text.utf8), maximumRecordSize: maximumRecordSize) { chunk }
    }

    static func split(
        _ bytes: [UInt8], maximumRecordSize: Int = JSONRecordSplitter.defaultMaximumRecordSize, chunk: () -> Int
    ) -> [SplitPiece] {
        var splitter = JSONRecordSplitter(
            recordsKey: "Records", recordStartKeys: ["eventVersion"], maximumRecordSize: maximumRecordSize)
        var pieces: [SplitPiece] = []
        var index = 0
        while index < bytes.count {
            let end = index + min(max(1, chunk()), bytes.count - index)
            pieces += splitter.consume(Array(bytes[index..<end]))
            index = end
        }
        return pieces + splitter.finish()
    }

    static func records(_ pieces: [SplitPiece]) -> [String] {
        pieces.compactMap {
            if case .record(let record) = $0 { String(decoding: record.bytes, as: UTF8.self) } else { nil }
        }
    }

    static func problems(_ pieces: [SplitPiece]) -> [SplitProblem] {
        pieces.compactMap { if case .problem(let problem) = $0 { problem } else { nil } }
    }

    @Test(
        "Every form of a document gives its records",
        arguments: [
            #"{"Records":[{"a":1},{"b":"}"}]}"#,
            "\u{FEFF}{\"Records\":[{\"a\":1},{\"b\":\"}\"}]}",
            #" { "z" : [ {"Records": [0]} ], "y": {"Records": [{}]}, "Records" : [ {"a":1} , {"b":"}"} ] , "x" : -1.5e+3 } "#,
            #"{"\u0052ecord\u0073":[{"a":1},{"b":"}"}]}"#,
            #"{"Records":[{"a":1}]}{"Records":[]}{"Records":[{"b":"}"}]}"#,
            #"{"Records":[{"a":1}],"Records":[{"b":"}"}]}"#,
            #"[{"a":1},{"b":"}"}]"#,
            "{\"a\":1}\n{\"b\":\"}\"}\n",
            "{\"a\":1}{\"b\":\"}\"}",
        ])
    func forms(document: String) {
        for chunk in [1, 2, 3, 7, .max] {
            let pieces = Self.split(document, chunk: chunk)
            #expect(Self.records(pieces) == [#"{"a":1}"#, #"{"b":"}"}"#])
            #expect(Self.problems(pieces) == [])
        }
    }

    @Test(
        "Records are passed on byte for byte",
        arguments: [
            #"{"a":{"b":[{"c":[[],{}]},"]}","\"}{","\\",null,true,false]}}"#, #"{}"#, #"{"":""}"#,
            #"{"n":[0,-0,10,-1.25,1e9,1E-9,2.5e+10]}"#, #"{"é":"\u00e9\ud83d\ude00 日本 😀"}"#,
            "{ \"a\" :\t1 ,\r\n \"b\": [ ] }",
        ])
    func bytes(record: String) {
        for chunk in [1, 2, 5, .max] {
            #expect(Self.records(Self.split("{\"Records\":[\(record)]}", chunk: chunk)) == [record])
            #expect(Self.records(Self.split(record, chunk: chunk)) == [record])
        }
    }

    @Test("A record knows its number and place")
    func places() throws {
        let pieces = Self.split("{\"Records\":[\n{},\n  {\"é\":1}]}\n")
        let records = pieces.compactMap { if case .record(let record) = $0 { record } else { nil } }
        #expect(records.map(\.number) == [1, 2])
        #expect(records.map(\.position.description) == ["2:1 (byte 13)", "3:3 (byte 19)"])
    }

    struct Broken: Sendable, CustomTestStringConvertible {
        var document: String
        var place: String
        var record: Int?
        var words: String
        var kept: Int

        var testDescription: String { words }
    }

    static let a = #"{"eventVersion":"a"}"#
    static let b = #"{"eventVersion":"b"}"#

    @Test(
        "A broken passage names its place, and the rest goes on",
        arguments: [
            Broken(document: "", place: "1:1 (byte 0)", words: "empty", kept: 0),
            Broken(document: " \n", place: "2:1 (byte 2)", words: "no JSON", kept: 0),
            Broken(document: "hello", place: "1:1 (byte 0)", words: "Expected the {", kept: 0),
            Broken(
                document: #"{"Records":null}"#, place: "1:12 (byte 11)", record: 1, words: "array of records", kept: 0),
            // Scalars
            Broken(
                document: #"{"Records":[{"x":tru},\#(a),\#(b)]}"#, place: "1:21 (byte 20)", record: 1,
                words: "Expected true", kept: 2),
            Broken(
                document: #"{"Records":[\#(a),{"x":01},\#(b)]}"#, place: "1:40 (byte 39)", record: 2, words: "number",
                kept: 2),
            Broken(
                document: #"{"Records":[\#(a),{"x":-},\#(b)]}"#, place: "1:40 (byte 39)", record: 2, words: "number",
                kept: 2),
            Broken(
                document: #"{"Records":[\#(a),5,"x",null,[{}],\#(b)]}"#, place: "1:34 (byte 33)", record: 2,
                words: "object", kept: 2),
            // Strings
            Broken(
                document: #"{"Records":[{"x":"\q"},\#(a)]}"#, place: "1:20 (byte 19)", record: 1, words: "escape",
                kept: 1),
            Broken(
                document: #"{"Records":[{"x":"\u12G4"},\#(a)]}"#, place: "1:23 (byte 22)", record: 1,
                words: "hexadecimal", kept: 1),
            Broken(
                document: "{\"Records\":[{\"x\":\"a\nb\"},\(a)]}", place: "1:20 (byte 19)", record: 1, words: "control",
                kept: 1),
            // Structure
            Broken(
                document: #"{"Records":[{"x" 1},\#(a)]}"#, place: "1:18 (byte 17)", record: 1, words: "colon", kept: 1),
            Broken(
                document: #"{"Records":[{"x":1,},\#(a)]}"#, place: "1:20 (byte 19)", record: 1, words: "key", kept: 1),
            Broken(
                document: #"{"Records":[{"x":[1}},\#(a),\#(b)]}"#, place: "1:20 (byte 19)", record: 1,
                words: "comma or ]", kept: 2),
            Broken(
                document: #"{"Records":[{"x":{"y":1,\#(a),\#(b)]}"#, place: "1:25 (byte 24)", record: 1, words: "key",
                kept: 2),
            Broken(document: #"{"Records":[\#(a)}},\#(b)]}"#, place: "1:33 (byte 32)", words: "comma or ]", kept: 2),
            Broken(document: #"{"Records":[\#(a) \#(b)]}"#, place: "1:34 (byte 33)", words: "comma or ]", kept: 2),
            Broken(
                document: #"{"Records":[{"x":"unclosed},\#(a),\#(b)]}"#, place: "1:31 (byte 30)", record: 1,
                words: "comma or }", kept: 2),
            Broken(
                document: #"{"other":tru,"Records":[\#(a),\#(b)]}"#, place: "1:13 (byte 12)", record: 1, words: "true",
                kept: 2),
            // The end is missing
            Broken(
                document: #"{"Records":[\#(a),{"x":"#, place: "1:39 (byte 38)", record: 2, words: "middle of a record",
                kept: 1),
            Broken(document: #"{"Records":[\#(a)"#, place: "1:33 (byte 32)", words: "not closed", kept: 1),
            // One after the other
            Broken(document: "{\"x\":1\n\(a)\n\(b)\n", place: "2:1 (byte 7)", record: 1, words: "comma or }", kept: 2),
            Broken(
                document: "{\"x\":\"1\n{\"y\":1}\n\(b)\n", place: "1:8 (byte 7)", record: 1, words: "control", kept: 2),
            Broken(document: "\(a)\ngarbage\n{\"y\":1}\n", place: "2:1 (byte 21)", words: "Expected the {", kept: 2),
        ])
    func broken(_ example: Broken) throws {
        for chunk in [1, 3, .max] {
            let pieces = Self.split(example.document, chunk: chunk)
            let problem = try #require(Self.problems(pieces).first, "\(pieces)")
            #expect(problem.position.description == example.place)
            #expect(problem.recordNumber == example.record)
            #expect(problem.message.contains(example.words), "\(problem.message)")
            #expect(Self.records(pieces).count == example.kept, "\(pieces)")
        }
    }

    @Test(
        "One damaged passage is one problem",
        arguments: [#"{"x":"unclosed}"#, #"{"x":{"y":[1,"#, #"}}}]]]"#, "\u{1}\u{2}"])
    func oneProblem(damage: String) {
        let pieces = Self.split("{\"Records\":[\(Self.a),\(damage),\(Self.b),\(Self.a)]}")
        #expect(Self.problems(pieces).count == 1, "\(pieces)")
        #expect(Self.records(pieces) == [Self.a, Self.b, Self.a])
    }

    @Test(
        "Not UTF-8 is told to the byte",
        arguments: [[0x80], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF5], [0xC3]])
    func encoding(sequence: [UInt8]) throws {
        let bytes = Array("{\"Records\":[{\"x\":\"".utf8) + sequence + Array("\"},\(Self.a)]}".utf8)
        for chunk in [1, .max] {
            let pieces = Self.split(bytes) { chunk }
            #expect(try #require(Self.problems(pieces).first).message.contains("Not UTF-8"))
            #expect(Self.records(pieces) == [Self.a])
        }
    }

    @Test("A record beyond the limit is a problem, not memory")
    func tooLong() throws {
        let long = "{\"x\":\"\(String(repeating: "y", count: 2_000))\"}"
        for chunk in [1, 100, .max] {
            let pieces = Self.split(
                "{\"Records\":[\(Self.a),\(long),\(Self.b)]}", chunk: chunk, maximumRecordSize: 1_000)
            #expect(Self.records(pieces) == [Self.a, Self.b])
            let problem = try #require(Self.problems(pieces).first)
            #expect(problem.recordNumber == 2)
            #expect(problem.position.offset == 33)
            #expect(problem.message == "The record is larger than 1000 bytes.")
        }
        let envelope = Self.split("{\"x\":\(long),\"Records\":[\(Self.a)]}", maximumRecordSize: 1_000)
        #expect(Self.records(envelope) == [Self.a])
        #expect(Self.problems(envelope) == [])
    }

    @Test("Depth is limited, to the level", arguments: [61, 62, 63, 5_000])
    func depth(levels: Int) {
        let deep = "{\"x\":" + String(repeating: "[", count: levels) + String(repeating: "]", count: levels) + "}"
        let pieces = Self.split("{\"Records\":[\(deep),\(Self.b)]}")
        // Two levels are the envelope's, one is the record's.
        #expect(Self.records(pieces).count == (levels <= 61 ? 2 : 1))
        #expect(Self.problems(pieces).map(\.message) == (levels <= 61 ? [] : ["Nested deeper than 64 levels."]))
    }

    @Test("Text that looks like a record is not one")
    func disguise() {
        let record = #"{"x":"{\"eventVersion\":1}","y":{"eventVersion":{"eventVersion":2}}}"#
        #expect(Self.records(Self.split("[\(record)]")) == [record])
    }
}
