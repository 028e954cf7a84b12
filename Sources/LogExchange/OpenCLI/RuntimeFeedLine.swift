// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance

/// One line of a feed of runtime events, as a source answers it to `GET /v1/audit/events?after=CURSOR&limit=N`.
///
/// The contract is the article "The feed of runtime events" of this module's documentation, and the JSON Schema beside
/// it.
public struct RuntimeFeedLine: Sendable, Hashable {
    /// A longer line breaks the contract, in bytes without its line feed.
    public static let maximumLength = 65_536

    /// What to ask with to get what comes after this line, at most 500 visible ASCII characters; nil where the line has
    /// none that can be read. A line whose record breaks the contract may well have one, so that a reader can settle
    /// the line and go on.
    public var cursor: String?
    /// The event, or why it cannot be taken: words for a person that name the field and never hold a secret.
    public var record: Result<ImportRecord, LogExchangeError>

    /// Reads a line. It has to be an object of RFC 8259 in valid UTF-8, at most 64 levels deep, with the members `id`
    /// and `cursor`; a carriage return or blanks around it do not matter.
    public init(line: [UInt8]) {
        guard line.count <= Self.maximumLength else {
            let message = "The line has \(line.count) bytes; at most \(Self.maximumLength) are taken."
            record = .failure(LogExchangeError(.invalidRecord, message))
            return
        }
        do {
            let members = try OpenCLILine(bytes: line)
            cursor = try? members.fields.token("cursor", limit: OpenCLIMapping.cursorLimit)
            record = .success(try Self.record(members))
        } catch {
            record = .failure(error)
        }
    }

    private static func record(_ line: OpenCLILine) throws(LogExchangeError) -> ImportRecord {
        let record = try OpenCLIRecord(fields: line.fields)
        guard let id = try line.fields.token("id", limit: OpenCLIMapping.idLimit) else {
            throw LogExchangeError(.invalidRecord, "id: missing; a feed has to name each of its events.")
        }
        guard try line.fields.token("cursor", limit: OpenCLIMapping.cursorLimit) != nil else {
            throw LogExchangeError(.invalidRecord, "cursor: missing; without it a reader cannot go on after the line.")
        }
        return OpenCLIMapping.importRecord(from: record, id: id, extra: line.extra)
    }
}
