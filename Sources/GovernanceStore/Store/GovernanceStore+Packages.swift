// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
import Postgres

extension GovernanceStore {
    /// The deployment packages and the changes to them.
    public var packages: PackageClient {
        PackageClient(
            packages: {
                try await self.reading(PackageStatements.packages, DeploymentPackage.init(row:))
            },
            dossier: { name in
                try await self.answering { try await self.dossier(name) }
            },
            guardrails: {
                try await self.reading(PackageStatements.guardrails) { row in
                    var columns = ColumnReader(row: row, position: 0)
                    return try PanelNote(&columns)
                }
            },
            draft: { name, details, reason, context in
                try await self.act(context) { try PackageStatements.draft(name, details, reason, client: $0) }
            },
            block: { name, reason, context in
                try await self.act(context) { PackageStatements.block(name, reason, client: $0) }
            },
            unblock: { name, reason, context in
                try await self.act(context) { PackageStatements.unblock(name, reason, client: $0) }
            },
            setEngineServing: { engine, isServing, reason, context in
                try await self.act(context) {
                    PackageStatements.setEngineServing(engine, isServing, reason, client: $0)
                }
            })
    }

    /// The AI leases and their escalation.
    public var leases: LeaseClient {
        LeaseClient(
            leases: {
                try await self.reading(PackageStatements.leases, WorkerLease.init(row:))
            },
            escalate: { name, reason, context in
                try await self.act(context) { PackageStatements.escalate(name, reason, client: $0) }
            },
            escalations: {
                try await self.reading(PackageStatements.escalations, EscalationDuty.init(row:))
            })
    }

    /// All rows of one statement, for a client's closure.
    func reading<Value: Sendable>(
        _ statement: Query, _ decode: @Sendable (Row) throws -> Value
    ) async throws(GovernanceError) -> [Value] {
        try await answering {
            _ = try await session.facts()
            return try await database.rows(statement).map(decode)
        }
    }

    /// The package and all that belongs to it, of one moment.
    private func dossier(_ name: String) async throws -> PackageDossier? {
        _ = try await session.facts()
        return try await database.withConnection { connection in
            try await connection.withTransaction(level: .repeatableRead, isReadOnly: true) { connection in
                guard let row = try await connection.query(PackageStatements.package(name)).first else { return nil }
                return PackageDossier(
                    package: try DeploymentPackage(row: row),
                    resources: try await connection.query(PackageStatements.resources(name))
                        .map(PackageResource.init(row:)),
                    attachments: try await connection.query(PackageStatements.attachments(name))
                        .map(PackageAttachment.init(row:)),
                    releases: try await connection.query(PackageStatements.releases(name))
                        .map(PackageRelease.init(row:)),
                    rollbackPlan: try await connection.query(PackageStatements.rollbackPlan(name))
                        .map(RollbackStep.init(row:)),
                    retirementControls: try await connection.query(PackageStatements.retirementControls(name))
                        .map(RetirementControl.init(row:)))
            }
        }
    }
}
