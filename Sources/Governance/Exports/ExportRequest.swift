// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What is to be written where.
public struct ExportRequest: Sendable, Hashable {
    public var filter: EventFilter
    public var path: String
    public var format: ExportFormat
    /// Whether a file that is there already gives way.
    public var overwrites: Bool
    /// The most events; nil for all that pass.
    public var limit: Int?

    public init(
        filter: EventFilter, path: String, format: ExportFormat, overwrites: Bool = false, limit: Int? = nil
    ) {
        self.filter = filter
        self.path = path
        self.format = format
        self.overwrites = overwrites
        self.limit = limit
    }
}
