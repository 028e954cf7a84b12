// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Keeps the last good snapshot of one person's console on one database.
public struct SnapshotClient: Sendable {
    /// The snapshot that was kept; nil where there is none, or none that can be read.
    public var load: @Sendable () async -> ConsoleSnapshot?
    /// Keeps a snapshot in place of the one before. A failure is logged: nothing depends on it.
    public var save: @Sendable (_ snapshot: ConsoleSnapshot) async -> Void

    public init(
        load: @escaping @Sendable () async -> ConsoleSnapshot?,
        save: @escaping @Sendable (_ snapshot: ConsoleSnapshot) async -> Void
    ) {
        self.load = load
        self.save = save
    }

    /// Where there is nowhere to keep one.
    public static let unavailable = SnapshotClient(load: { nil }, save: { _ in })
}
