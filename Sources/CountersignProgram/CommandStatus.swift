// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import Postgres
import PrivateCluster

/// How a program ends. The numbers are part of its interface.
package enum CommandStatus: Int32, Sendable {
    /// Done; also a measurement that found everything offline.
    case done = 0
    /// PostgreSQL refused, a bad reason or an unknown id included.
    case refused = 1
    /// The command line, the configuration or a filter could not be read; nothing was sent.
    case usage = 2
    /// The database or a service does not answer; trying again may help.
    case unavailable = 3
    /// What is stored contradicts itself.
    case integrity = 4
    /// Ended by a signal.
    case interrupted = 130
}

/// Ends a command with a status and words on standard error.
package struct CommandFailure: Error, Sendable, Hashable, CustomStringConvertible {
    package var status: CommandStatus
    /// Words for a person; nil where everything was said already.
    package var message: String?

    package init(_ status: CommandStatus, _ message: String? = nil) {
        self.status = status
        self.message = message
    }

    package var description: String { message ?? "exit status \(status.rawValue)" }
}

extension CommandFailure {
    /// How an error from below ends a program; nil for one that no layer below this one throws.
    package init?(fromBelow error: any Error) {
        switch error {
        case let failure as CommandFailure:
            self = failure
        case let error as SettingsError:
            self.init(.usage, error.description)
        case let error as GovernanceError:
            self.init(Self.status(of: error.code), error.message)
        case let error as ClusterError:
            // others use it, which is their good right
            self.init(error.code == .inUse ? .refused : .unavailable, error.message)
        case let error as MigrationError:
            self.init(Self.status(of: error.code), error.message)
        case let error as PostgresError:
            self.init(.unavailable, error.message)
        case is CancellationError:
            self.init(.interrupted)
        default:
            return nil
        }
    }

    private static func status(of code: MigrationError.Code) -> CommandStatus {
        switch code {
        case .drift, .gap: .integrity
        case .notPermitted: .refused
        case .resourcesMissing, .resourcesInvalid, .newer, .locked, .unavailable, .failed: .unavailable
        }
    }

    private static func status(of code: GovernanceError.Code) -> CommandStatus {
        switch code {
        // PostgreSQL answered, and would again
        case .notPermitted, .notRegistered, .unexpected: .refused
        case .invalidInput: .usage
        case .unavailable, .unsettled, .schemaTooOld, .schemaTooNew: .unavailable
        case .cancelled: .interrupted
        }
    }
}
