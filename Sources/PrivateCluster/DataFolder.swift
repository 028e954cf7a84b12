// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The folder in which a server keeps its databases.
package struct DataFolder: Sendable, Hashable {
    package let path: String

    package init(path: String) { self.path = path }

    /// The major version that made the folder; nil where it holds no databases.
    package func majorVersion() throws(ClusterError) -> Int? {
        guard let text = try FileSystem.text(of: "\(path)/PG_VERSION") else { return nil }
        return Int(text.prefix(while: \.isNumber))
    }

    /// Fills the folder with a new, empty cluster whose superuser is `postgres`.
    ///
    /// Data checksums are on, the encoding is UTF-8, text is ordered by its bytes.
    ///
    /// - Parameters:
    ///   - installation: Whose `initdb` to use.
    ///   - user: The user who will own the folder and run the server.
    ///   - isDurable: Whether every file must be on disk before this returns.
    ///   - life: A held lock that `initdb` keeps for as long as it runs, whatever becomes of this process.
    /// - Throws: `ClusterError.Code.initialisationFailed` with what `initdb` said.
    package func initialise(
        with installation: PostgresInstallation, as user: OperatingSystemUser, isDurable: Bool,
        life: FileLock? = nil
    ) async throws {
        var arguments = [
            "--pgdata", path, "--username", "postgres", "--auth", "reject", "--encoding", "UTF8", "--data-checksums",
            "--lc-collate", "C", "--lc-ctype", Self.characterLocale, "--lc-messages", "C", "--lc-monetary", "C",
            "--lc-numeric", "C", "--lc-time", "C", "--text-search-config", "simple", "--no-instructions",
        ]
        if !isDurable { arguments.append("--no-sync") }
        let outcome = try await Program.run(installation.program("initdb"), arguments, as: user, life: life)
        guard outcome.succeeded else {
            let words = outcome.text.split(separator: "\n").filter { line in
                ["error", "fatal", "panic", "could not"].contains { line.lowercased().contains($0) }
            }
            let reason = words.isEmpty ? outcome.text : words.joined(separator: " ")
            let isFull = reason.contains("No space left on device") || reason.contains("quota exceeded")
            throw ClusterError(
                isFull ? .diskFull : .initialisationFailed, "Could not create the databases in \(path): \(reason)",
                path: path)
        }
    }

    /// A locale that knows the letters of Unicode, where the system has one; sorting stays by bytes.
    private static var characterLocale: String {
        for name in ["C.UTF-8", "en_US.UTF-8"] {
            if let locale = newlocale(Int32(LC_CTYPE_MASK), name, nil) {
                freelocale(locale)
                return name
            }
        }
        return "C"
    }
}
