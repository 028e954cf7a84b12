// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Crypto
import Governance

/// Ids for the records of a file whose format gives them none.
///
/// The id is the lower-case hex SHA-256 of the record's canonical form (RFC 8785), followed by `-2`, `-3`, … for the
/// second, third, … identical record of the file. So the same file gives the same ids whenever it is imported, also
/// after lines were added to it or a tool has written its JSON anew. An identical record in another file is taken for
/// the same record.
///
/// Counts are kept for the last `window` to twice as many distinct records: identical records bear the same time, and
/// logs are written in its order. One that recurs after more than that is taken for a duplicate.
struct RecordIdentity: Sendable {
    static let window = 50_000

    private let window: Int
    private var recent: [SHA256.Digest: Int] = [:]
    private var earlier: [SHA256.Digest: Int] = [:]

    init(window: Int = RecordIdentity.window) {
        self.window = window
    }

    /// The id of the next record of the file.
    mutating func id(of value: JSONValue) -> String {
        let digest = SHA256.hash(data: CanonicalJSON.bytes(of: value))
        let ordinal = (recent[digest] ?? earlier[digest] ?? 0) + 1
        recent[digest] = ordinal
        if recent.count >= window {
            earlier = recent
            recent = [:]
        }
        let hex = LogFileReader.hexadecimal(digest)
        return ordinal == 1 ? hex : "\(hex)-\(ordinal)"
    }
}
