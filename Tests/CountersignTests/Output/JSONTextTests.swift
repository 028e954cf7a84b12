// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Testing

@testable import countersign

@Suite("Writing JSON")
struct JSONTextTests {
    @Test("Keys keep their order, and what is missing is null")
    func order() {
        let record = Record(["b": .text("x"), "a": .null, "list": .list([.integer(1), .flag(true)])])
        #expect(JSONText.text(record) == #"{"b":"x","a":null,"list":[1,true]}"#)
        #expect(
            JSONText.text(record, indent: 0)
                == "{\n  \"b\": \"x\",\n  \"a\": null,\n  \"list\": [\n    1,\n    true\n  ]\n}")
        #expect(JSONText.text(.list([])) == "[]")
    }

    @Test(
        "Numbers are short and never invalid",
        arguments: [
            (Double(12), "12"), (1.5, "1.5"), (0.1234, "0.123"), (-3, "-3"), (Double.nan, "null"),
            (Double.infinity, "null"),
        ])
    func numbers(_ value: Double, _ expected: String) {
        #expect(JSONText.text(.number(value)) == expected)
    }

    @Test("Every code point reads back exactly, and none that a terminal hides or obeys is written raw")
    func everyScalar() throws {
        var text = String.UnicodeScalarView()
        for value in UInt32(0)...0x10_FFFF
        where value < 0x3000 || value % 97 == 0 || (0xE_0000...0xE_0FFF).contains(value) {
            if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
        let json = JSONText.text(.text(String(text)))
        let back = try JSONDecoder().decode(String.self, from: Data(json.utf8))
        #expect(back.unicodeScalars.elementsEqual(text))
        for scalar in json.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                Issue.record("U+\(String(scalar.value, radix: 16)) is written raw")
            default: continue
            }
        }
    }

    @Test("JSON values inside events are written with sorted keys")
    func values() {
        let value = JSONValue.object(["b": .array([.null, .double(1.5)]), "a": .bool(false), "c": .integer(.max)])
        #expect(JSONText.text(.json(value)) == #"{"a":false,"b":[null,1.5],"c":9223372036854775807}"#)
    }
}
