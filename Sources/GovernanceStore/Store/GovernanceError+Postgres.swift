// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Postgres

extension PostgresError {
    /// Whether a statement that changes something may have done so all the same: it was sent, and no answer came that
    /// settles it.
    var mayHaveTakenEffect: Bool {
        switch code {
        case .serverClosed, .connectionClosed, .commitUnknown, .protocolViolation: true
        // at its time limit the server said that it was cancelled, or it said nothing at all
        case .timedOut: sqlState == nil
        // statement_completion_unknown, transaction_resolution_unknown, and a connection lost behind the server
        case .query: sqlState == "40003" || sqlState?.hasPrefix("08") == true
        default: false
        }
    }
}

extension GovernanceError {
    /// What a failure of the connection or a statement means to a person. Bind values never come along: PostgreSQL's
    /// own words are left out where they quote what was sent.
    init(_ error: PostgresError) {
        switch error.code {
        case .cancelled:
            self.init(.cancelled, "Cancelled.")
        case .poolClosed, .connectionClosed:
            // by this program; asking again is of no use
            self.init(.cancelled, "The connection was closed.")
        case .loginRejected:
            self.init(.notPermitted, "PostgreSQL refused the login: \(error.message)")
        case .timedOut:
            self.init(.unavailable, "PostgreSQL did not answer in time. Try again.")
        case .commitUnknown:
            self.init(
                .unsettled,
                "The connection was lost while the answer was on its way; the action may have taken effect. "
                    + "Look at the timeline before trying again.")
        case .invalidParameter:
            self.init(.invalidInput, "A value cannot be sent to PostgreSQL: \(error.message)")
        case .query:
            self.init(state: error.sqlState ?? "", error)
        case .decoding, .tooManyRows, .protocolViolation, .connectionBusy, .transactionAborted:
            self.init(.unexpected, "PostgreSQL answered something unexpected: \(error.message)")
        default:
            self.init(.unavailable, "PostgreSQL does not answer: \(error.message)")
        }
    }

    /// Turns whatever a store's closure met into a `GovernanceError`.
    init(any error: any Error) {
        switch error {
        case let error as GovernanceError: self = error
        case let error as PostgresError: self.init(error)
        case is CancellationError: self.init(.cancelled, "Cancelled.")
        default: self.init(.unexpected, "\(error)")
        }
    }

    /// By SQLSTATE (PostgreSQL manual, appendix A).
    private init(state: String, _ error: PostgresError) {
        switch state {
        case "42501":
            self.init(.notPermitted, "PostgreSQL does not permit it: \(error.message).")
        case "25006":
            self.init(.unavailable, "The server takes no writes now: it is a standby, or set to read-only.")
        case "3F000", "42P01", "42703", "42883":
            self.init(
                .schemaTooOld, "The database lacks what this program needs: \(error.message). Run: countersign migrate")
        case "54000":
            self.init(.invalidInput, error.message)
        case _ where error.isServerUnavailable || error.isRetryable || state.hasPrefix("53") || state == "57014":
            self.init(.unavailable, "PostgreSQL cannot do it now: \(error.message). Try again.")
        case _ where state.hasPrefix("22"):
            // these messages quote the value
            self.init(.invalidInput, "A value cannot be taken by PostgreSQL (SQLSTATE \(state)).")
        default:
            self.init(.unexpected, "PostgreSQL refused the statement: \(error)")
        }
    }
}
