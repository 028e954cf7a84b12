// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Writes events to files. Every closure throws `GovernanceError`; cancelling the task ends the export and leaves no
/// file behind.
public struct ExportClient: Sendable {
    /// Writes all that passes, tells how many events are written so far, and records the export.
    public var export:
        @Sendable (
            _ request: ExportRequest, _ context: ActionContext, _ advanced: @escaping @Sendable (_ count: Int) -> Void
        ) async throws -> ExportReceipt

    public init(
        export:
            @escaping @Sendable (
                _ request: ExportRequest, _ context: ActionContext,
                _ advanced: @escaping @Sendable (_ count: Int) -> Void
            ) async throws -> ExportReceipt
    ) {
        self.export = export
    }

    /// Where there is nothing to write to.
    public static let unavailable = ExportClient { _, _, _ in
        throw GovernanceError(.invalidInput, "This program writes no files.")
    }
}
