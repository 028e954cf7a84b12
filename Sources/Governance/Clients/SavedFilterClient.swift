// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Keeps a person's filters between sessions. Every closure throws `GovernanceError`, whose message says what is wrong
/// with the place where they are kept; nothing is changed then.
public struct SavedFilterClient: Sendable {
    /// All filters, by name.
    public var all: @Sendable () async throws -> [SavedFilter]
    /// Keeps a filter, in place of one of the same name; answers with all.
    public var save: @Sendable (_ filter: SavedFilter) async throws -> [SavedFilter]
    /// Forgets a filter; answers with all that are left.
    public var delete: @Sendable (_ name: String) async throws -> [SavedFilter]

    public init(
        all: @escaping @Sendable () async throws -> [SavedFilter],
        save: @escaping @Sendable (_ filter: SavedFilter) async throws -> [SavedFilter],
        delete: @escaping @Sendable (_ name: String) async throws -> [SavedFilter]
    ) {
        self.all = all
        self.save = save
        self.delete = delete
    }

    /// Where there is nowhere to keep them.
    public static let unavailable = SavedFilterClient(
        all: { [] }, save: { _ in throw nowhere }, delete: { _ in throw nowhere })

    private static let nowhere = GovernanceError(.invalidInput, "This program keeps no filters.")
}
