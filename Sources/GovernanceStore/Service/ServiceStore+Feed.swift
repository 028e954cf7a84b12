// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
public import Governance
import Postgres

extension ServiceStore {
    /// How far a feed is collected: the cursor to ask with; nil from the start.
    public func feedCursor(of origin: String) async throws(GovernanceError) -> String? {
        try await answering {
            try await database.row(ServiceStatements.feedCursor(origin))?.decode(0, as: String?.self)
        }
    }

    /// Takes a batch: records, cursor and poison in one transaction.
    ///
    /// A failure says nothing about whether it was taken (`unavailable`, `unsettled`): ask for the cursor again and go
    /// on from there. What was taken is not taken twice.
    ///
    /// - Parameters:
    ///   - batch: At most `FeedBatch.limit` records and lines. One without any makes the name the feed's, and has told
    ///     what is still untold.
    ///   - machine: Where the feed is read, at most 253 characters: that machines take it by turns is told.
    /// - Returns: What became of it.
    /// - Throws: `invalid-input` where a value of a record cannot be sent to PostgreSQL, or contradicts a constraint of
    ///   the database; nothing is taken then.
    public func take(_ batch: FeedBatch, on machine: String? = nil) async throws(GovernanceError) -> FeedOutcome {
        try await answering {
            let lines = batch.poison.map(PoisonLine.init)
            let statement = ServiceStatements.takeFeed(
                batch, records: try Self.json(batch.records), poison: try Self.json(lines), machine: machine)
            guard let row = try await refusing({ try await database.row(statement) }) else {
                throw GovernanceError(.unexpected, "PostgreSQL gave no answer to a feed.")
            }
            return try FeedOutcome(row: row)
        }
    }

    /// Says that a source has nothing behind a cursor: the line at which its feed may have stood still is gone.
    ///
    /// - Returns: Whether the feed stood still there.
    @discardableResult
    public func clearBlock(of origin: String, at cursor: String?) async throws(GovernanceError) -> Bool {
        try await answering {
            try await database.row(ServiceStatements.clearFeedBlock(origin, at: cursor))?.decode(0) ?? false
        }
    }

    /// A constraint that a value contradicts (SQLSTATE class 23) is the value's fault. It has a name; a partition that is
    /// missing has none, and is the database's.
    private func refusing(_ body: () async throws -> Row?) async throws -> Row? {
        do {
            return try await body()
        } catch let error as PostgresError where error.sqlState?.hasPrefix("23") == true {
            guard let name = error.constraint ?? error.column else { throw error }
            throw GovernanceError(.invalidInput, "It contradicts what the database demands of \(name).")
        }
    }

    /// The form in which set_aside() takes a line.
    private struct PoisonLine: Encodable {
        /// Base64 of what is kept.
        var line: String
        var bytes: Int
        var sha256: String
        var reason: String

        private static let keptByteCount = 16_384
        private static let reasonLimit = 500

        init(_ poison: FeedBatch.Poison) {
            line = Data(poison.line.prefix(Self.keptByteCount)).base64EncodedString()
            bytes = poison.length
            sha256 = poison.sha256.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            reason = String(ServiceStore.storable(poison.reason).prefix(Self.reasonLimit))
        }
    }

    /// A text without NUL, which PostgreSQL cannot store.
    static func storable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\0" }))
    }

    private static func json(_ value: some Encodable) throws(GovernanceError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw GovernanceError(.invalidInput, "A number that is not finite cannot be sent.")
        }
    }
}

extension FeedOutcome {
    /// Decodes `outcome, message, cursor, inserted, duplicates, poison, unreported`.
    fileprivate init(row: Row) throws {
        guard let kind = Kind(rawValue: try row.decode(0)) else {
            throw GovernanceError(.unexpected, "PostgreSQL answered a feed with an unknown outcome.")
        }
        func count(_ column: Int) throws -> Int { Int(clamping: try row.decode(column, as: Int64?.self) ?? 0) }
        self.init(
            kind: kind, message: try row.decode(1, as: String?.self) ?? "", cursor: try row.decode(2, as: String?.self),
            inserted: try count(3), duplicates: try count(4), poison: try count(5), unreported: try count(6))
    }
}
