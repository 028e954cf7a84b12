// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

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
