// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Where to look for PostgreSQL and which of the installations to take.
public struct PostgresSearch: Sendable, Hashable {
    /// The variable that names the one folder to look in.
    public static let variable = "COUNTERSIGN_POSTGRES_BIN"

    /// Folders to look in, in order; of equal versions the first wins.
    public var folders: [String]
    /// True where a person named the folder, so that nothing else is taken instead.
    public var isExplicit: Bool

    /// Looks in exactly these folders.
    public init(folders: [String], isExplicit: Bool = false) {
        self.folders = folders
        self.isExplicit = isExplicit
    }

    /// The folder of `COUNTERSIGN_POSTGRES_BIN`; without it, the usual places.
    ///
    /// These are the packages' own folders (Debian and Ubuntu, PGDG on Red Hat, Homebrew, Postgres.app, FreeBSD) and
    /// then `PATH`.
    public static func standard(environment: [String: String]) -> PostgresSearch {
        if let folder = environment[variable], !folder.isEmpty {
            return PostgresSearch(folders: [folder], isExplicit: true)
        }
        var folders: [String] = []
        for (parent, prefix, suffix) in [
            ("/usr/lib/postgresql", "", "/bin"),
            ("/usr", "pgsql-", "/bin"),
            ("/usr/lib", "postgresql", "/bin"),
            ("/usr/libexec", "postgresql", ""),
            ("/opt/homebrew/opt", "postgresql", "/bin"),
            ("/usr/local/opt", "postgresql", "/bin"),
            ("/Applications/Postgres.app/Contents/Versions", "", "/bin"),
        ] {
            let names = (try? FileSystem.names(in: parent)) ?? []
            folders += names.filter { $0.hasPrefix(prefix) }.map { "\(parent)/\($0)\(suffix)" }
        }
        folders += ["/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"]
        folders += (environment["PATH"] ?? "").split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
        return PostgresSearch(folders: folders)
    }

    /// Every installation in the folders, whatever its version, newest first.
    public func installations() async throws -> [PostgresInstallation] {
        var seen: Set<String> = []
        var found: [PostgresInstallation] = []
        let user = try OperatingSystemUser.current()
        for folder in folders {
            // A folder that only links to another counts once; a lone `postgres` without `initdb` is no server.
            guard let real = FileSystem.realPath("\(folder)/postgres"), access("\(folder)/initdb", X_OK) == 0,
                access(real, X_OK) == 0, seen.insert(real).inserted
            else { continue }
            let outcome = try await Program.run(real, ["--version"], as: user)
            // The links of a PATH folder may point at binaries that find their library relative to the real place.
            let binaries = String(real.dropLast("/postgres".count))
            let complete = access("\(binaries)/initdb", X_OK) == 0 ? binaries : folder
            guard outcome.succeeded,
                let installation = PostgresInstallation(binaries: complete, versionLine: outcome.text)
            else { continue }
            found.append(installation)
        }
        return found.enumerated().sorted { ($0.element.majorVersion, $1.offset) > ($1.element.majorVersion, $0.offset) }
            .map(\.element)
    }

    /// The installation to make a new cluster with: the newest that is new enough.
    ///
    /// - Throws: `ClusterError.Code.postgresNotFound`, saying what to install.
    public func newest() async throws -> PostgresInstallation {
        let all = try await installations()
        guard let newest = all.first, newest.majorVersion >= PostgresInstallation.oldestMajorVersion else {
            throw notFound(seen: all)
        }
        return newest
    }

    func notFound(seen: [PostgresInstallation]) -> ClusterError {
        let needed = PostgresInstallation.oldestMajorVersion
        var message = "No PostgreSQL \(needed) or later was found"
        if isExplicit {
            message += " in \(folders.joined(separator: ":")), which \(Self.variable) names"
        }
        if let newest = seen.first {
            message += " (the newest here is \(newest.version) in \(newest.binaries))"
        }
        message +=
            ". Install it with \"\(Self.installCommand("postgresql"))\", or name its program folder with "
            + "\(Self.variable), or point COUNTERSIGN_DATABASE_URL at a server that runs elsewhere."
        return ClusterError(.postgresNotFound, message)
    }

    /// The command that installs a package on this kind of system.
    static func installCommand(_ package: String) -> String {
        #if os(macOS)
        "brew install \(package == "postgresql" ? "postgresql@17" : package)"
        #else
        for (program, command) in [
            ("/usr/bin/apt-get", "apt-get install"), ("/usr/bin/dnf", "dnf install"), ("/sbin/apk", "apk add"),
            ("/usr/bin/zypper", "zypper install"), ("/usr/bin/pacman", "pacman -S"),
        ] where access(program, X_OK) == 0 {
            let name = package == "postgresql" && !command.hasPrefix("apt") && !command.hasPrefix("pacman")
            return "\(command) \(name ? "postgresql-server" : package)"
        }
        return "apt-get install \(package)"
        #endif
    }
}
