// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import GovernanceStore
import SourceCoverage
import Testing

@testable import countersignd

@Suite("B54: what of an answer can be settled")
struct FeedBatchTests {
    /// Words: `good CURSOR`, `bad CURSOR` or `bad`.
    private let reader: FeedLineReader = { bytes in
        let words = String(decoding: bytes, as: UTF8.self).split(separator: " ").map(String.init)
        let cursor = words.count > 1 ? words[1] : nil
        guard words.first == "good" else {
            return FeedReading(cursor: cursor, record: .failure(FeedProblem(message: "bad")))
        }
        let record = ImportRecord(
            originEventID: cursor ?? "none", occurredAt: Timestamp(microseconds: 0), severity: .low, action: "X",
            title: "x")
        return FeedReading(cursor: cursor, record: .success(record))
    }

    private func batch(_ lines: [String], after: String? = "before") -> FeedBatch {
        FeedBatch(
            origin: "A", after: after,
            lines: lines.map { text in
                FeedLine(bytes: Array(text.utf8), length: text.utf8.count, sha256: [])
            }, reader: reader)
    }

    private func lines(_ texts: [String]) -> ArraySlice<FeedLine> {
        texts.map { FeedLine(bytes: Array($0.utf8), length: $0.utf8.count, sha256: []) }[...]
    }

    @Test("B54: Lines are cut right after one that names a cursor, so that no unreadable line is passed over")
    func cut() {
        #expect(FeedBatch.cut(lines(["good 1", "bad", "good 2", "good 3"]), reader: reader) == 1)
        #expect(FeedBatch.cut(lines(["bad", "bad", "good 1", "good 2"]), reader: reader) == 3)
        #expect(FeedBatch.cut(lines(["bad", "bad", "good 1"]), reader: reader) == nil)
        #expect(FeedBatch.cut(lines(["good 1"]), reader: reader) == nil)
    }

    @Test("B54: Where lines cannot be cut, every one up to the cursor is set aside with its reason")
    func setAside() {
        var batch = batch(["bad", "good 1", "bad"])
        batch.setAside(lines(["bad", "good 1", "bad"]), reader: reader, reason: "refused")
        #expect(batch.records.isEmpty && batch.next == "1")
        #expect(batch.poison.map(\.reason) == ["bad", "refused"])
    }

    @Test("Everything up to the last line with a cursor; what comes behind it comes again")
    func settled() {
        let batch = batch(["good 1", "bad", "good 2", "bad 3", "bad", "good"])
        #expect(batch.records.map(\.originEventID) == ["1", "2"])
        #expect(batch.poison.map { String(decoding: $0.line, as: UTF8.self) } == ["bad", "bad 3"])
        #expect(batch.after == "before" && batch.next == "3")
    }

    @Test("Without any cursor the unreadable lines alone are settled, and the cursor stands still")
    func standing() {
        let batch = batch(["bad", "good", "bad"])
        #expect(batch.records.isEmpty && batch.poison.count == 2)
        #expect(batch.next == "before")
        #expect(self.batch(["bad"], after: nil).next == nil)
    }

    @Test("A cursor that could not be asked with is none")
    func cursors() {
        let long = String(repeating: "c", count: 501)
        #expect(batch(["good \(long)"]).next == "before")
        #expect(batch(["good \(long.dropLast())"]).next == String(long.dropLast()))
        #expect(batch(["good a\0b"]).next == "before")
    }

    @Test("An overlong line is never read, but named by its length")
    func overlong() {
        let line = FeedLine(bytes: Array("good 1".utf8), length: 99_999, sha256: [])
        let batch = FeedBatch(origin: "A", after: nil, lines: [line], reader: reader)
        #expect(batch.records.isEmpty && batch.next == nil)
        #expect(batch.poison.map(\.reason) == ["The line has 99999 bytes; at most 6 are taken."])
    }

    @Test("Failures are answered with ever longer pauses, up to a limit, and scattered")
    func pace() {
        let pace = FeedPace()
        for failures in 1...60 {
            let step = min(Duration.milliseconds(500) * (1 << min(failures - 1, 16)), .seconds(30))
            let pause = pace.retry(afterFailures: failures)
            #expect(pause >= step * 0.5 && pause <= step)
        }
        #expect(Set((0..<20).map { _ in pace.pause() }).count > 1)
    }
}
