// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance

/// A JSON value as `changes` keeps it: integers up to 2^53 are numbers, every other number is a string (canonical
/// form 1). Tries the frequent types first, since a wrong guess costs the decoder an error.
struct DecodedJSON: Decodable {
    var value: JSONValue

    static let largestInteger: Int64 = 1 << 53

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            value = .string(text)
        } else if container.decodeNil() {
            value = .null
        } else if let object = try? container.decode([String: DecodedJSON].self) {
            value = .object(object.mapValues(\.value))
        } else if let flag = try? container.decode(Bool.self) {
            value = .bool(flag)
        } else if let integer = try? container.decode(Int64.self) {
            let isExact = (-Self.largestInteger...Self.largestInteger).contains(integer)
            value = isExact ? .integer(integer) : .string(String(integer))
        } else if let array = try? container.decode([DecodedJSON].self) {
            value = .array(array.map(\.value))
        } else if let decimal = try? container.decode(Decimal.self), !decimal.isNaN {
            value = .string(decimal.description)
        } else {
            value = .string(String(try container.decode(Double.self)))
        }
    }
}

extension JSONValue {
    subscript(_ key: String) -> JSONValue? {
        guard case .object(let object) = self else { return nil }
        return object[key]
    }

    /// The value at the end of a path of keys; `0` takes an array's first element.
    func value(at path: [String]) -> JSONValue? {
        path.reduce(self as JSONValue?) { value, key in
            if key == "0", case .array(let array)? = value { return array.first }
            return value?[key]
        }
    }

    /// The text, where it is one and not empty.
    var text: String? {
        guard case .string(let text) = self, !text.isEmpty else { return nil }
        return text
    }

    /// A truth value, also where it is written as text.
    var flag: Bool? {
        switch self {
        case .bool(let flag): flag
        case .string("true"), .string("True"): true
        case .string("false"), .string("False"): false
        default: nil
        }
    }
}
