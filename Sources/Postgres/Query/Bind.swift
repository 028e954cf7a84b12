// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A value on its way to the server, with the type it is declared as.
public struct Bind: Sendable, Hashable {
    enum Value: Sendable, Hashable {
        case null
        case text(String)
        /// The type's binary form, which for `bytea` is the bytes themselves.
        case binary([UInt8])
    }

    var type: PostgresType
    var value: Value

    init(_ type: PostgresType, _ value: Value) {
        self.type = type
        self.value = value
    }
}

extension Bind: CustomStringConvertible {
    /// The type alone: values are not for logs.
    public var description: String { "a value of type \(type)" }
}

extension Bind: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: ["type": type.description]) }
}
