// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Crypto
public import Foundation

/// One numbered step of the schema, as shipped with the program. A published file never changes.
public struct MigrationFile: Sendable, Hashable {
    /// 0 is the bootstrap, which may be run again; the others are applied once, from 1, without gaps.
    public var version: Int
    /// The file's name, e.g. `0001_people.sql`.
    public var name: String
    public var sql: String
    /// Lower-case hex SHA-256 of the file's bytes.
    public var sha256: String

    /// Reads `NNNN_words.sql`; throws `MigrationError` (`resources-invalid`) for another name or text that is not
    /// UTF-8.
    public init(name: String, bytes: Data) throws(MigrationError) {
        guard let version = Self.version(of: name) else {
            throw MigrationError(
                .resourcesInvalid,
                "The migration file \(name) is not named NNNN_words.sql with a number.", file: name)
        }
        guard let sql = String(data: bytes, encoding: .utf8) else {
            throw MigrationError(.resourcesInvalid, "The migration file \(name) is not UTF-8 text.", file: name)
        }
        self.version = version
        self.name = name
        self.sql = sql
        sha256 = Self.hex(SHA256.hash(data: bytes))
    }

    /// The number in `NNNN_words.sql`; nil for any other name.
    static func version(of name: String) -> Int? {
        let utf8 = Array(name.utf8)
        guard utf8.count > 9, utf8[4] == UInt8(ascii: "_"), name.hasSuffix(".sql"),
            utf8[..<4].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let version = Int(name.prefix(4))
        else { return nil }
        return version
    }

    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            text.unicodeScalars.append(digit(byte >> 4))
            text.unicodeScalars.append(digit(byte & 15))
        }
        return text
    }

    private static func digit(_ value: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10)
    }
}
