// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How the rows of an exported file are written.
public enum ExportFormat: String, Sendable, Hashable, CaseIterable {
    /// One JSON object a line.
    case jsonl
    /// RFC 4180, with a header line.
    case csv

    /// The format that a file's name asks for by its extension; nil for any other.
    public init?(path: String) {
        guard let name = path.split(separator: "/").last, let dot = name.lastIndex(of: "."), dot != name.startIndex
        else { return nil }
        self.init(rawValue: name[name.index(after: dot)...].lowercased())
    }
}

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

/// What came of an export.
public struct ExportReceipt: Sendable, Hashable {
    /// The file with the rows, and the one beside it that says where they come from.
    public var path: String
    public var provenancePath: String
    public var summary: ExportSummary
    /// The event that records the export.
    public var eventID: String?

    public init(path: String, provenancePath: String, summary: ExportSummary, eventID: String?) {
        self.path = path
        self.provenancePath = provenancePath
        self.summary = summary
        self.eventID = eventID
    }
}
