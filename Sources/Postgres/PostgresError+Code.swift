// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension PostgresError {
    /// The kinds of failure. The raw value is stable, and fit for logs and machines.
    public struct Code: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        public var rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        private init(_ rawValue: String) {
            self.rawValue = rawValue
        }

        public var description: String { rawValue }

        /// No server was reached, or it takes no connections now (starting, stopping, out of slots).
        public static let connectionFailed = Code("connection-failed")
        /// Nobody finished the connection within its time limit.
        public static let connectTimedOut = Code("connect-timed-out")
        /// A server answered and refused this login: password, peer, `pg_hba.conf`, unknown role or database.
        public static let loginRejected = Code("login-rejected")
        /// A statement ran past its time limit and was cancelled.
        public static let timedOut = Code("timed-out")
        /// Every connection of the pool was in use for the whole of the wait limit.
        public static let poolExhausted = Code("pool-exhausted")
        /// The pool was closed.
        public static let poolClosed = Code("pool-closed")
        /// The connection broke, or the server ended it, in the middle of something.
        public static let serverClosed = Code("server-closed")
        /// The connection was closed by this program.
        public static let connectionClosed = Code("connection-closed")
        /// A row stream or COPY is still open on this connection.
        public static let connectionBusy = Code("connection-busy")
        /// The connection was lost while COMMIT was on its way: it may have taken effect or not.
        public static let commitUnknown = Code("commit-unknown")
        /// The transaction had already failed, so COMMIT rolled it back.
        public static let transactionAborted = Code("transaction-aborted")
        /// The server refused the statement; see ``PostgresError/sqlState``.
        public static let query = Code("query")
        /// A column does not hold what was asked for.
        public static let decoding = Code("decoding")
        /// More rows came than the caller allowed.
        public static let tooManyRows = Code("too-many-rows")
        /// A value or setting that PostgreSQL cannot take.
        public static let invalidParameter = Code("invalid-parameter")
        /// The task was cancelled before there was a connection.
        public static let cancelled = Code("cancelled")
        /// The server or libpq broke the protocol's rules.
        public static let protocolViolation = Code("protocol-violation")
    }
}
