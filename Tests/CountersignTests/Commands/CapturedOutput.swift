// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Governance
import GovernanceTestSupport
import Synchronization

@testable import countersign

/// Keeps what a command writes.
final class CapturedOutput: Sendable {
    private let data = Mutex("")
    private let words = Mutex("")

    var text: String { data.withLock { $0 } }
    var narration: String { words.withLock { $0 } }

    var output: Output {
        Output(
            terminal: .none, write: { text in self.data.withLock { $0 += text } },
            narrate: { text in self.words.withLock { $0 += text + "\n" } })
    }
}

/// A session over the in-memory model, as one person, three of five sources live.
func inMemorySession(
    _ governance: InMemoryGovernance, as login: String = "operator_1",
    coverage: [SourceStatus.State] = [.live, .live, .live], imports: ImportClient = .absent
) -> Session {
    Session(
        clients: governance.clients(as: login, coverage: InMemoryGovernance.coverage(coverage)),
        imports: imports,
        location: Session.Location(kind: .demonstration, databaseURL: "postgresql:///countersign", superuserURL: nil),
        createLogin: nil)
}

/// Parses a command line and runs it against a session.
func perform(
    _ arguments: [String], in session: Session, _ captured: CapturedOutput = CapturedOutput()
) async throws -> (status: CommandStatus, text: String, words: String) {
    let command = try Countersign.parseAsRoot(arguments)
    guard let command = command as? any SessionCommand else { throw CommandFailure(.usage, "not a session command") }
    try command.check()
    let status = try await command.perform(in: session, captured.output)
    return (status, captured.text, captured.narration)
}

extension ImportClient {
    /// For sessions that import nothing.
    static let absent = ImportClient(
        importBatch: { _, _, _ in throw GovernanceError(.unavailable, "This session has no import.") },
        recordImport: { _, _ in throw GovernanceError(.unavailable, "This session has no import.") })
}
