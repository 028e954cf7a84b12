// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

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
