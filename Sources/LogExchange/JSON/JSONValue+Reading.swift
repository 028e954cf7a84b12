// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

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
