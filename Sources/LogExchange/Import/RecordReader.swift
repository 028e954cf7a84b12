// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Turns the records of one file, in their order, into those of an import.
struct RecordReader {
    let format: LogFormat
    private var identity = RecordIdentity()

    init(format: LogFormat) {
        self.format = format
    }

    /// Maps a record, whose bytes are as `JSONRecordSplitter` gives them.
    ///
    /// - Throws: `LogExchangeError`; `otherFormat` where the record shows that it is of another format.
    mutating func importRecord(from bytes: [UInt8]) throws(LogExchangeError) -> ImportRecord {
        guard let value = JSONTree.value(of: bytes) else {
            throw LogExchangeError(.invalidRecord, "The record is not well-formed JSON.")
        }
        do {
            switch format {
            case .cloudtrail: return try CloudTrailMapping.importRecord(from: CloudTrailRecord(value: value))
            case .opencli: return try OpenCLIMapping.importRecord(from: bytes, value, identity: &identity)
            case .gitlab: return try GitLabMapping.importRecord(from: GitLabRecord(value: value), identity: &identity)
            }
        } catch  where error.code == .notALog {
            guard let other = LogFormat.recognized(in: value), other != format else { throw error }
            throw LogExchangeError(
                .otherFormat,
                "These are no \(format.contents) but \(other.contents): import them with the format \(other.rawValue).")
        }
    }
}
