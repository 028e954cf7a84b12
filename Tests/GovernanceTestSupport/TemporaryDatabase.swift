// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import GovernanceStore
public import Postgres

/// A database of a suite's own, migrated and with the demonstration's personas, on the server that all suites share.
///
/// ```swift
/// @Suite(.temporaryDatabase) struct … {
///     @Test func … async throws {
///         let database = try TemporaryDatabase.required
///         try await database.withStore(as: .operator1) { store in … }
///     }
/// }
/// ```
public struct TemporaryDatabase: Sendable {
    /// The personas of the demonstration; each logs in with a role of its own.
    public enum Persona: String, Sendable, CaseIterable {
        case operator1 = "operator_1"
        case operator2 = "operator_2"
        case finance1 = "finance_1"
        case auditor1 = "auditor_1"
        case admin1 = "admin_1"
    }

    /// The database of the suite that runs now; nil outside of suites with the trait.
    @TaskLocal public static var current: TemporaryDatabase?

    public let server: TestServer
    public let name: String

    public init(server: TestServer, name: String) {
        self.server = server
        self.name = name
    }

    /// A database without anything in it, on the shared server or another one.
    public static func empty(on server: TestServer? = nil) async throws -> TemporaryDatabase {
        let host: TestServer
        if let server { host = server } else { host = try await TestServer.shared() }
        return TemporaryDatabase(server: host, name: try await host.createDatabase())
    }

    /// The database of the suite that runs now.
    public static var required: TemporaryDatabase {
        get throws {
            guard let current else { throw MissingTrait() }
            return current
        }
    }

    /// What a connection or a statement may take: on a machine where everything is tested at once, a new connection
    /// takes seconds, and the limits of a person's patience say nothing.
    private static let patience: Duration = .seconds(30)

    /// How to log in with any role of the server.
    public func configuration(login: String) -> Connection.Configuration {
        Connection.Configuration(
            server.connectionString(database: name, user: login), connectTimeout: Self.patience)
    }

    public func configuration(as persona: Persona) -> Connection.Configuration {
        configuration(login: persona.rawValue)
    }

    /// As the server's superuser.
    public var superuser: Connection.Configuration { configuration(login: "postgres") }

    /// A store for a login; close it when it is not needed any more.
    public func store(login: String, isReadOnly: Bool = false) -> GovernanceStore {
        GovernanceStore(
            GovernanceStore.Configuration(
                connection: configuration(login: login), surface: .cli, version: "0.0.0-test", environment: "test",
                isReadOnly: isReadOnly, statementTimeout: Self.patience, connectionWait: Self.patience))
    }

    public func store(as persona: Persona) -> GovernanceStore {
        store(login: persona.rawValue)
    }

    /// Runs `body` with a store of a persona and closes it.
    public func withStore<Value: Sendable>(
        as persona: Persona, _ body: (GovernanceStore) async throws -> Value
    ) async throws -> Value {
        try await Self.closing(store(as: persona), body)
    }

    /// Runs `body` with a store of any login and closes it.
    public func withStore<Value: Sendable>(
        login: String, isReadOnly: Bool = false, _ body: (GovernanceStore) async throws -> Value
    ) async throws -> Value {
        try await Self.closing(store(login: login, isReadOnly: isReadOnly), body)
    }

    /// Runs `body` on a connection of a login and closes it.
    public func withConnection<Value: Sendable>(
        login: String = "postgres", _ body: (Connection) async throws -> Value
    ) async throws -> Value {
        let connection = try await Connection.connect(configuration(login: login))
        do {
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Seals everything that is committed.
    @discardableResult
    public func seal() async throws -> Int {
        try await Sealer(connection: configuration(login: "countersign_service")).sealOnce()
    }

    private struct MissingTrait: Error, CustomStringConvertible {
        var description: String { "the suite lacks the trait .temporaryDatabase" }
    }

    private static func closing<Value: Sendable>(
        _ store: GovernanceStore, _ body: (GovernanceStore) async throws -> Value
    ) async throws -> Value {
        do {
            let value = try await body(store)
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }
}
