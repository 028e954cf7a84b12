// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance

/// Imports log files: finds them, reads them in bounded memory, and brings their records in, in batches.
///
/// What is broken is reported with its place and left out; all the rest goes on. A record that the trail has already is
/// a duplicate, so an import that was interrupted is resumed by running it again. The next batch is read while
/// PostgreSQL takes the one before it.
public struct LogImporter: Sendable {
    public struct Limits: Sendable, Hashable {
        /// Records in one transaction.
        public var batchRecords = 1_000
        /// Bytes of records, as they stand in the files, in one transaction.
        public var batchBytes = 1 << 20
        /// A longer record is a problem, in bytes.
        public var recordBytes = 1 << 20
        /// Problems of one file that are told one by one; the rest are counted.
        public var problemsTold = 20
        /// A file with more problems than this is given up.
        public var problemsPerFile = 1_000
        /// Bytes of files' names and hashes in one event about the import.
        public var summaryBytes = 16_000

        public init() {}
    }

    private let client: ImportClient
    private let context: ActionContext
    private let limits: Limits

    public init(client: ImportClient, context: ActionContext, limits: Limits = Limits()) {
        self.client = client
        self.context = context
        self.limits = limits
    }

    /// Imports CloudTrail logs from files and folders. `notify` is called in order, from one task at a time.
    ///
    /// - Throws: `GovernanceError` where the database does not answer, `CancellationError`. What was taken until then
    ///   stays, and is recorded if the database still answers.
    public func importCloudTrail(
        paths: [String], notify: @escaping @Sendable (ImportNotice) -> Void
    ) async throws -> ImportReport {
        try await ImportRun(client: client, context: context, limits: limits, notify: notify).run(paths: paths)
    }
}
