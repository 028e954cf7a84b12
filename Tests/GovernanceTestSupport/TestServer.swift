// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import PrivateCluster
import Synchronization

/// A PostgreSQL server for tests: empty, fast, reached only through a private folder. What it committed outlives its
/// own end by SIGKILL, but not the machine's.
///
/// Any database user may log in without a password (`trust`); `postgres` is the superuser. Whatever becomes of the test
/// process, kill -9 included, a guardian process stops the server and removes its folder.
public final class TestServer: Sendable {
    /// The folder of the server's databases.
    public let dataDirectory: String
    /// The folder of `psql` and the other programs.
    public let binaries: String

    private let folder: String
    private let installation: PostgresInstallation
    private let user: OperatingSystemUser
    private let guardian: TestServerGuardian
    private let server = Mutex<ServerProcess?>(nil)

    private static let sharedStart = Task { try await TestServer.start() }

    /// The one server that all suites of this test process share; it ends with the process.
    public static func shared() async throws -> TestServer {
        try await sharedStart.value
    }

    /// Starts a server of one's own, to kill or restart at will; end it with `stop()`.
    public static func start() async throws -> TestServer {
        let search = PostgresSearch.standard(environment: ProcessInfo.processInfo.environment)
        let installation = try await search.newest()
        let user = try OperatingSystemUser.forServer()
        let folder = "/tmp/countersign-test-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        // The guardian comes first, so that no moment remains at which a dying test process leaves the folder.
        let guardian = try await TestServerGuardian.start(watching: folder, as: user)
        let server = TestServer(folder: folder, installation: installation, user: user, guardian: guardian)
        do {
            try await server.prepare()
            try await server.launch()
        } catch {
            await guardian.dismiss()
            throw error
        }
        return server
    }

    private init(
        folder: String, installation: PostgresInstallation, user: OperatingSystemUser, guardian: TestServerGuardian
    ) {
        self.folder = folder
        self.installation = installation
        self.user = user
        self.guardian = guardian
        self.dataDirectory = "\(folder)/data"
        self.binaries = installation.binaries
    }

    /// A libpq connection string for a database of this server.
    public func connectionString(database: String = "postgres", user: String = "postgres") -> String {
        "postgresql:///\(encoded(database))?host=\(encoded("\(folder)/socket"))&port=5432&user=\(encoded(user))"
    }

    /// Creates a database with a new name and returns the name.
    ///
    /// - Parameter template: The database to copy; nobody may be connected to it meanwhile.
    /// - Returns: The database's name, which needs no quotes.
    /// - Throws: `TestServerError` with what `psql` said.
    public func createDatabase(template: String? = nil) async throws -> String {
        let name = "test_\(String(UInt64.random(in: .min ... .max), radix: 36))"
        let source = template.map { " template \"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"" } ?? ""
        let outcome = try await Program.run(
            installation.program("psql"),
            ["-Xq", "-v", "ON_ERROR_STOP=1", "-d", connectionString(), "-c", "create database \(name)\(source)"],
            as: .current())
        guard outcome.succeeded else { throw TestServerError(message: outcome.text) }
        return name
    }

    /// Ends the server and all its processes with SIGKILL and waits until they are gone; the folder stays.
    public func kill() async {
        guard let process = server.withLock({ $0 }) else { return }
        await TestServerProcesses.killTree(of: process.processIdentifier)
        await waitUntilGone()
        server.withLock { $0 = nil }
    }

    /// Stops the server, if it runs, cutting off its clients, and starts it on the same data and the same socket.
    public func restart() async throws {
        if let process = server.withLock({ $0 }) {
            TestServerProcesses.send(SIGINT, to: process.processIdentifier)
            await waitUntilGone()
            server.withLock { $0 = nil }
        }
        try await launch()
    }

    /// Ends the server and removes its folder.
    public func stop() async {
        await guardian.dismiss()
        server.withLock { $0 = nil }
    }

    private func prepare() async throws {
        try FileSystem.createFolder(folder, permissions: 0o700, owner: user)
        try FileSystem.createFolder(dataDirectory, permissions: 0o700, owner: user)
        try FileSystem.createFolder("\(folder)/socket", permissions: 0o700, owner: user)
        try await DataFolder(path: dataDirectory).initialise(with: installation, as: user, isDurable: false)
        let rules = "\(dataDirectory)/pg_hba.conf"
        try Data("local all all trust\n".utf8).write(to: URL(filePath: rules))
    }

    private func launch() async throws {
        let life = try FileLock(opening: "\(folder)/life")
        guard try await life.lock(.exclusive, within: .seconds(30)) else {
            throw TestServerError(message: "Another server still runs in \(folder).")
        }
        let log = try ServerLog(path: "\(folder)/server.log")
        let process = try await ServerProcess.launch(
            installation, on: DataFolder(path: dataDirectory), as: user,
            settings: [
                ("listen_addresses", ""), ("port", "5432"), ("unix_socket_directories", "\(folder)/socket"),
                ("fsync", "off"), ("full_page_writes", "off"),
                ("max_connections", "200"), ("dynamic_shared_memory_type", "mmap"), ("jit", "off"),
                // The guardian finds the server's processes by this name in their titles.
                ("cluster_name", String(folder.dropFirst("/tmp/".count))),
                ("timezone", "UTC"), ("log_timezone", "UTC"),
            ], log: log.path, life: life)
        try await process.waitUntilReady(on: DataFolder(path: dataDirectory), log: log, within: .seconds(60))
        server.withLock { $0 = process }
    }

    private func waitUntilGone() async {
        guard let life = try? FileLock(opening: "\(folder)/life") else { return }
        defer { life.unlock() }
        _ = try? await life.lock(.exclusive, within: .seconds(30))
    }

    private func encoded(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "/-._~").union(.alphanumerics)
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? text
    }
}
