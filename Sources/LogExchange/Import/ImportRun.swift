// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// One import at work.
actor ImportRun {
    /// Where a record of the batch stands.
    struct Place {
        var file: String
        var recordNumber: Int
        var position: DocumentPosition
    }

    let format: LogFormat
    /// Under which the trail tells these records from those of other sources.
    let origin: String
    let client: ImportClient
    let context: ActionContext
    let limits: LogImporter.Limits
    let notify: @Sendable (ImportNotice) -> Void

    let start = ContinuousClock.now
    var report = ImportReport()

    // The file that is being read.
    var splitter = JSONRecordSplitter(recordsKey: nil)
    var reader: RecordReader
    var file = ""
    var fileRecords = 0
    /// Records of the file that are of the format.
    var fileTaken = 0
    var fileProblems = 0

    var batch: [ImportRecord] = []
    var places: [Place] = []
    var batchBytes = 0
    /// The batch that PostgreSQL is taking.
    var flight: (task: Task<ImportBatchResult, any Error>, places: [Place])?

    // What the next event about the import will tell.
    var summary: ImportSummary
    var summaryBytes = 0

    init(
        format: LogFormat, origin: String, client: ImportClient, context: ActionContext, limits: LogImporter.Limits,
        notify: @escaping @Sendable (ImportNotice) -> Void
    ) {
        self.format = format
        self.origin = origin
        reader = RecordReader(format: format)
        summary = ImportSummary(origin: origin, files: [], inserted: 0, duplicates: 0, rejected: 0)
        self.client = client
        self.context = context
        self.limits = limits
        self.notify = notify
    }

    func run(paths: [String]) async throws -> ImportReport {
        do {
            try await importAll(paths)
        } catch is Refusal {
            // The report tells it.
        } catch {
            await recordWhatWasTaken()
            throw error
        }
        report.duration = ContinuousClock.now - start
        return report
    }

    /// PostgreSQL refused: nothing more is worth sending.
    struct Refusal: Error {}

    private func importAll(_ paths: [String]) async throws {
        let finder = LogFileFinder(paths: paths)
        report.filesFound = finder.files.count
        report.filesIgnored = finder.ignored
        for problem in finder.problems { reject(problem) }
        for file in finder.files {
            try Task.checkCancellation()
            try await read(file)
            tellProgress()
            if summaryBytes > limits.summaryBytes { try await recordImport() }
        }
        try await recordImport()
    }

    // MARK: A file

    private func read(_ found: LogFileFinder.File) async throws {
        file = found.path
        fileRecords = 0
        fileTaken = 0
        fileProblems = 0
        reader = RecordReader(format: format)
        splitter = JSONRecordSplitter(
            recordsKey: format.recordsKey, recordStartKeys: format.recordStartKeys,
            maximumRecordSize: limits.recordBytes)
        do {
            let facts = try await LogFileReader(path: file).read { chunk in try await self.take(chunk) }
            if facts.bytes == 0 && !found.isExpected {
                ignoreFile()
                return
            }
            if let complaint = facts.complaint {
                reject(
                    ImportProblem(
                        file: file, recordNumber: splitter.record?.number, position: splitter.end, message: complaint))
            } else if fileProblems <= limits.problemsPerFile {
                try await take(splitter.finish())
            }
            report.bytes += facts.bytes
            add(
                ImportSummary.File(
                    name: file, sha256: facts.sha256, bytes: facts.bytes, records: fileRecords, rejected: fileProblems))
        } catch let error as LogExchangeError {
            if error.code == .notALog && !found.isExpected {
                ignoreFile()
                return
            }
            reject(problem(error.message))
        }
        tellUntoldProblems()
        report.filesRead += 1
    }

    /// The file turned out to be no log, and its name did not say that it is one.
    private func ignoreFile() {
        report.filesFound -= 1
        report.filesIgnored += 1
    }

    /// Takes the next part of the file; false where the file is given up.
    private func take(_ chunk: [UInt8]) async throws -> Bool {
        try Task.checkCancellation()
        try await take(splitter.consume(chunk))
        return fileProblems <= limits.problemsPerFile
    }

    private func take(_ pieces: [SplitPiece]) async throws {
        for piece in pieces where fileProblems <= limits.problemsPerFile {
            switch piece {
            case .record(let record):
                fileRecords += 1
                report.records += 1
                try await take(record)
            case .problem(let problem):
                if problem.recordNumber != nil {
                    fileRecords += 1
                    report.records += 1
                }
                reject(
                    ImportProblem(
                        file: file, recordNumber: problem.recordNumber, position: problem.position,
                        message: problem.message))
            }
        }
    }

    private func take(_ record: SplitRecord) async throws {
        do {
            batch.append(try reader.importRecord(from: record.bytes))
            fileTaken += 1
        } catch {
            // A file that begins with another format's records is one problem, not one for each of them.
            if error.code == .otherFormat && fileTaken == 0 { throw error }
            reject(
                ImportProblem(
                    file: file, recordNumber: record.number, position: record.position, message: error.message))
            return
        }
        places.append(Place(file: file, recordNumber: record.number, position: record.position))
        batchBytes += record.bytes.count
        if batch.count >= limits.batchRecords || batchBytes >= limits.batchBytes { try await send() }
    }

    // MARK: Problems

    private func problem(_ message: String) -> ImportProblem {
        ImportProblem(file: file, message: message)
    }

    private func reject(_ problem: ImportProblem) {
        fileProblems += 1
        countRejected(1)
        if fileProblems <= limits.problemsTold { notify(.problem(problem)) }
    }

    func tellProgress() {
        report.duration = ContinuousClock.now - start
        notify(.progress(report))
    }

    func countRejected(_ count: Int) {
        report.rejected += count
        summary.rejected += count
    }

    private func tellUntoldProblems() {
        let untold = fileProblems - limits.problemsTold
        guard untold > 0 else { return }
        let end = fileProblems > limits.problemsPerFile ? " The rest of the file was left out." : ""
        notify(.problem(problem("\(untold) more problems in this file.\(end)")))
    }

    private func add(_ entry: ImportSummary.File) {
        summary.files.append(entry)
        summaryBytes += BoundedText.size(entry.name) + 160
    }
}
