// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// The members of one line.
struct OpenCLILine {
    var fields: OpenCLIFields
    /// What the contract does not name.
    var extra: [String: JSONValue]

    /// Reads bytes from outside, checking the whole grammar.
    init(bytes: [UInt8]) throws(LogExchangeError) {
        guard let first = bytes.first(where: { $0 != ASCII.space && $0 != ASCII.tab }) else {
            throw LogExchangeError(.invalidRecord, "The line is empty.")
        }
        guard first == ASCII.leftBrace else {
            throw LogExchangeError(.invalidRecord, "Expected one object, {…}.")
        }
        var splitter = JSONRecordSplitter(recordsKey: nil, maximumRecordSize: bytes.count)
        let pieces = splitter.consume(bytes) + splitter.finish()
        for case .problem(let problem) in pieces {
            throw LogExchangeError(.invalidRecord, "Byte \(problem.position.offset): \(problem.message)")
        }
        guard pieces.count == 1, case .record(let record) = pieces[0] else {
            throw LogExchangeError(.invalidRecord, "Expected one object in the line, found \(pieces.count).")
        }
        try self.init(checkedBytes: record.bytes)
    }

    /// Reads a record whose grammar `JSONRecordSplitter` has checked.
    init(checkedBytes bytes: [UInt8]) throws(LogExchangeError) {
        guard case .object(let members)? = JSONTree.value(of: bytes, decimals: .number) else {
            throw LogExchangeError(.invalidRecord, "The record is not well-formed JSON.")
        }
        fields = OpenCLIFields(members)
        extra = [:]
        guard members.keys.contains(where: { !OpenCLIRecord.knownFields.contains($0) }),
            case .object(let kept)? = JSONTree.value(of: bytes)
        else { return }
        extra = kept.filter { !OpenCLIRecord.knownFields.contains($0.key) }
    }
}
