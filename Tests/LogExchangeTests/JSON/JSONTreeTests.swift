// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Testing

@testable import LogExchange

@Suite("JSON values")
struct JSONTreeTests {
    @Test(
        "Text is read as JSON means it",
        arguments: [
            (#"" \"\\\/\b\f\n\r\t é 😀 ""#, " \"\\/\u{8}\u{C}\n\r\t é 😀 "),
            (#""\u00e9\u65E5\ud83d\ude00\u0000""#, "é日😀\0"),
            (#""\ud83d""#, "\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
            (#""\ud83dA""#, "\u{FFFD}A"), (#""\ud83d\ud83d\ude00""#, "\u{FFFD}😀"), (#""""#, ""),
        ])
    func text(json: String, text: String) {
        #expect(JSONTree.value(of: Array(json.utf8)) == .string(text))
    }

    @Test("Structure", arguments: [" { \"a\" : [ 1 , { } , [ ] ] ,\n\"b\" : null , \"c\":true,\"d\":false } "])
    func structure(json: String) {
        #expect(
            JSONTree.value(of: Array(json.utf8)) == ["a": [1, [:], []], "b": .null, "c": true, "d": false])
    }

    @Test(
        "What is no JSON is nil, not a trap",
        arguments: [
            "", " ", "{", "[", "\"", "\"\\", "\"\\u", "\"\\u12", "\"\\ud83d\\u", "{\"a\"", "{\"a\":", "{\"a\":1,",
            "[1,", "tru",
            "nul", "x", "1 2", "{}}", "\"\\x\"", String(repeating: "[", count: 100),
        ])
    func broken(json: String) {
        #expect(JSONTree.value(of: Array(json.utf8)) == nil)
    }
}
