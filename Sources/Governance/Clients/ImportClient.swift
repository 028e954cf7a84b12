// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Brings in what other systems reported. It needs the role operator or admin; a refusal is returned, not thrown. What
/// is thrown is `GovernanceError`.
public struct ImportClient: Sendable {
    /// Adds the records that the trail does not have yet. After a lost connection the outcome is unknown; sending the
    /// same batch again is safe, since records are told apart by origin and origin event id.
    public var importBatch:
        @Sendable (_ origin: String, _ records: [ImportRecord], _ context: ActionContext) async throws ->
            ImportBatchResult
    /// Puts the import itself into the trail.
    public var recordImport: @Sendable (_ summary: ImportSummary, _ context: ActionContext) async throws -> ActionResult

    public init(
        importBatch:
            @escaping @Sendable (
                _ origin: String, _ records: [ImportRecord], _ context: ActionContext
            ) async throws -> ImportBatchResult,
        recordImport:
            @escaping @Sendable (_ summary: ImportSummary, _ context: ActionContext) async throws -> ActionResult
    ) {
        self.importBatch = importBatch
        self.recordImport = recordImport
    }
}
