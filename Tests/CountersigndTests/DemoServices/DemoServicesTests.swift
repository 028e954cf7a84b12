// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Governance
import LogExchange
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import countersignd

@Suite("B54: the stand-in services and their faults", .timeLimit(.minutes(2)))
struct DemoServicesTests {
    /// Runs all four and the switches on free ports.
    private static func with(
        _ faults: [DemoSource: SourceFault] = [:], pace: DemoConnection.Pace = DemoConnection.Pace(),
        _ body: @escaping @Sendable ([DemoSource?: DemoClient]) async throws -> Void
    ) async throws {
        let (ports, continuation) = AsyncStream.makeStream(of: (DemoSource?, Int).self)
        var services = DemoServices(logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        services.ports = Dictionary(uniqueKeysWithValues: DemoSource.allCases.map { ($0, 0) })
        services.controlPort = 0
        services.rate = 100
        services.faults = faults
        services.pace = pace
        services.onListening = { continuation.yield(($0, $1)) }
        let expected = 5 - faults.values.count { $0 == .down }
        try await withThrowingTaskGroup(of: Void.self) { [services] group in
            group.addTask { try await services.run(endingOn: []) }
            var clients: [DemoSource?: DemoClient] = [:]
            for await (source, port) in ports {
                clients[source] = DemoClient(port: port)
                if clients.count == expected { break }
            }
            try await body(clients)
            group.cancelAll()
            do {
                try await group.waitForAll()
            } catch is CancellationError {}
        }
    }

    private static func client(_ clients: [DemoSource?: DemoClient], _ source: DemoSource?) throws -> DemoClient {
        try #require(clients[source])
    }

    @Test("Each answers for itself, and its feed holds events of the present")
    func inOrder() async throws {
        try await Self.with { clients in
            for source in DemoSource.allCases {
                let client = try Self.client(clients, source)
                let health = try await client.get("/healthz")
                #expect(health.isEnded)
                #expect(health.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(health.body.contains(#""service":"\#(source.rawValue)","status":"ok""#))
                let feed = try await client.get("/v1/audit/events?limit=50")
                let lines = feed.body.split(separator: "\n").map { RuntimeFeedLine(line: Array($0.utf8)) }
                #expect(lines.count == 50)
                for line in lines {
                    let record = try line.record.get()
                    #expect(record.originEventID == "\(source.rawValue)-\(line.cursor ?? "")")
                }
            }
        }
    }

    @Test("500, wrong JSON, garbage and a half-closed answer are what they are called, and the others answer")
    func brokenAnswers() async throws {
        let faults: [DemoSource: SourceFault] = [
            .platform: .internalError, .node: .wrongJSON, .engine: .garbage, .integration: .halfClosed,
        ]
        try await Self.with(faults) { clients in
            let failing = try await Self.client(clients, .platform).get("/healthz")
            #expect(failing.text.hasPrefix("HTTP/1.1 500 "))
            let wrong = try await Self.client(clients, .node).get("/v1/audit/events")
            #expect(wrong.text.hasPrefix("HTTP/1.1 200 "))
            let lines = wrong.body.split(separator: "\n").map { RuntimeFeedLine(line: Array($0.utf8)) }
            #expect(lines.count == 5)
            #expect(lines.allSatisfy { $0.cursor == nil && (try? $0.record.get()) == nil })
            let garbage = try await Self.client(clients, .engine).get("/healthz")
            #expect(garbage.isEnded)
            #expect(garbage.bytes.count == DemoConnection.garbageLength)
            #expect(!garbage.text.hasPrefix("HTTP/"))
            let half = try await Self.client(clients, .integration).get("/v1/audit/events")
            #expect(half.isEnded)
            let length = half.text.firstMatch(of: /Content-Length: (\d+)/).flatMap { Int($0.1) }
            #expect(half.body.utf8.count < (try #require(length)))
            #expect(half.body.hasPrefix("{"))
        }
    }

    @Test("A huge answer has no end, a dripping one comes byte by byte, a slow one comes late and whole")
    func paces() async throws {
        var pace = DemoConnection.Pace()
        pace.delay = .milliseconds(300)
        pace.drip = .milliseconds(20)
        try await Self.with([.platform: .huge, .node: .drip, .engine: .slow], pace: pace) { clients in
            let huge = try await Self.client(clients, .platform)
                .get("/healthz", limit: 8 << 20)
            #expect(huge.bytes.count >= 8 << 20)
            #expect(!huge.isEnded)
            let drip = try await Self.client(clients, .node).get("/healthz", limit: 12)
            #expect(drip.text == "HTTP/1.1 200")
            let clock = ContinuousClock()
            let start = clock.now
            let slow = try await Self.client(clients, .engine).get("/healthz")
            #expect(clock.now - start >= .milliseconds(300))
            #expect(slow.body.contains(#""status":"ok""#))
        }
    }

    @Test("Faults are switched while it runs; a service that was down listens on its port again")
    func switches() async throws {
        try await Self.with { clients in
            let control = try Self.client(clients, nil)
            let engine = try Self.client(clients, .engine)
            let set = try await control.get("/_faults/engine", method: "PUT", body: "down")
            #expect(set.body.contains(#"{"engine":"down","integration":"ok","node":"ok","platform":"ok"}"#))
            // It closes its port when it hears of it, and refuses from then on.
            while (try? await engine.get("/healthz")) != nil { await Task.yield() }
            let others = try await Self.client(clients, .node).get("/healthz")
            #expect(others.text.hasPrefix("HTTP/1.1 200 "))
            let cleared = try await control.get("/_faults", method: "DELETE")
            #expect(cleared.body.contains(#""engine":"ok""#))
            var health: DemoClient.Received?
            while health == nil { health = try? await engine.get("/healthz") }
            #expect(health?.text.hasPrefix("HTTP/1.1 200 ") == true)
            let unknown = try await control.get("/_faults/engine", method: "PUT", body: "odd")
            #expect(unknown.text.hasPrefix("HTTP/1.1 400 "))
            #expect(unknown.body.contains("half-closed"))
            let nobody = try await control.get("/_faults/moon", method: "PUT", body: "ok")
            #expect(nobody.text.hasPrefix("HTTP/1.1 404 "))
            let long = String(repeating: "x", count: 100_000)
            let large = try await control.get("/_faults/engine", method: "PUT", body: long)
            #expect(large.text.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test("Connections beyond the limit are closed, and the service goes on")
    func refusesConnections() async throws {
        try await Self.with { clients in
            let client = try Self.client(clients, .node)
            var held: [any Channel] = []
            func hold() async throws {
                held.append(
                    try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                        .connect(host: "127.0.0.1", port: client.port).get())
            }
            for _ in 0..<DemoService.connectionLimit { try await hold() }
            // The held ones wait for a request; what comes after them is turned away, each time. It takes connections in
            // any order: where one that asks came before a held one, that one was turned away, and is made up for.
            var refusals = 0
            while refusals < 100 {
                if let answer = try? await client.get("/healthz"), !answer.text.isEmpty {
                    refusals = 0
                    try await hold()
                    try #require(held.count < 2 * DemoService.connectionLimit)
                } else {
                    refusals += 1
                }
            }
            for channel in held { try? await channel.close() }
            // It hears of the closed ones one after the other.
            var health: DemoClient.Received?
            while health?.text.isEmpty != false { health = try? await client.get("/healthz") }
            #expect(health?.text.hasPrefix("HTTP/1.1 200 ") == true)
        }
    }

    @Test("The command line: ports, seed, rate and faults; what is no fault is a usage error")
    func commandLine() throws {
        let parsed = try Countersignd.parseAsRoot([
            "demo-services", "--engine-port", "0", "--seed", "9", "--rate", "2.5", "--fault", "platform=slow",
            "--fault", "node=half-closed",
        ])
        let command = try #require(parsed as? DemoServicesCommand)
        #expect(command.enginePort == 0)
        #expect(command.platformPort == 8090)
        #expect(command.seed == 9)
        #expect(command.rate == 2.5)
        #expect(command.fault.compactMap(FaultSetting.init).map(\.fault) == [.slow, .halfClosed])
        for arguments in [
            ["--fault", "moon=slow"], ["--fault", "node"], ["--fault", "node=odd"], ["--rate", "0"],
            ["--history", "59"], ["--history", "86401"],
        ] {
            #expect(throws: (any Error).self) {
                _ = try Countersignd.parseAsRoot(["demo-services"] + arguments)
            }
        }
    }
}
