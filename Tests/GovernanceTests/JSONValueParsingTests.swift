// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@Suite("B65: JSON that is shown is what was read")
struct JSONValueParsingTests {
    @Test("What PostgreSQL writes is read")
    func reads() {
        let value = JSONValue(
            parsing: #" {"a":[1,-2.5e3,true,false,null],"b":{"c":"x\"\\\/\n\u00e9\ud83d\ude00"},"d":{},"e":[]} "#)
        #expect(
            value
                == .object([
                    "a": .array([.integer(1), .double(-2_500), .bool(true), .bool(false), .null]),
                    "b": .object(["c": .string("x\"\\/\né😀")]), "d": .object([:]), "e": .array([]),
                ]))
    }

    @Test(
        "What cannot be shown exactly is not read",
        arguments: [
            "", "{", "[1,]", "{\"a\":1,\"a\":2}", "\"\\ud800\"", "\"a\nb\"", "1 2", "tru", "{\"a\" 1}", "\"\\x\"",
            String(repeating: "[", count: 80) + String(repeating: "]", count: 80),
        ])
    func refuses(text: String) {
        #expect(JSONValue(parsing: text) == nil)
    }
}
