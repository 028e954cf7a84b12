// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What went wrong between this program and PostgreSQL.
///
/// `description` is safe to log and to show: it holds neither bind values, nor passwords, nor the server's DETAIL,
/// which often quotes a row. Those who need the DETAIL read ``detail`` and decide where it may go.
public struct PostgresError: Error, Sendable, Hashable {
    /// What kind of failure this is; stable.
    public var code: Code

    /// For a person: what failed and, where there is one, the way out. The server's own primary message for
    /// ``Code/query``.
    public var message: String

    /// The server's five-character SQLSTATE, where the server said something.
    public var sqlState: String?

    /// ERROR, FATAL or PANIC, never translated.
    public var severity: String?

    /// The server's DETAIL. It may quote values of a row, so ``description`` leaves it out.
    public var detail: String?

    /// The server's HINT.
    public var hint: String?

    /// The server's CONTEXT, e.g. the call stack of PL/pgSQL. It may quote SQL, so ``description`` leaves it out.
    public var context: String?

    /// Schema of the object the error is about.
    public var schema: String?

    /// Table the error is about.
    public var table: String?

    /// Column the error is about.
    public var column: String?

    /// The constraint that was violated.
    public var constraint: String?

    /// Where in the statement the error lies, in characters from 1.
    public var position: Int?

    /// The name of the server's C function that raised the error. Unlike the message it is never translated.
    var routine: String?

    /// Creates an error of the client's own making.
    public init(_ code: Code, _ message: String, sqlState: String? = nil) {
        self.code = code
        self.message = message
        self.sqlState = sqlState
    }
}

extension PostgresError {
    /// Whether the same call may succeed later with nothing changed: the server was away, out of connections, or
    /// chose this transaction as the loser of a conflict. Repeat the whole transaction, not the statement.
    public var isRetryable: Bool {
        switch code {
        case .connectionFailed, .poolExhausted, .serverClosed: true
        case .timedOut, .connectTimedOut: true
        case .query: Self.retryableStates.contains(sqlState ?? "") || sqlState?.hasPrefix("08") == true
        default: false
        }
    }

    /// Whether no usable server could be reached at all, as opposed to a server that answered and said no.
    public var isServerUnavailable: Bool {
        switch code {
        case .connectionFailed, .serverClosed, .poolExhausted, .connectTimedOut: true
        default: Self.shutdownStates.contains(sqlState ?? "")
        }
    }

    private static let retryableStates: Set<String> = [
        "40001",  // serialization_failure
        "40P01",  // deadlock_detected
        "53300",  // too_many_connections
        "55P03",  // lock_not_available
        "57P01", "57P02", "57P03",  // the server stops, crashed, or is starting
    ]

    static let shutdownStates: Set<String> = ["57P01", "57P02", "57P03", "57P04", "57P05"]
}

extension PostgresError: CustomStringConvertible {
    public var description: String {
        var text = message
        if let sqlState { text += " (SQLSTATE \(sqlState))" }
        if let constraint { text += " [constraint \(constraint)]" }
        return text
    }
}
