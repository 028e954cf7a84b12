// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How a database's schema stands beside the migrations that this program ships.
public enum SchemaState: Sendable, Hashable {
    /// The database holds nothing of ours.
    case none
    case current(version: Int)
    /// `pending` migrations are missing; the version is 0 where only the bootstrap was run.
    case older(version: Int, pending: Int)
    /// The database has migrations that this program does not know.
    case newer(version: Int)

    /// The last migration that the database has; 0 where there is none.
    public var version: Int {
        switch self {
        case .none: 0
        case .current(let version), .older(let version, _), .newer(let version): version
        }
    }
}
