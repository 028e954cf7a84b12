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

    /// Imports logs of one format from files and folders. `notify` is called in order, from one task at a time.
    ///
    /// - Parameters:
    ///   - format: what the files hold; a file of another format is a problem that says so.
    ///   - origin: under which the trail tells these records from those of other sources; nil is the format's name.
    ///     Where ids are unique within one source alone, as GitLab's are, each source needs an origin of its own.
    ///   - paths: files, and folders with all that is in them.
    ///   - notify: takes how far it is, and each problem.
    /// - Returns: what was done.
    /// - Throws: `GovernanceError` where the database does not answer, `CancellationError`. What was taken until then
    ///   stays, and is recorded if the database still answers.
    public func importLogs(
        _ format: LogFormat, origin: String? = nil, paths: [String],
        notify: @escaping @Sendable (ImportNotice) -> Void
    ) async throws -> ImportReport {
        try await ImportRun(
            format: format, origin: origin ?? format.rawValue, client: client, context: context, limits: limits,
            notify: notify
        ).run(paths: paths)
    }
}
