// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import GovernanceStore
package import Logging
package import Postgres
package import PrivateCluster

/// A lease on a private cluster with the connections that its owner needs.
package struct ClusterUse: Sendable {
    package var kind: PrivateCluster.Kind
    package var lease: Lease
    package var logger: Logger

    /// Opens the cluster, runs `body`, and gives the lease back whatever happens.
    package static func with<Value: Sendable>(
        _ cluster: PrivateCluster, logger: Logger, _ body: @Sendable (ClusterUse) async throws -> Value
    ) async throws -> Value {
        let lease = try await cluster.open()
        do {
            let value = try await body(ClusterUse(kind: cluster.kind, lease: lease, logger: logger))
            await lease.close()
            return value
        } catch {
            await lease.close()
            throw error
        }
    }

    /// Who one is unless told otherwise: the first operator of the demonstration, else the same-named person.
    package var defaultLogin: String {
        get throws {
            switch kind {
            case .demonstration: "operator_1"
            case .real: try OperatingSystemUser.current().name
            }
        }
    }

    package var superuserURL: String {
        get throws { try lease.connectionString(user: PrivateCluster.superuserRole) }
    }

    /// As the superuser, whom only the server's operating system user may be.
    package var superuser: Connection.Configuration {
        get throws { try lease.superuserConfiguration() }
    }

    package var service: Connection.Configuration {
        get throws { Connection.Configuration(try lease.connectionString(user: PrivateCluster.serviceRole)) }
    }

    private var provisioner: ClusterProvisioner {
        get throws { ClusterProvisioner(superuser: try superuser, logger: logger) }
    }

    /// Brings the database to this program's schema, and makes the owner, or the personas and the sample data.
    ///
    /// A database that a first start did not live to make is made now.
    ///
    /// - Returns: Whether anything was to do.
    @discardableResult
    package func prepare() async throws -> Bool {
        do {
            return try await provision()
        } catch {
            // Where it was missing, this process has made it now, or another one that came at the same moment.
            try await lease.ensureDatabase()
            return try await provision()
        }
    }

    private func provision() async throws -> Bool {
        switch kind {
        case .demonstration: try await provisioner.prepareDemonstration()
        case .real: try await provisioner.prepareOwnCluster(owner: try defaultLogin)
        }
    }

    package func createLogin(_ login: String) async throws -> Bool {
        try await provisioner.createLogin(login)
    }

    package func dropLogin(_ login: String) async throws {
        try await provisioner.dropLogin(login)
    }
}
