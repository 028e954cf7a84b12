// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Why a private PostgreSQL cluster could not be found, created, started, shared or stopped.
public struct ClusterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A stable name for the kind of failure, safe to compare and to print.
    public struct Code: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        /// The name as printed.
        public let rawValue: String

        /// Names a kind of failure.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The name as printed.
        public var description: String { rawValue }

        /// No PostgreSQL of a supported version is installed.
        public static let postgresNotFound = Code(rawValue: "postgres-not-found")
        /// The data folder was made by a major version that is not installed.
        public static let otherMajorVersion = Code(rawValue: "other-major-version")
        /// The program runs as root and the operating system has no user to run the server as.
        public static let serverUserMissing = Code(rawValue: "server-user-missing")
        /// A folder on the way keeps the server's user out.
        public static let homeUnreachable = Code(rawValue: "home-unreachable")
        /// The operating system user cannot be the same-named person in a cluster.
        public static let unusableUserName = Code(rawValue: "unusable-user-name")
        /// The folder holds something that this program did not make.
        public static let foreignFolder = Code(rawValue: "foreign-folder")
        /// The folder belongs to somebody else.
        public static let wrongOwner = Code(rawValue: "wrong-owner")
        /// The folder was laid out by a newer version of this program.
        public static let newerFormat = Code(rawValue: "newer-format")
        /// The disk or the quota is full.
        public static let diskFull = Code(rawValue: "disk-full")
        /// The file system is mounted read-only.
        public static let readOnly = Code(rawValue: "read-only")
        /// A file or folder could not be read or written.
        public static let fileAccess = Code(rawValue: "file-access")
        /// A program of PostgreSQL could not be run at all.
        public static let programFailed = Code(rawValue: "program-failed")
        /// `initdb` failed.
        public static let initialisationFailed = Code(rawValue: "initialisation-failed")
        /// The server ended before it took connections.
        public static let startFailed = Code(rawValue: "start-failed")
        /// The server did not take connections in time.
        public static let startTimeout = Code(rawValue: "start-timeout")
        /// The server did not end in time.
        public static let stopTimeout = Code(rawValue: "stop-timeout")
        /// A server that this program did not start runs on the data folder.
        public static let startedElsewhere = Code(rawValue: "started-elsewhere")
        /// The server runs, but somebody removed the socket that leads to it.
        public static let socketMissing = Code(rawValue: "socket-missing")
        /// Others use the cluster, so it was not stopped.
        public static let inUse = Code(rawValue: "in-use")
        /// Somebody stopped the cluster on purpose while it was in use.
        public static let stoppedOnPurpose = Code(rawValue: "stopped-on-purpose")
        /// Another process held the cluster's start or stop for too long.
        public static let lockTimeout = Code(rawValue: "lock-timeout")
        /// The lease was closed, so it gives no more access.
        public static let leaseClosed = Code(rawValue: "lease-closed")
    }

    /// The kind of failure.
    public let code: Code
    /// What happened and what to do about it, for a person.
    public let message: String
    /// The file or folder concerned, where there is one.
    public let path: String?

    /// Describes a failure.
    public init(_ code: Code, _ message: String, path: String? = nil) {
        self.code = code
        self.message = message
        self.path = path
    }

    /// The message, followed by the code.
    public var description: String { "\(message) (\(code))" }
}
