// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq

/// Reads connection strings with libpq's own parser.
public enum ConnectionString {
    /// What the string sets, by libpq's keywords (`host`, `port`, `dbname`, …), passwords included.
    ///
    /// - Throws: ``PostgresError/Code/invalidParameter``. libpq's own message is not repeated: it quotes the place
    ///   where it gave up, and that is often inside a password.
    public static func parameters(of connectionString: String) throws(PostgresError) -> [String: String] {
        guard !connectionString.containsNUL else {
            throw PostgresError(.invalidParameter, "the connection string contains a NUL character")
        }
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(connectionString, &message) else {
            if let message { PQfreemem(message) }
            throw PostgresError(
                .invalidParameter,
                "the connection string cannot be read; expected postgresql://user@host:port/database or "
                    + "\"host=… port=… dbname=… user=…\", special characters in a URI percent-encoded")
        }
        defer { PQconninfoFree(options) }
        var parameters: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parameters[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        try checkNothingStrayed(parameters, from: connectionString)
        return parameters
    }

    /// A password with an unescaped "/" or "@" moves parts of it to where libpq, and ``redacted(_:)``, would show them:
    /// into the port, the host or the database.
    private static func checkNothingStrayed(
        _ parameters: [String: String], from connectionString: String
    ) throws(PostgresError) {
        if let ports = parameters["port"], !ports.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "," }) {
            throw PostgresError(
                .invalidParameter,
                "the port in the connection string is not a number; special characters in a URI, the password's "
                    + "above all, have to be percent-encoded")
        }
        guard connectionString.hasPrefix("postgresql://") || connectionString.hasPrefix("postgres://") else { return }
        // A host may begin with "@": an abstract Unix socket.
        let hosts = (parameters["host"] ?? "").split(separator: ",")
        let isHostStrange = hosts.contains { $0.dropFirst().contains("@") }
        let isDatabaseStrange = parameters["dbname"]?.contains("@") == true && !connectionString.contains("%40")
        if isHostStrange || isDatabaseStrange {
            throw PostgresError(
                .invalidParameter,
                "the connection string has an \"@\" too many; special characters in a URI, the password's above "
                    + "all, have to be percent-encoded (\"@\" is %40)")
        }
    }

    /// The string without `password`, `sslpassword` and `passfile`, as a URI of the form
    /// `postgresql:///DB?host=…&port=…&user=…`, fit for screens and logs.
    ///
    /// - Throws: ``PostgresError/Code/invalidParameter`` where libpq cannot read the string.
    public static func redacted(_ connectionString: String) throws(PostgresError) -> String {
        uri(try parameters(of: connectionString).filter { !secrets.contains($0.key) })
    }

    /// A URI of the form `postgresql:///DB?host=…&port=…&user=…` for libpq's keywords; the usual ones come first, the
    /// others follow by name.
    public static func uri(_ parameters: [String: String]) -> String {
        let usual = ["host", "hostaddr", "port", "user"]
        let others = parameters.keys.filter { !usual.contains($0) && $0 != "dbname" }.sorted()
        let pairs = (usual + others).compactMap { keyword in
            parameters[keyword].map { "\(keyword)=\(percentEncoded($0))" }
        }
        let database = percentEncoded(parameters["dbname"] ?? "", alsoSlash: true)
        return "postgresql:///" + database + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    private static let secrets: Set<String> = ["password", "sslpassword", "passfile"]

    private static func percentEncoded(_ text: String, alsoSlash: Bool = false) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: ","), UInt8(ascii: ":"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: "/") where !alsoSlash:
                encoded += "/"
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }
}
