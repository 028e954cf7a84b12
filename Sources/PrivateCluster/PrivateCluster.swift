// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A PostgreSQL server of the program's own, shared by all its processes on this machine.
///
/// Each process that wants the server opens a `Lease`; the first one creates and starts what is missing, the last one to
/// close its lease stops it, unless `start()` made it stay. Nothing listens on the network: the way in is a socket in a
/// private folder, and the operating system says who is at its other end (`peer` authentication).
///
/// Nobody has to clean up after a crash. The locks that count the users die with their processes; a server that nobody
/// stopped goes on, and the next user's exit stops it.
public struct PrivateCluster: Sendable {
    /// What a cluster is for.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Real work: one is oneself.
        case real
        /// Sample data: one may be each of the personas.
        case demonstration

        /// The name of its folder in the home.
        var folderName: String {
            switch self {
            case .real: "cluster"
            case .demonstration: "demo"
            }
        }
    }

    /// The personas that the demonstration knows, each a login of the invoking user.
    public static let personas = ["operator_1", "operator_2", "finance_1", "auditor_1", "admin_1"]
    /// The login that seals and ingests.
    public static let serviceRole = "countersign_service"
    /// The one superuser, which only the server's operating system user may be.
    public static let superuserRole = "postgres"
    /// The database in the cluster.
    public static let databaseName = "countersign"

    /// What the cluster is for.
    public let kind: Kind
    let layout: ClusterLayout
    let search: PostgresSearch
    let options: Options
    let logger: Logger

    /// How long to wait, and how careful to be with the disk; other than the defaults only in tests.
    package struct Options: Sendable {
        /// Whether what is committed is on disk.
        package var isDurable = true
        /// How long a start may take, crash recovery included.
        package var startLimit = Duration.seconds(120)
        /// How long an orderly stop may take before clients are cut off without a checkpoint.
        package var stopLimit = Duration.seconds(60)
        /// How long to wait for another process that starts or stops the cluster.
        package var lockLimit = Duration.seconds(180)
        /// The longest socket path that the system takes, in bytes.
        package var socketPathLimit = SocketFolder.systemPathLimit

        package init() {}
    }

    /// Describes a cluster; touches nothing.
    ///
    /// - Parameters:
    ///   - kind: What it is for.
    ///   - home: The folder that everything lies under; nil for `home(environment:)`.
    ///   - environment: The variables to go by; nil for those of this process.
    ///   - search: Where to look for PostgreSQL; nil for the usual places.
    ///   - logger: Hears what is started, stopped and repaired.
    /// - Throws: `ClusterError.Code.unusableUserName` where this user cannot be named in a cluster.
    public init(
        kind: Kind, home: String? = nil, environment: [String: String]? = nil, search: PostgresSearch? = nil,
        logger: Logger = Logger(label: "countersign.cluster")
    ) throws {
        try self.init(
            kind: kind, home: home, environment: environment, search: search, options: Options(), logger: logger)
    }

    package init(
        kind: Kind, home: String?, environment: [String: String]? = nil, search: PostgresSearch? = nil,
        options: Options, logger: Logger = Logger(label: "countersign.cluster")
    ) throws {
        let environment = environment ?? ProcessInfo.processInfo.environment
        let invoker = try OperatingSystemUser.current()
        self.kind = kind
        self.search = search ?? .standard(environment: environment)
        self.options = options
        self.logger = logger
        self.layout = ClusterLayout(
            home: try home ?? Self.home(environment: environment), kind: kind, invoker: invoker)
        try IdentityMap.check(invoker, kind: kind)
    }

    /// The folder that everything the program writes lies under.
    ///
    /// `COUNTERSIGN_HOME`; without it `/var/lib/countersign` for root, `$XDG_DATA_HOME/countersign` or
    /// `~/.local/share/countersign` for others.
    ///
    /// - Throws: `ClusterError.Code.fileAccess` where a variable names no absolute path and no folder can be told.
    public static func home(environment: [String: String]) throws -> String {
        if let home = environment["COUNTERSIGN_HOME"], !home.isEmpty {
            guard home.hasPrefix("/") else {
                throw ClusterError(
                    .fileAccess, "COUNTERSIGN_HOME must be an absolute path, and \"\(home)\" is not.", path: home)
            }
            return home.count > 1 && home.hasSuffix("/") ? String(home.dropLast()) : home
        }
        let invoker = try OperatingSystemUser.current()
        if invoker.id == 0 { return "/var/lib/countersign" }
        // The XDG specification: a path that is not absolute is to be ignored.
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return "\(data)/countersign" }
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? invoker.homeFolder
        guard home.hasPrefix("/") else {
            throw ClusterError(
                .fileAccess, "No home folder is known for \(invoker.name). Set COUNTERSIGN_HOME to a folder.")
        }
        return "\(home)/.local/share/countersign"
    }

    /// The folder of this cluster.
    public var folder: String { layout.folder }
    /// What the server writes, rotated when it grows.
    public var logPath: String { layout.log }
}
