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
    public var revoke:
        @Sendable (_ login: String, _ role: GovernanceRole, _ reason: String, _ context: ActionContext) async throws ->
            ActionResult
    /// Takes every right away at once, without touching the roles.
    public var suspend:
        @Sendable (_ login: String, _ reason: String, _ context: ActionContext) async throws -> ActionResult
    public var reinstate:
        @Sendable (_ login: String, _ reason: String, _ context: ActionContext) async throws -> ActionResult
    /// Who held which role when, the latest grants first; of everybody where no login is named.
    public var tenures: @Sendable (_ login: String?) async throws -> [RoleTenure]

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
            ) async throws -> ActionResult,
        revoke:
            @escaping @Sendable (
                _ login: String, _ role: GovernanceRole, _ reason: String, _ context: ActionContext
            ) async throws -> ActionResult,
        suspend:
            @escaping @Sendable (_ login: String, _ reason: String, _ context: ActionContext) async throws ->
            ActionResult,
        reinstate:
            @escaping @Sendable (_ login: String, _ reason: String, _ context: ActionContext) async throws ->
            ActionResult,
        tenures: @escaping @Sendable (_ login: String?) async throws -> [RoleTenure]
    ) {
        self.identity = identity
        self.people = people
        self.register = register
        self.grant = grant
        self.revoke = revoke
        self.suspend = suspend
        self.reinstate = reinstate
        self.tenures = tenures
    }
}
