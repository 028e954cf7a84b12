// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The programs of one installed PostgreSQL.
public struct PostgresInstallation: Sendable, Hashable {
    /// The oldest major version that works.
    public static let oldestMajorVersion = 15

    /// The folder of `postgres`, `initdb` and the others.
    public let binaries: String
    /// The major version, as in 15.
    public let majorVersion: Int
    /// The version as the server says it, as in "15.18".
    public let version: String

    /// The full path of one of its programs.
    public func program(_ name: String) -> String { "\(binaries)/\(name)" }
}

extension PostgresInstallation {
    /// Reads `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
    init?(binaries: String, versionLine: String) {
        let words = versionLine.split(whereSeparator: \.isWhitespace)
        guard let marker = words.firstIndex(of: "(PostgreSQL)"), words.indices.contains(marker + 1) else { return nil }
        let version = words[marker + 1]
        guard let major = Int(version.prefix(while: \.isNumber)) else { return nil }
        self.init(binaries: binaries, majorVersion: major, version: String(version))
    }
}
