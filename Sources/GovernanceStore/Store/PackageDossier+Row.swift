// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

extension PanelNote {
    /// Decodes `title, detail, note`.
    init(_ columns: inout ColumnReader) throws {
        self.init(title: try columns.next(), detail: try columns.next(), note: try columns.next())
    }
}

extension PackageResource {
    /// Decodes a row of `PackageStatements.resources`.
    init(row: Row) throws {
        var columns = ColumnReader(row: row, position: 0)
        self.init(kind: try columns.next(), name: try columns.next(), words: try PanelNote(&columns))
    }
}

extension PackageAttachment {
    /// Decodes a row of `PackageStatements.attachments`.
    init(row: Row) throws {
        var columns = ColumnReader(row: row, position: 0)
        self.init(
            kind: try columns.next(), name: try columns.next(), maskedCredential: try columns.next(),
            attachedAt: try columns.nextMoment(), revokedAt: try columns.nextMoment(),
            revokedBy: try columns.next(), revokedRequestID: try columns.next())
    }
}

extension ReleaseBundle {
    /// Decodes `artifact, ai_lease, api_services, theme`.
    init(_ columns: inout ColumnReader) throws {
        self.init(
            artifact: try columns.next(), aiLease: try columns.next(), apiServices: try columns.next(),
            theme: try columns.next())
    }
}

extension PackageRelease {
    /// Decodes a row of `PackageStatements.releases`.
    init(row: Row) throws {
        var columns = ColumnReader(row: row, position: 0)
        self.init(
            release: try columns.next(), title: try columns.next(), state: try columns.next(),
            certifiedAt: try columns.nextMoment(), deployedAt: try columns.nextMoment(),
            rolledBackAt: try columns.nextMoment(), bundle: try ReleaseBundle(&columns),
            isCurrent: try columns.next())
    }
}

extension RollbackStep {
    /// Decodes a row of `PackageStatements.rollbackPlan`.
    init(row: Row) throws {
        var columns = ColumnReader(row: row, position: 0)
        self.init(
            words: try PanelNote(&columns), isAvailable: try columns.next(), targetRelease: try columns.next(),
            bundle: try ReleaseBundle(&columns), domain: try columns.next(), dns: try columns.next(),
            ssl: try columns.next())
    }
}

extension RetirementControl {
    /// Decodes a row of `PackageStatements.retirementControls`.
    init(row: Row) throws {
        var columns = ColumnReader(row: row, position: 0)
        self.init(
            words: try PanelNote(&columns), isLocked: try columns.next(), lockReason: try columns.next())
    }
}
