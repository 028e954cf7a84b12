// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import SourceCoverage
import Testing

@Suite("B16 B54: one probe")
struct ProbeTests {
    /// Long enough for a busy machine, where the timeout is not what is tested.
    private func probe(
        _ server: LoopbackServer, timeout: Duration = .seconds(20)
    ) async throws -> SourceStatus {
        let source = SourceDefinition(name: "Governance", url: server.url, timeout: timeout)
        return try #require(await CoverageClient.probing([source]).statuses().first)
    }

    private func probe(_ conduct: LoopbackServer.Conduct) async throws -> SourceStatus {
        try await probe(LoopbackServer(conduct))
    }

    private func answer(_ status: String, _ body: String = "", headers: String = "") -> LoopbackServer.Conduct {
        .answers(
            "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)Connection: close\r\n\r\n\(body)")
    }

    @Test(
        "2xx is live, also where the body is no JSON or says so in any case",
        arguments: [
            ("", "HTTP 200"), ("{}", "HTTP 200"), ("plain words", "HTTP 200"), ("{\"status\":", "HTTP 200"),
            ("[1,2]", "HTTP 200"), ("{\"status\":\"ok\"}", "status: ok"), ("{\"status\":\"UP\",\"x\":1}", "status: UP"),
            ("{\"status\":\"pass\"}", "status: pass"), ("{\"status\":\"Healthy\"}", "status: Healthy"),
            ("{\"status\":null}", "HTTP 200"),
        ])
    func live(_ body: String, _ message: String) async throws {
        let status = try await probe(answer("200 OK", body))
        #expect(status.state == .live)
        #expect(status.message == message)
        #expect(status.latency != nil)
    }

    @Test(
        "A body whose status says otherwise is degraded",
        arguments: [
            ("{\"status\":\"degraded\"}", "status: degraded"), ("{\"status\":\"down\"}", "status: down"),
            ("{\"status\":503}", "status: not a word"), ("{\"status\":{\"a\":1}}", "status: not a word"),
        ])
    func reportedDegraded(_ body: String, _ message: String) async throws {
        let status = try await probe(answer("200 OK", body))
        #expect(status.state == .degraded)
        #expect(status.message == message)
    }

    @Test(
        "Another HTTP status is degraded with that status",
        arguments: ["503 Service Unavailable", "500 Oops", "404 Not Found", "401 Unauthorized"])
    func otherStatus(_ line: String) async throws {
        let status = try await probe(answer(line, "{\"status\":\"ok\"}"))
        #expect(status.state == .degraded)
        #expect(status.message == "HTTP \(line.prefix(3))")
        #expect(status.latency != nil)
    }

    @Test("A redirect is not followed")
    func redirect() async throws {
        let target = try LoopbackServer(answer("200 OK", "{\"status\":\"ok\"}"))
        let status = try await probe(answer("302 Found", headers: "Location: \(target.url)/healthz\r\n"))
        #expect(status.state == .degraded)
        #expect(status.message == "HTTP 302")
        #expect(target.requests == 0)
    }

    @Test("B22: no answer is offline, and its latency unknown")
    func offline() async throws {
        for conduct in [LoopbackServer.Conduct.resets(after: ""), .answers(""), .answers("garbage\r\n\r\n\u{1}\u{2}")] {
            let status = try await probe(conduct)
            #expect(status.state == .offline)
            #expect(status.message == "Awaiting local service response.")
            #expect(status.latency == nil)
        }
        let closed = try LoopbackServer(.hangs).url
        let refused = await CoverageClient.probing([SourceDefinition(name: "Closed", url: closed)]).statuses()
        #expect(refused.map(\.state) == [.offline])
    }

    @Test("A service that hangs is offline, and left at the deadline")
    func hang() async throws {
        let server = try LoopbackServer(.hangs)
        let status = try await probe(server, timeout: .milliseconds(200))
        #expect(status.state == .offline)
        #expect(status.latency == nil)
        #expect(await server.stay < .seconds(1))
    }

    @Test("A body that drips for ever is degraded, and left at the deadline")
    func drip() async throws {
        let server = try LoopbackServer(.drips(head: "HTTP/1.1 200 OK\r\n\r\n"))
        let status = try await probe(server, timeout: .milliseconds(300))
        #expect(status.state == .degraded)
        #expect(status.message == "HTTP 200, but the answer did not end")
        #expect(await server.stay < .seconds(1))
        let headers = try await probe(
            LoopbackServer(.drips(head: "HTTP/1.1 200 OK\r\nX-Slow: ")), timeout: .milliseconds(300))
        #expect(headers.state == .degraded)
        let statusLine = try await probe(LoopbackServer(.drips(head: "HTTP/1.1 ")), timeout: .milliseconds(300))
        #expect(statusLine.state == .offline)
    }

    @Test("An answer that breaks off is degraded")
    func breaksOff() async throws {
        let status = try await probe(
            .answers("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{\"status\":"))
        #expect(status.state == .degraded)
        #expect(status.message == "HTTP 200, but the answer did not end")
    }

    @Test("A huge body is cut, and the rest not waited for")
    func flood() async throws {
        let status = try await probe(.floods(head: "HTTP/1.1 200 OK\r\n\r\n", byteCount: 1_000_000_000))
        #expect(status.state == .live)
        #expect(status.message == "HTTP 200")
    }

    @Test("A long word of the service is cut")
    func longWord() async throws {
        let status = try await probe(answer("200 OK", "{\"status\":\"\(String(repeating: "x", count: 5_000))\"}"))
        #expect(status.state == .degraded)
        #expect(status.message.count == "status: ".count + 60)
    }

    @Test("Nested JSON as deep as the limit allows does no harm")
    func deepJSON() async throws {
        let status = try await probe(answer("200 OK", "{\"status\":" + String(repeating: "[", count: 60_000)))
        #expect(status.state == .live)
    }
}
