// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Synchronization

/// The right of this process to use a running private cluster.
///
/// While any lease is open, in whatever process, nobody stops the server but by force. A lease that is merely dropped, or
/// whose process dies, gives up its place too, but then the server goes on until another user's exit stops it.
public final class Lease: Sendable {
    /// Whether opening this lease created the databases.
    ///
    /// It says nothing about what is in them: a process that died in between may have left them empty, so ask the
    /// database what it holds.
    public let isNew: Bool

    private struct State {
        var users: FileLock?
        var socketFolder: SocketFolder
    }

    private let cluster: PrivateCluster
    private let state: Mutex<State>

    init(cluster: PrivateCluster, users: FileLock, server: RunningServer) {
        self.cluster = cluster
        self.isNew = server.isNew
        self.state = Mutex(State(users: users, socketFolder: server.socketFolder))
    }

    /// Gives up the lease; the last user stops the server and waits until it is gone, unless it is to stay.
    ///
    /// A second call does nothing. Failures are logged: there is nothing that the caller could do about them.
    public func close() async {
        guard let users = takeUsers() else { return }
        // A cancelled task must leave in order too.
        await Task { [cluster] in await cluster.leave(users) }.value
    }

    /// Gives up the lease without waiting for anything, for paths on which the process is about to end.
    ///
    /// The server goes on until another user's exit, or `PrivateCluster.stop(force:)`, stops it.
    public func abandon() {
        takeUsers()?.unlock()
    }

    /// Starts the server again where it died.
    ///
    /// - Throws: `ClusterError.Code.stoppedOnPurpose` where somebody stopped it by force; `ClusterError.Code.leaseClosed`;
    ///   else as `PrivateCluster.open()`.
    public func ensureRunning() async throws {
        guard state.withLock({ $0.users != nil }) else {
            throw ClusterError(.leaseClosed, "This use of the private cluster has ended.")
        }
        guard try FileSystem.entry(cluster.layout.stopped) == nil else {
            throw ClusterError(
                .stoppedOnPurpose,
                "The private cluster in \(cluster.folder) was stopped while this program used it. Start it again with "
                    + "\"countersign cluster start\", or start this program anew.", path: cluster.layout.stopped)
        }
        let server = try await cluster.ensureServer()
        state.withLock { $0.socketFolder = server.socketFolder }
    }

    /// How libpq reaches the server as a role: a URL without secrets, since there are none.
    ///
    /// It names the operating system user that the server must run as (`requirepeer`), so that nobody else's server can
    /// take its place.
    ///
    /// - Parameters:
    ///   - user: The role; the operating system decides whether one may be it.
    ///   - database: The database.
    /// - Returns: The connection string.
    /// - Throws: `ClusterError.Code.serverUserMissing` where the server's user has vanished.
    public func connectionString(user: String, database: String = PrivateCluster.databaseName) throws -> String {
        let folder = state.withLock { $0.socketFolder.path }
        let peer = try OperatingSystemUser.forServer().name
        return "postgresql:///\(Self.encoded(database))?host=\(Self.encoded(folder))&port=\(SocketFolder.port)"
            + "&user=\(Self.encoded(user))&requirepeer=\(Self.encoded(peer))"
    }

    private func takeUsers() -> FileLock? {
        state.withLock { state in
            defer { state.users = nil }
            return state.users
        }
    }

    /// Percent-encodes all but the unreserved characters (RFC 3986) and the slash, which a query may hold as it is.
    private static func encoded(_ text: String) -> String {
        let hexadecimal = Array("0123456789ABCDEF".unicodeScalars)
        var encoded = String.UnicodeScalarView()
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                encoded.append(scalar)
            default:
                encoded.append(contentsOf: ["%", hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]])
            }
        }
        return String(encoded)
    }
}
