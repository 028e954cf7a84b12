// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

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
