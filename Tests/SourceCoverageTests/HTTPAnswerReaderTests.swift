// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@testable import SourceCoverage

@Suite("Reading an HTTP answer")
struct HTTPAnswerReaderTests {
    private typealias Reader = HTTPAnswerReader<BoundedBody>

    private func reader() -> Reader { Reader(body: BoundedBody(limit: 65_536)) }

    private func read(
        _ text: String, closes: Bool = true
    ) -> (status: Int?, body: String, progress: Reader.Progress) {
        // Byte by byte and at once must come to the same.
        var whole = reader()
        var progress = whole.take(Array(text.utf8)[...])
        if progress == .needsMore, closes { progress = whole.end() }
        var stepwise = reader()
        var last = Reader.Progress.needsMore
        for byte in text.utf8 where last == .needsMore { last = stepwise.take([byte]) }
        if last == .needsMore, closes { last = stepwise.end() }
        #expect(last == progress && stepwise.status == whole.status && stepwise.body.bytes == whole.body.bytes)
        return (whole.status, String(decoding: whole.body.bytes, as: UTF8.self), progress)
    }

    @Test("Counted, chunked, unframed and empty bodies are read")
    func framing() {
        #expect(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokXX") == (200, "ok", .complete))
        #expect(read("HTTP/1.1 200 OK\r\nContent-Length: 2 \t\r\n\r\nok") == (200, "ok", .complete))
        #expect(read("HTTP/1.0 200\r\n\r\nok") == (200, "ok", .complete))
        #expect(read("HTTP/1.1 503 No\ncontent-length:  0\n\n") == (503, "", .complete))
        #expect(read("HTTP/1.1 204 No\r\n\r\n", closes: false) == (204, "", .complete))
        #expect(
            read("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2;x=y\r\nok\r\nA\r\n0123456789\r\n0\r\n\r\n")
                == (200, "ok0123456789", .complete))
        #expect(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx") == (200, "x", .complete))
    }

    @Test(
        "What is not HTTP, or breaks its framing, is malformed",
        arguments: [
            "garbage\r\n\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", "HTTP/1.1 200 OK\r\n", "",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffffff\r\n",
        ])
    func malformed(_ text: String) {
        #expect(read(text).progress == .malformed)
    }

    @Test("The media type is read without its parameters, and what frames the body is known")
    func fields() {
        var counted = reader()
        _ = counted.take(
            Array("HTTP/1.1 200 OK\r\nContent-Type:  Text/HTML ; charset=x\r\nContent-Length: 1\r\n\r\n".utf8)[...])
        #expect(counted.mediaType == "text/html")
        #expect(!counted.endsByClose)
        var open = reader()
        _ = open.take(Array("HTTP/1.1 200 OK\r\n\r\n".utf8)[...])
        #expect(open.mediaType == nil)
        #expect(open.endsByClose)
    }

    @Test("Head and body are held to their limits")
    func limits() {
        var endless = reader()
        #expect(endless.take(Array("HTTP/1.1 200 OK\r\nX: ".utf8)[...]) == .needsMore)
        #expect(endless.take([UInt8](repeating: 0x61, count: 40_000)[...]) == .malformed)
        var huge = reader()
        #expect(huge.take(Array("HTTP/1.1 200 OK\r\n\r\n".utf8)[...]) == .needsMore)
        #expect(huge.take([UInt8](repeating: 0x61, count: 100_000)[...]) == .complete)
        #expect(huge.body.bytes.count == 65_536)
    }
}
