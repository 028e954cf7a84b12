// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Testing

@testable import GovernanceTestSupport
@testable import PrivateCluster

/// A home of one test's own, guarded so that neither servers nor files outlive the test process.
final class TestHome: Sendable {
    let path: String
    private let guardian: TestServerGuardian

    private init(path: String, guardian: TestServerGuardian) {
        self.path = path
        self.guardian = guardian
    }

    /// Runs a test in a new home and removes it afterwards.
    ///
    /// - Parameters:
    ///   - isPrepared: Whether both clusters are there already, stopped, copied from ones made once per process.
    ///   - name: The last part of the home's path, below a folder with a random name.
    ///   - body: The test.
    /// - Throws: What the test throws.
    static func with(
        prepared isPrepared: Bool = true, name: String = "home", _ body: (TestHome) async throws -> Void
    ) async throws {
        let home = try await make(name: name)
        do {
            if isPrepared { try await home.copy(template.value) }
            try await body(home)
        } catch {
            await home.guardian.dismiss()
            throw error
        }
        await home.guardian.dismiss()
    }

    func cluster(
        _ kind: PrivateCluster.Kind = .demonstration, search: PostgresSearch? = nil,
        change: (inout PrivateCluster.Options) -> Void = { _ in }
    ) throws -> PrivateCluster {
        var options = PrivateCluster.Options()
        options.isDurable = false
        options.startLimit = .seconds(30)
        options.stopLimit = .seconds(15)
        options.lockLimit = .seconds(30)
        change(&options)
        return try PrivateCluster(kind: kind, home: path, search: search, options: options)
    }

    private static let template = Task {
        let home = try await make(name: "template")
        let lease = try await home.cluster().open()
        await lease.close()
        return home
    }

    private static func make(name: String) async throws -> TestHome {
        let folder = "/tmp/countersign-test-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        let guardian = try await TestServerGuardian.start(watching: folder, as: .current())
        try FileSystem.createFolder(folder, permissions: 0o755)
        let path = "\(folder)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try FileSystem.setAccess(path, permissions: 0o711)
        return TestHome(path: path, guardian: guardian)
    }

    private func copy(_ template: TestHome) async throws {
        for kind in PrivateCluster.Kind.allCases {
            let outcome = try await Program.run(
                "/bin/cp", ["-Rp", "\(template.path)/demo", "\(path)/\(kind.folderName)"], as: .current())
            try #require(outcome.succeeded, "\(outcome.text)")
        }
    }
}

extension Lease {
    /// What `psql` prints for a statement run as a role.
    func psql(_ statement: String, as role: String, system: OperatingSystemUser? = nil) async throws -> Program.Outcome
    {
        let installation = try await PostgresSearch.standard(environment: ProcessInfo.processInfo.environment).newest()
        let url = try connectionString(user: role, database: "postgres")
        return try await Program.run(
            installation.program("psql"), ["-XAtq", "-d", url, "-c", statement], as: system ?? .current())
    }

    /// The only line that a statement run by the superuser prints.
    func superuser(_ statement: String) async throws -> String {
        let outcome = try await psql(statement, as: "postgres", system: .forServer())
        try #require(outcome.succeeded, "\(outcome.text)")
        return outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

extension PrivateCluster {
    /// The server's first process.
    func postmaster() throws -> pid_t {
        try #require(try PostmasterFile.read(in: layout.data.path)).processIdentifier
    }
}

/// Whether the user who runs the tests can be a person in a real cluster; the system user postgres cannot.
let userCanBePerson: Bool = {
    guard let user = try? OperatingSystemUser.current() else { return false }
    return (try? IdentityMap.check(user, kind: .real)) != nil
}()

/// The error's code, or nil where nothing was thrown.
func code(_ body: () async throws -> Void) async throws -> ClusterError.Code? {
    do {
        try await body()
        return nil
    } catch let error as ClusterError {
        return error.code
    }
}
