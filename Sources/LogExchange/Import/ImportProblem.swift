// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Something that was not imported: where it is, and what is wrong.
///
/// The text may quote the file; like every text from outside it passes the display sanitiser before it is shown.
public struct ImportProblem: Sendable, Hashable, CustomStringConvertible {
    public var file: String
    /// The record's place among those of the file; the first is 1. Nil outside of records.
    public var recordNumber: Int?
    public var position: DocumentPosition?
    public var message: String

    public init(file: String, recordNumber: Int? = nil, position: DocumentPosition? = nil, message: String) {
        self.file = file
        self.recordNumber = recordNumber
        self.position = position
        self.message = message
    }

    /// `logs/a.json:1:2047 (byte 2046), record 3: …`, a form that editors jump to.
    public var description: String {
        var place = file
        if let position { place += ":\(position)" }
        if let recordNumber { place += ", record \(recordNumber)" }
        return "\(place): \(message)"
    }
}
