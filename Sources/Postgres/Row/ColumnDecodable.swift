// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A type that a column's value can be read as.
///
/// An enumeration with raw values needs no more than the conformance:
/// `extension Severity: ColumnDecodable {}`.
public protocol ColumnDecodable {
    /// Reads the cell; nil where it does not hold such a value.
    ///
    /// NULL is a value to optionals only.
    init?(cell: Cell)

    /// What to call this type in an error, such as `a text`.
    static var expectation: String { get }
}

extension ColumnDecodable {
    public static var expectation: String { "\(Self.self)" }
}

extension ColumnDecodable where Self: RawRepresentable, RawValue: ColumnDecodable {
    public init?(cell: Cell) {
        guard let rawValue = RawValue(cell: cell) else { return nil }
        self.init(rawValue: rawValue)
    }
}

extension Optional: ColumnDecodable where Wrapped: ColumnDecodable {
    public init?(cell: Cell) {
        if cell.isNull {
            self = Wrapped?.none
        } else if let value = Wrapped(cell: cell) {
            self = value
        } else {
            return nil
        }
    }

    public static var expectation: String { "\(Wrapped.expectation) or NULL" }
}

/// Any type's text form.
extension String: ColumnDecodable {
    public init?(cell: Cell) {
        guard !cell.isNull, let text = cell.withBytes({ String(validating: $0, as: UTF8.self) }) else { return nil }
        self = text
    }
}

/// Whole numbers; a `timestamptz` is read as microseconds since 1970-01-01 00:00 UTC, `infinity` as `Int64.max` and
/// `-infinity` as `Int64.min`.
///
/// A `timestamp` without time zone is taken as UTC.
extension Int64: ColumnDecodable {
    public init?(cell: Cell) {
        guard !cell.isNull else { return nil }
        switch cell.type {
        case .timestamptz, .timestamp:
            guard let microseconds = cell.withBytes(Timestamp.microseconds) else { return nil }
            self = microseconds
        case .int2, .int4, .int8, .oid, .numeric:
            guard let value = cell.withBytes(Self.wholeNumber) else { return nil }
            self = value
        default:
            return nil
        }
    }

    private static func wholeNumber(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = digits.first == UInt8(ascii: "-")
        let magnitude = isNegative ? digits[1...] : digits[...]
        guard !magnitude.isEmpty else { return nil }
        var value: Int64 = 0
        for byte in magnitude {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (scaled, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (next, exceeded) =
                isNegative ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
            if overflowed || exceeded { return nil }
            value = next
        }
        return value
    }

    public static var expectation: String { "a whole number of 64 bits" }
}

extension Int: ColumnDecodable {
    public init?(cell: Cell) {
        guard let value = Int64(cell: cell) else { return nil }
        self.init(exactly: value)
    }

    public static var expectation: String { "a whole number of 64 bits" }
}

extension Int32: ColumnDecodable {
    public init?(cell: Cell) {
        guard let value = Int64(cell: cell) else { return nil }
        self.init(exactly: value)
    }

    public static var expectation: String { "a whole number of 32 bits" }
}

extension Int16: ColumnDecodable {
    public init?(cell: Cell) {
        guard let value = Int64(cell: cell) else { return nil }
        self.init(exactly: value)
    }

    public static var expectation: String { "a whole number of 16 bits" }
}

extension Bool: ColumnDecodable {
    public init?(cell: Cell) {
        guard !cell.isNull, cell.type == .bool else { return nil }
        self = cell.withBytes { $0.first == UInt8(ascii: "t") }
    }
}

extension Double: ColumnDecodable {
    public init?(cell: Cell) {
        switch cell.type {
        case .float4, .float8, .int2, .int4, .int8, .numeric:
            guard let text = cell.text, let value = Double(text) else { return nil }
            self = value
        default:
            return nil
        }
    }
}

extension Array: ColumnDecodable where Element: ArrayElementDecodable {
    public init?(cell: Cell) {
        guard !cell.isNull, let elements = Element.elements(cell: cell) else { return nil }
        self = elements
    }

    public static var expectation: String { Element.arrayExpectation }
}

extension UInt8: ArrayElementDecodable {
    /// The bytes of a `bytea`, in either of its two text forms.
    public static func elements(cell: Cell) -> [UInt8]? {
        cell.type == .bytea ? cell.withBytes(ByteaText.bytes) : nil
    }

    public static var arrayExpectation: String { "bytes (bytea)" }
}

extension String: ArrayElementDecodable {
    public static func elements(cell: Cell) -> [String]? {
        guard let elements = cell.withBytes(ArrayLiteral.elements) else { return nil }
        let present = elements.compactMap { $0 }
        return present.count == elements.count ? present : nil
    }

    public static var arrayExpectation: String { "an array of texts without NULL" }
}

extension Optional: ArrayElementDecodable where Wrapped == String {
    public static func elements(cell: Cell) -> [String?]? {
        cell.withBytes(ArrayLiteral.elements)
    }

    public static var arrayExpectation: String { "an array of texts" }
}
