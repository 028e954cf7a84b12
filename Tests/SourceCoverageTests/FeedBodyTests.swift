// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@testable import SourceCoverage

@Suite("B54: lines of a feed")
struct FeedBodyTests {
    private func limits(_ change: (inout FeedLimits) -> Void = { _ in }) -> FeedLimits {
        var limits = FeedLimits()
        change(&limits)
        return limits
    }

    private func words(_ lines: [FeedLine]) -> [String] { lines.map { String(decoding: $0.bytes, as: UTF8.self) } }

    @Test("Lines are the same however the bytes come; empty ones and line ends are left out")
    func cutting() {
        let text = Array("one\r\n\ntwo\n\r\nthree".utf8)
        for size in [1, 2, 3, 5, 100] {
            var body = FeedBody(limits: limits())
            for start in stride(from: 0, to: text.count, by: size) {
                let wantsMore = body.take(text[start..<min(start + size, text.count)])
                #expect(wantsMore)
            }
            #expect(words(body.lines) == ["one", "two"])
            #expect(body.unfinishedLine().map { words([$0]) } == ["three"])
            #expect(body.byteCount == text.count && !body.isCut)
        }
    }

    @Test("Each limit ends the reading after a whole line")
    func limits() {
        func take(_ texts: [String], _ change: (inout FeedLimits) -> Void) -> (body: FeedBody, wantsMore: [Bool]) {
            var body = FeedBody(limits: limits(change))
            let wantsMore = texts.map { body.take(Array($0.utf8)[...]) }
            return (body, wantsMore)
        }
        let counted = take(["a\nb\nc\n"]) { $0.lines = 2 }
        #expect(counted.wantsMore == [false])
        #expect(words(counted.body.lines) == ["a", "b"] && counted.body.isCut)
        let sized = take(["abcd\ne\n"]) { $0.bytes = 3 }
        #expect(sized.wantsMore == [false])
        #expect(words(sized.body.lines) == ["abcd"] && sized.body.isCut)
        let long = take(["123456789", "0"]) { $0.answer = 10 }
        #expect(long.wantsMore == [true, false])
        #expect(long.body.lines.isEmpty && long.body.isCut)
    }

    @Test("Of an overlong line the beginning is kept, its length and the hash of all of it; what follows is read")
    func overlong() {
        let text = Array((String(repeating: "x", count: 1_000) + "\nnext\n").utf8)
        for size in [7, 100, 2_000] {
            var body = FeedBody(limits: limits { $0.line = 100 })
            for start in stride(from: 0, to: text.count, by: size) {
                _ = body.take(text[start..<min(start + size, text.count)])
            }
            #expect(body.lines.count == 2)
            #expect(body.lines[0].bytes.count == 100 && body.lines[0].length == 1_000 && body.lines[0].isOverlong)
            // printf 'x%.0s' $(seq 1000) | sha256sum
            let hash = body.lines[0].sha256.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            #expect(hash == "44f8354494a5ba03ba1792a8d3e9c534c47a9181980fde7a3f44b06ef2ae7c7f")
            #expect(words([body.lines[1]]) == ["next"] && !body.lines[1].isOverlong)
        }
    }

    @Test("A line whose end does not come is known by its beginning, the same however much of it is read")
    func endless() {
        var hashes: Set<[UInt8]> = []
        for length in [101, 150, 1_000] {
            var body = FeedBody(limits: limits { $0.line = 100 })
            _ = body.take(Array(("first\n" + String(repeating: "x", count: length)).utf8)[...])
            #expect(words(body.lines) == ["first"])
            guard let line = body.overlongLine() else {
                Issue.record("\(length) bytes are overlong")
                return
            }
            #expect(line.length == length && line.bytes.count == 100 && line.isOverlong && !line.isFinished)
            hashes.insert(line.sha256)
        }
        #expect(hashes.count == 1)
        var body = FeedBody(limits: limits { $0.line = 100 })
        _ = body.take(Array(String(repeating: "x", count: 100).utf8)[...])
        #expect(body.overlongLine() == nil)
    }
}
