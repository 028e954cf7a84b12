// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import SourceCoverage
import Testing

@Suite("B54: reading a feed over HTTP")
struct FeedClientTests {
    private func lines(
        _ server: LoopbackServer, after: String? = nil, _ change: (inout FeedLimits) -> Void = { _ in }
    ) async -> FeedAnswer {
        var limits = FeedLimits()
        limits.timeout = .seconds(20)
        change(&limits)
        let source = SourceDefinition(name: "A", url: server.url, feedPath: SourceDefinition.standardFeedPath)
        return await FeedClient.http(limits: limits).lines(source, after)
    }

    private func lines(
        _ conduct: LoopbackServer.Conduct, _ change: (inout FeedLimits) -> Void = { _ in }
    ) async throws -> FeedAnswer {
        try await lines(LoopbackServer(conduct), after: nil, change)
    }

    private func words(_ answer: FeedAnswer) -> [String]? {
        guard case .lines(let lines, _, _, _) = answer else { return nil }
        return lines.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    private func code(_ answer: FeedAnswer) -> FeedFailure.Code? {
        guard case .failed(let failure) = answer else { return nil }
        return failure.code
    }

    private func interruption(_ answer: FeedAnswer) -> FeedFailure.Code? {
        guard case .lines(_, _, _, let failure) = answer else { return nil }
        return failure?.code
    }

    @Test("Lines come in order; the last needs no line end where the length is told, else the answer broke off in it")
    func whole() async throws {
        let answer = try await lines(
            .answers("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nContent-Length: 5\r\n\r\na\nb\nc"))
        #expect(words(answer) == ["a", "b", "c"])
        #expect(interruption(answer) == nil)
        let open = try await lines(.answers("HTTP/1.1 200 OK\r\n\r\na\nb\nc"))
        #expect(words(open) == ["a", "b"])
        #expect(interruption(open) == .interrupted)
        let closed = try await lines(.answers("HTTP/1.1 200 OK\r\n\r\na\nb\n"))
        #expect(words(closed) == ["a", "b"] && interruption(closed) == nil)
        let none = try await lines(.answers("HTTP/1.1 204 No Content\r\n\r\n"))
        #expect(words(none) == [])
    }

    @Test(
        "An overlong line is told without its end, however the answer ends",
        arguments: ["Content-Length: 1000000\r\n", "Content-Length: 300\r\n", ""])
    func endless(_ length: String) async throws {
        let text = "a\n" + String(repeating: "x", count: 298)
        let answer = try await lines(.answers("HTTP/1.1 200 OK\r\n\(length)\r\n\(text)")) { limits in
            limits.line = 100
            limits.timeout = .seconds(2)
        }
        guard case .lines(let lines, _, _, _) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(lines.map(\.length) == [1, 298])
        #expect(lines.last?.isFinished == length.contains(" 300"))
    }

    @Test("The cursor is encoded, whatever it holds")
    func cursor() async throws {
        let server = try LoopbackServer(.answers("HTTP/1.1 204 No Content\r\n\r\n"))
        _ = await lines(server, after: "a b&limit=9\r\nX: é/?#+")
        #expect(
            server.lastRequest.hasPrefix(
                "GET /v1/audit/events?after=a%20b%26limit%3D9%0D%0AX%3A%20%C3%A9%2F%3F%23%2B&limit=1000 HTTP/1.1\r\n"))
    }

    @Test("A redirect is refused, and where it leads nobody asks")
    func redirect() async throws {
        let target = try LoopbackServer(.answers("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na\n"))
        let answer = try await lines(.answers("HTTP/1.1 307 Away\r\nLocation: \(target.url)/\r\n\r\n"))
        #expect(answer == .failed(FeedFailure(.status, "HTTP 307, and redirects are not followed.")))
        #expect(target.requests == 0)
    }

    @Test("Something else that listens there is not read as a feed")
    func somethingElse() async throws {
        #expect(
            code(try await lines(.answers("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>\n"))) == .mediaType)
        #expect(code(try await lines(.answers("HTTP/1.1 500 Oops\r\n\r\n"))) == .status)
        #expect(code(try await lines(.answers("SSH-2.0-x\r\n"))) == .offline)
        #expect(code(try await lines(.resets(after: ""))) == .offline)
    }

    @Test("What came before an answer broke off is good, the broken line is not")
    func breaksOff() async throws {
        let cut = try await lines(.answers("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\na\nb\n{\"half"))
        #expect(words(cut) == ["a", "b"])
        #expect(interruption(cut) == .interrupted)
        let empty = try await lines(.answers("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"))
        #expect(words(empty) == [])
        #expect(interruption(empty) == .interrupted)
    }

    @Test("A source that hangs or drips is left at the deadline")
    func slow() async throws {
        let hanging = try LoopbackServer(.hangs)
        #expect(code(await lines(hanging, { $0.timeout = .milliseconds(200) })) == .offline)
        #expect(await hanging.stay < .seconds(1))
        let dripping = try LoopbackServer(.drips(head: "HTTP/1.1 200 OK\r\n\r\na\nb\n"))
        _ = await lines(dripping, { $0.timeout = .milliseconds(200) })
        #expect(await dripping.stay < .seconds(1))
    }

    @Test("An endless body without a line end is cut, and the rest not waited for")
    func flood() async throws {
        let answer = try await lines(
            .floods(head: "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", byteCount: 1_073_741_824)
        ) { $0.answer = 8 << 20 }
        guard case .lines(let lines, let byteCount, let isCut, let interruption) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(lines.map(\.isFinished) == [false] && isCut && interruption == nil)
        #expect(byteCount < 9 << 20)
        #expect(lines.map(\.length) == [byteCount] && lines.map(\.bytes.count) == [65_536])
    }
}
