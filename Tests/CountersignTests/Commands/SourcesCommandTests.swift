// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import Foundation
import Governance
import GovernanceTestSupport
import Testing

@testable import countersign

@Suite("B15 B16 B22: sources check")
struct SourcesCommandTests {
    @Test("The shape for programs, and a measurement that found everything offline is done")
    func shape() async throws {
        let command = try #require(
            try Countersign.parseAsRoot(["sources", "check", "--format", "json"]) as? SourcesCommand.Check)
        let captured = CapturedOutput()
        try await command.perform(InMemoryGovernance.coverage([.live]), captured.output)
        let array = try JSONDecoder().decode([JSONValue].self, from: Data(captured.text.utf8))
        #expect(
            array.first
                == .object([
                    "name": .string("Governance"), "url": .string("http://127.0.0.1:8080"),
                    "state": .string("live"), "latency_ms": .integer(12), "message": .string("HTTP 200"),
                ]))
        #expect(
            array.last
                == .object([
                    "name": .string("Integration Control"), "url": .string("http://127.0.0.1:8084"),
                    "state": .string("offline"), "latency_ms": .null,
                    "message": .string("Awaiting local service response."),
                ]))
        #expect(captured.narration == "1/5 live.\n")
    }

    @Test("For people an unknown latency is a word")
    func table() async throws {
        let command = try #require(try Countersign.parseAsRoot(["sources", "check"]) as? SourcesCommand.Check)
        let captured = CapturedOutput()
        try await command.perform(InMemoryGovernance.coverage([]), captured.output)
        #expect(captured.text.contains("Node Runtime         offline  unknown  http://127.0.0.1:8082"))
    }
}
