// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What `JSONRecordSplitter` found in a document.
enum SplitPiece: Sendable, Hashable {
    case record(SplitRecord)
    case problem(SplitProblem)
}

/// The bytes of one record: a JSON object, well-formed and valid UTF-8.
struct SplitRecord: Sendable, Hashable {
    /// The record's place among all records of the document, broken ones included; the first is 1.
    var number: Int
    var position: DocumentPosition
    var bytes: [UInt8]
}

/// A passage that is no record.
struct SplitProblem: Sendable, Hashable {
    /// The record it lies in; nil outside of records.
    var recordNumber: Int?
    var position: DocumentPosition
    /// What is wrong, for a person.
    var message: String
}
