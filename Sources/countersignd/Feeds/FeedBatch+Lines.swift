// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import SourceCoverage

extension FeedBatch {
    /// The longest cursor, in bytes.
    static let cursorLimit = 500

    /// What can be taken of lines: up to the last one that names a cursor, since what comes after it will come again.
    ///
    /// Where none of them does, nothing can be settled: the unreadable ones are set aside, and the cursor stands still.
    init(origin: String, after: String?, lines: some Sequence<FeedLine>, reader: FeedLineReader) {
        let readings = lines.map { line in (line: line, reading: Self.read(line, reader)) }
        let last = readings.lastIndex { $0.reading.cursor != nil }
        self.init(origin: origin, after: after, next: last.flatMap { readings[$0].reading.cursor } ?? after)
        for (line, reading) in readings.prefix(last.map { $0 + 1 } ?? readings.count) {
            switch reading.record {
            case .success(let record): if last != nil { records.append(record) }
            case .failure(let problem): poison.append(Poison(line, reason: problem.message))
            }
        }
    }

    /// Where lines may be cut in two: right after a line that names a cursor, near their middle, so that nothing before
    /// the cut is passed over. Nil where there is no such place.
    static func cut(_ lines: ArraySlice<FeedLine>, reader: FeedLineReader) -> Int? {
        let middle = lines.startIndex + lines.count / 2
        let names = { (index: Int) in read(lines[index], reader).cursor != nil }
        if let index = (lines.startIndex..<middle).last(where: names) { return index + 1 }
        return (middle..<max(middle, lines.endIndex - 1)).first(where: names).map { $0 + 1 }
    }

    /// Sets every record aside, for want of knowing which of them PostgreSQL refused.
    mutating func setAside(_ lines: ArraySlice<FeedLine>, reader: FeedLineReader, reason: String) {
        let readings = lines.map { ($0, Self.read($0, reader)) }
        let end = readings.lastIndex { $0.1.cursor != nil }.map { $0 + 1 } ?? readings.count
        records = []
        poison = readings.prefix(end).map { line, reading in
            guard case .failure(let problem) = reading.record else { return Poison(line, reason: reason) }
            return Poison(line, reason: problem.message)
        }
    }

    private static func read(_ line: FeedLine, _ reader: FeedLineReader) -> FeedReading {
        guard !line.isOverlong else {
            let length = "\(line.length) bytes\(line.isFinished ? "" : " and more, its end was not read")"
            return FeedReading(
                record: .failure(
                    FeedProblem(message: "The line has \(length); at most \(line.bytes.count) are taken.")))
        }
        var reading = reader(line.bytes)
        if let cursor = reading.cursor, !(1...cursorLimit).contains(cursor.utf8.count) || cursor.contains("\0") {
            reading.cursor = nil
        }
        return reading
    }
}

extension FeedBatch.Poison {
    init(_ line: FeedLine, reason: String) {
        self.init(line: line.bytes, length: line.length, sha256: line.sha256, reason: reason)
    }
}

extension FeedOutcome {
    /// Two batches, one after the other.
    static func + (first: FeedOutcome, second: FeedOutcome) -> FeedOutcome {
        var sum = second
        sum.inserted += first.inserted
        sum.duplicates += first.duplicates
        sum.poison += first.poison
        if sum.message.isEmpty { sum.message = first.message }
        return sum
    }
}
