// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension Connection {
    /// How to connect.
    public struct Configuration: Sendable {
        /// Anything libpq takes: a `postgresql://` URI or `key=value` pairs, several hosts, `sslmode`,
        /// `target_session_attrs`, `requirepeer`, `service`, … What it leaves out, libpq takes from the `PG…`
        /// environment variables.
        public var connectionString: String

        /// How long a connection may take, name lookup, TLS and login of all hosts together.
        ///
        /// A host that accepts and then says nothing is given up after `connect_timeout` seconds of the connection
        /// string, or else after its share of this limit, and the other hosts get their turn.
        public var connectTimeout: Duration

        /// What `pg_stat_activity` and the server's log call this program; wins over the connection string.
        public var applicationName: String?

        /// The PostgreSQL user where neither the connection string nor `PGUSER` names one.
        public var fallbackUser: String?

        /// The operating system user to connect as through a Unix socket, for peer authentication.
        ///
        /// Another one than the process's own needs Linux and the right to change over, which root has.
        public var osUser: UInt32?

        /// How long any one statement may take unless its call says otherwise.
        ///
        /// The statement is cancelled then.
        public var statementTimeout: Duration?

        /// How long a cancelled statement may take to end before the connection is given up.
        public var cancelGrace: Duration

        /// How many prepared statements a connection keeps; 0 prepares none.
        public var preparedStatementLimit: Int

        /// Settings of the session, by name, put with one statement as soon as it stands.
        public var settings: [String: String]

        public init(
            _ connectionString: String,
            connectTimeout: Duration = .seconds(10),
            applicationName: String? = nil,
            osUser: UInt32? = nil
        ) {
            self.connectionString = connectionString
            self.connectTimeout = connectTimeout
            self.applicationName = applicationName
            self.osUser = osUser
            fallbackUser = nil
            statementTimeout = nil
            cancelGrace = .seconds(5)
            preparedStatementLimit = 100
            settings = [:]
        }
    }
}

extension Connection.Configuration: CustomStringConvertible {
    /// Without secrets.
    public var description: String {
        (try? ConnectionString.redacted(connectionString)) ?? "an unreadable connection string"
    }
}

extension Connection.Configuration: CustomReflectable {
    /// Keeps `dump` from printing the password.
    public var customMirror: Mirror { Mirror(self, children: ["connectionString": description]) }
}
