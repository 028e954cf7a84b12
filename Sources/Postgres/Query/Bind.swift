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

/// A type whose values can be interpolated into a ``Query``.
///
/// `String` goes out untyped, so the server infers what is wanted there (`uuid`, `jsonb`, an enumeration, …); all
/// others are declared: `Int` and `Int64` as `bigint`, `Int32` as `integer`, `Int16` as `smallint`, `Bool`, `Double`,
/// `[UInt8]` as `bytea`, `[String]` as `text[]`, `[Int]` and `[Int64]` as `bigint[]`. A function that takes `integer`
/// is not found with a `bigint`: give it an `Int32` or write the cast.
public protocol Bindable: Sendable {
    /// The type that the value, or a missing one, is declared as.
    static var postgresType: PostgresType { get }
    /// The value, ready for the wire.
    var bind: Bind { get }
}

extension String: Bindable {
    public static var postgresType: PostgresType { .unspecified }
    public var bind: Bind { Bind(Self.postgresType, .text(self)) }
}

extension Substring: Bindable {
    public static var postgresType: PostgresType { .unspecified }
    public var bind: Bind { Bind(Self.postgresType, .text(String(self))) }
}

extension Int: Bindable {
    public static var postgresType: PostgresType { .int8 }
    public var bind: Bind { Bind(Self.postgresType, .text(String(self))) }
}

extension Int64: Bindable {
    public static var postgresType: PostgresType { .int8 }
    public var bind: Bind { Bind(Self.postgresType, .text(String(self))) }
}

extension Int32: Bindable {
    public static var postgresType: PostgresType { .int4 }
    public var bind: Bind { Bind(Self.postgresType, .text(String(self))) }
}

extension Int16: Bindable {
    public static var postgresType: PostgresType { .int2 }
    public var bind: Bind { Bind(Self.postgresType, .text(String(self))) }
}

extension Bool: Bindable {
    public static var postgresType: PostgresType { .bool }
    public var bind: Bind { Bind(Self.postgresType, .text(self ? "t" : "f")) }
}

extension Double: Bindable {
    public static var postgresType: PostgresType { .float8 }
    public var bind: Bind {
        let text = isNaN ? "NaN" : isInfinite ? (self < 0 ? "-Infinity" : "Infinity") : String(self)
        return Bind(Self.postgresType, .text(text))
    }
}

extension Optional: Bindable where Wrapped: Bindable {
    public static var postgresType: PostgresType { Wrapped.postgresType }
    public var bind: Bind { self?.bind ?? Bind(Self.postgresType, .null) }
}

extension Array: Bindable where Element: ArrayBindable {
    public static var postgresType: PostgresType { Element.postgresArrayType }
    public var bind: Bind { Element.bind(array: self) }
}

/// A type of which arrays can be interpolated into a ``Query``.
public protocol ArrayBindable: Sendable {
    /// The type that an array of these is declared as.
    static var postgresArrayType: PostgresType { get }
    /// The array, ready for the wire.
    static func bind(array: [Self]) -> Bind
}

extension UInt8: ArrayBindable {
    public static var postgresArrayType: PostgresType { .bytea }
    public static func bind(array: [UInt8]) -> Bind { Bind(postgresArrayType, .binary(array)) }
}

extension String: ArrayBindable {
    public static var postgresArrayType: PostgresType { .textArray }
    public static func bind(array: [String]) -> Bind {
        Bind(postgresArrayType, .text(ArrayLiteral.text(of: array)))
    }
}

extension Optional: ArrayBindable where Wrapped == String {
    public static var postgresArrayType: PostgresType { .textArray }
    public static func bind(array: [String?]) -> Bind {
        Bind(postgresArrayType, .text(ArrayLiteral.text(of: array)))
    }
}

extension Int: ArrayBindable {
    public static var postgresArrayType: PostgresType { .int8Array }
    public static func bind(array: [Int]) -> Bind {
        Bind(postgresArrayType, .text("{" + array.map(String.init).joined(separator: ",") + "}"))
    }
}

extension Int64: ArrayBindable {
    public static var postgresArrayType: PostgresType { .int8Array }
    public static func bind(array: [Int64]) -> Bind {
        Bind(postgresArrayType, .text("{" + array.map { String($0) }.joined(separator: ",") + "}"))
    }
}
