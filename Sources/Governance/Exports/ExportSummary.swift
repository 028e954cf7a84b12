// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What an export holds, as it is recorded in the trail.
public struct ExportSummary: Sendable, Hashable {
    public var format: ExportFormat
    /// The canonical expression, times spelled out; empty for the whole readable trail.
    public var filter: String
    public var order: EventQuery.Order
    public var count: Int
    /// Lower-case hex SHA-256 of the file.
    public var sha256: String
    /// The newest event in the file; nil where it holds none.
    public var firstID: String?
    /// The oldest one.
    public var lastID: String?

    public init(
        format: ExportFormat, filter: String, order: EventQuery.Order = .recorded, count: Int, sha256: String,
        firstID: String?, lastID: String?
    ) {
        self.format = format
        self.filter = filter
        self.order = order
        self.count = count
        self.sha256 = sha256
        self.firstID = firstID
        self.lastID = lastID
    }
}
