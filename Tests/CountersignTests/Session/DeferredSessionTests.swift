// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import Foundation
import Governance
import Logging
import Testing

@testable import countersign

@Suite("A session that opens behind the first frame")
struct DeferredSessionTests {
    private func session(_ arguments: [String], _ variables: [String: String] = [:]) async throws -> DeferredSession {
        let environment = ["HOME": "/nonexistent"].merging(variables) { _, new in new }
        let settings = try await Settings(try GlobalOptions.parse(arguments), environment: environment)
        return DeferredSession(
            SessionOpening(
                settings: settings, surface: .console, sealing: .throughout, output: CapturedOutput().output,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    }

    @Test("B55: it is connecting at first, lost with a reason when nothing answers, and ends when closed")
    func lost() async throws {
        let session = try await session(["--database", "postgresql:///x?host=/nonexistent&port=1&user=nobody"])
        let clients = session.clients(coverage: CoverageClient(sources: []) { AsyncStream { $0.finish() } })
        var states: [StoreState] = []
        for await state in clients.storeStates() {
            states.append(state)
            if case .lost = state { break }
        }
        #expect(states.first == .connecting)
        guard case .lost(_, let reason)? = states.last else {
            Issue.record("never lost")
            return
        }
        #expect(!reason.isEmpty)
        await #expect(throws: GovernanceError.self) { _ = try await clients.people.identity() }
        #expect(session.fatal == nil)
        await session.close()
        await #expect(throws: GovernanceError.self) { _ = try await clients.audit.status() }
    }

    @Test("What waiting cannot help ends it, with the reason")
    func fatal() async throws {
        let session = try await session(["--database", "postgresql:///x?host=/nonexistent&port=1&sslmode=perhaps"])
        let clients = session.clients(coverage: CoverageClient(sources: []) { AsyncStream { $0.finish() } })
        let (ended, end) = AsyncStream<Void>.makeStream()
        session.whenFatal { end.finish() }
        _ = try? await clients.people.identity()
        for await _ in ended {}
        #expect(session.fatal != nil)
        await session.close()
    }
}

@Suite("The console's log")
struct LogFileTests {
    @Test("Lines are added at the end, and without a folder nothing happens")
    func lines() throws {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent("countersign-log-\(UUID())")
        LogFile(path: home.path + "/log/console.log").write("dropped")
        #expect(!FileManager.default.fileExists(atPath: home.path))
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: home) }
        let path = home.path + "/log/console.log"
        LogFile(path: path).write("one")
        LogFile(path: path).write("two")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\ntwo\n")
    }
}
