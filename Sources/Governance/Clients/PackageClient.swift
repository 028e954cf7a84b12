// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Reads the deployment packages and changes them. A refusal is returned, not thrown; what is thrown is
/// `GovernanceError`. Approval, deployment, rollback and retirement are requests: see `WorkflowClient`.
public struct PackageClient: Sendable {
    public var packages: @Sendable () async throws -> [DeploymentPackage]
    /// One package with all that belongs to it; nil where there is none of that name.
    public var dossier: @Sendable (_ name: String) async throws -> PackageDossier?
    public var guardrails: @Sendable () async throws -> [PanelNote]
    /// Drafts the package of an engine, or revises it: earlier signatures on it are void then.
    public var draft:
        @Sendable (_ name: String, _ details: PackageDetails, _ reason: String, _ context: ActionContext) async throws
            -> ActionResult
    public var block:
        @Sendable (_ name: String, _ reason: String, _ context: ActionContext) async throws -> ActionResult
    public var unblock:
        @Sendable (_ name: String, _ reason: String, _ context: ActionContext) async throws -> ActionResult
    /// States that the package's engine serves traffic, or no longer does; its retirement is locked while it serves.
    public var setEngineServing:
        @Sendable (_ engine: String, _ isServing: Bool, _ reason: String, _ context: ActionContext) async throws ->
            ActionResult

    public init(
        packages: @escaping @Sendable () async throws -> [DeploymentPackage],
        dossier: @escaping @Sendable (_ name: String) async throws -> PackageDossier?,
        guardrails: @escaping @Sendable () async throws -> [PanelNote],
        draft:
            @escaping @Sendable (
                _ name: String, _ details: PackageDetails, _ reason: String, _ context: ActionContext
            ) async throws -> ActionResult,
        block:
            @escaping @Sendable (_ name: String, _ reason: String, _ context: ActionContext) async throws ->
            ActionResult,
        unblock:
            @escaping @Sendable (_ name: String, _ reason: String, _ context: ActionContext) async throws ->
            ActionResult,
        setEngineServing:
            @escaping @Sendable (
                _ engine: String, _ isServing: Bool, _ reason: String, _ context: ActionContext
            ) async throws -> ActionResult
    ) {
        self.packages = packages
        self.dossier = dossier
        self.guardrails = guardrails
        self.draft = draft
        self.block = block
        self.unblock = unblock
        self.setEngineServing = setEngineServing
    }
}
