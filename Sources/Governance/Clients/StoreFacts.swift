// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Facts about the connected database.
public struct StoreFacts: Sendable, Hashable {
    public var environment: String
    public var serverVersion: String
    /// The server takes no writes (a standby, or default_transaction_read_only).
    public var isReadOnly: Bool
    public var schemaVersion: Int

    public init(environment: String, serverVersion: String, isReadOnly: Bool, schemaVersion: Int) {
        self.environment = environment
        self.serverVersion = serverVersion
        self.isReadOnly = isReadOnly
        self.schemaVersion = schemaVersion
    }
}
