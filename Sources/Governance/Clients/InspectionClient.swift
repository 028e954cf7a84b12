// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Looks at the database itself: how the session reached it, who could act past its functions, how sealing goes.
///
/// Everything here is read by any registered person, and none of it is a secret. Every closure throws
/// `GovernanceError`.
public struct InspectionClient: Sendable {
    public var connection: @Sendable () async throws -> ConnectionFacts
    /// The login roles of the server that every governed call refuses, by name.
    public var unsafeLogins: @Sendable () async throws -> [UnsafeLogin]
    public var sealing: @Sendable () async throws -> SealingState

    public init(
        connection: @escaping @Sendable () async throws -> ConnectionFacts,
        unsafeLogins: @escaping @Sendable () async throws -> [UnsafeLogin],
        sealing: @escaping @Sendable () async throws -> SealingState
    ) {
        self.connection = connection
        self.unsafeLogins = unsafeLogins
        self.sealing = sealing
    }

    /// For places that have no database to look at.
    public static let absent = InspectionClient(
        connection: { throw GovernanceError(.unavailable, "There is no database to look at.") },
        unsafeLogins: { throw GovernanceError(.unavailable, "There is no database to look at.") },
        sealing: { throw GovernanceError(.unavailable, "There is no database to look at.") })
}
