// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import SourceCoverage
import Testing

@Suite("B15 B23 B54: a round of probes")
struct RoundTests {
    private static let healthy = LoopbackServer.Conduct.answers(
        "HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"status\":\"ok\"}")

    @Test("One slow service never delays another")
    func slowService() async throws {
        let slow = try LoopbackServer(.hangs)
        let fast = try LoopbackServer(Self.healthy)
        let client = CoverageClient.probing([
            SourceDefinition(name: "Slow", url: slow.url, timeout: .seconds(10)),
            SourceDefinition(name: "Fast", url: fast.url, timeout: .seconds(10)),
        ])
        var first: SourceStatus?
        for await status in client.probe() {
            first = status
            break
        }
        #expect(first?.source.name == "Fast")
        #expect(first?.state == .live)
    }

    @Test("A service that floods delays nobody, and a round that nobody waits for is ended")
    func floodAndCancel() async throws {
        let flooding = try LoopbackServer(.floods(head: "HTTP/1.1 200 OK\r\n\r\n", byteCount: .max))
        let hanging = try LoopbackServer(.hangs)
        let client = CoverageClient.probing([
            SourceDefinition(name: "Flooding", url: flooding.url, timeout: .seconds(30)),
            SourceDefinition(name: "Hanging", url: hanging.url, timeout: .seconds(30)),
        ])
        let round = Task { await client.statuses() }
        for await status in client.probe() {
            #expect(status.source.name == "Flooding")
            break
        }
        round.cancel()
        #expect(await round.value.count < 2)
    }

    @Test("Partial coverage is counted as n of all, in the order of the sources")
    func partial() async throws {
        let live = try LoopbackServer(Self.healthy)
        let degraded = try LoopbackServer(
            .answers("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
        let client = CoverageClient.probing([
            SourceDefinition(name: "A", url: degraded.url), SourceDefinition(name: "B", url: live.url),
        ])
        let statuses = await client.statuses()
        #expect(statuses.map(\.source.name) == ["A", "B"])
        #expect(statuses.map(\.state) == [.degraded, .live])
        #expect(CoverageSummary(statuses, total: client.sources.count).description == "1/2")
    }

    @Test("Many rounds at once all end")
    func manyRounds() async throws {
        let server = try LoopbackServer(Self.healthy)
        let client = CoverageClient.probing([SourceDefinition(name: "A", url: server.url, timeout: .seconds(10))])
        let states = await withTaskGroup(of: [SourceStatus].self) { rounds in
            for _ in 0..<20 { rounds.addTask { await client.statuses() } }
            var states: [SourceStatus.State] = []
            for await round in rounds { states += round.map(\.state) }
            return states
        }
        #expect(states == Array(repeating: .live, count: 20))
    }

    @Test("B17 B18 B19 B20 B21: the five sources of the seed are the standard ones, and valid")
    func standardSources() throws {
        #expect(
            SourceDefinition.standard.map { "\($0.name) \($0.url)\($0.healthPath)" } == [
                "Governance http://127.0.0.1:8080/healthz", "Platform Services http://127.0.0.1:8090/healthz",
                "Node Runtime http://127.0.0.1:8082/healthz", "Engine Runtime http://127.0.0.1:8083/healthz",
                "Integration Control http://127.0.0.1:8084/healthz",
            ])
        try SourceDefinition.validate(SourceDefinition.standard)
    }

    @Test(
        "B66: what a configuration may get wrong is refused, without repeating a password",
        arguments: [
            ("", "invalid-url"), ("127.0.0.1:8080", "invalid-url"), ("ftp://127.0.0.1", "invalid-url"),
            ("https://127.0.0.1", "invalid-url"),
            ("http://", "invalid-url"), ("http://user:secret@127.0.0.1", "invalid-url"),
            ("http://127.0.0.1/", "invalid-url"), ("http://127.0.0.1?x=1", "invalid-url"),
        ])
    func invalidURL(_ url: String, _ code: String) {
        let error = #expect(throws: SourceCoverageError.self) {
            try SourceDefinition(name: "A", url: url).validate()
        }
        #expect(error?.code.rawValue == code)
        #expect(error?.description.contains("secret") == false)
    }

    @Test("Names, paths and timeouts are checked too")
    func invalidOthers() {
        #expect(throws: SourceCoverageError.self) {
            try SourceDefinition(name: "", url: "http://127.0.0.1").validate()
        }
        #expect(throws: SourceCoverageError.self) {
            try SourceDefinition(name: "A", url: "http://127.0.0.1", healthPath: "healthz").validate()
        }
        #expect(throws: SourceCoverageError.self) {
            try SourceDefinition(name: "A", url: "http://127.0.0.1", timeout: .zero).validate()
        }
        #expect(throws: SourceCoverageError.self) {
            try SourceDefinition.validate(SourceDefinition.standard + [SourceDefinition.standard[0]])
        }
    }
}
