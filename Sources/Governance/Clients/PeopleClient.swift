// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Who the session is, who else there is, and the audited changes to that.
public struct PeopleClient: Sendable {
    public var identity: @Sendable () async throws -> Identity
    public var people: @Sendable () async throws -> [Person]
    /// Registers an existing login role as a person without roles.
    public var register:
        @Sendable (_ login: String, _ displayName: String, _ email: String?, _ context: ActionContext) async throws ->
            ActionResult
    public var grant:
        @Sendable (_ login: String, _ role: GovernanceRole, _ reason: String, _ context: ActionContext) async throws ->
            ActionResult

    public init(
        identity: @escaping @Sendable () async throws -> Identity,
        people: @escaping @Sendable () async throws -> [Person],
        register:
            @escaping @Sendable (
                _ login: String, _ displayName: String, _ email: String?, _ context: ActionContext
            ) async throws -> ActionResult,
        grant:
            @escaping @Sendable (
                _ login: String, _ role: GovernanceRole, _ reason: String, _ context: ActionContext
            ) async throws -> ActionResult
    ) {
        self.identity = identity
        self.people = people
        self.register = register
        self.grant = grant
    }
}
