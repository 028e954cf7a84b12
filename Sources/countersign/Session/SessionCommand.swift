// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Foundation
import GovernanceStore

/// A command that reads or acts as a person: it parses, opens a session, asks a client, and writes the answer.
protocol SessionCommand: AsyncParsableCommand, Sendable {
    var global: GlobalOptions { get }
    var output: OutputOptions { get }
    /// Who seals the trail while the command runs, where this program runs the server itself.
    static var sealing: Session.Sealing { get }

    /// Checks what can be checked without a database; throws with status 2, and nothing is sent.
    func check() throws(CommandFailure)

    /// Does the work and says how it ended.
    func perform(in session: Session, _ output: Output) async throws -> CommandStatus
}

extension SessionCommand {
    static var sealing: Session.Sealing { .never }

    func check() throws(CommandFailure) {}

    func run() async throws {
        try check()
        let environment = ProcessInfo.processInfo.environment
        let settings = try await Settings(global, environment: environment)
        let output = Output.standard(environment: environment)
        let status = try await output.answering(format: self.output.format) { output in
            try await perform(settings, environment, output)
        }
        if status != .done { throw CommandFailure(status) }
    }

    private func perform(
        _ settings: Settings, _ environment: [String: String], _ output: Output
    ) async throws -> CommandStatus {
        let opening = SessionOpening(
            settings: settings, surface: .cli, sealing: Self.sealing, output: output,
            logger: Diagnostics.standardError(environment: environment))
        return try await opening.withSession { session in
            try await perform(in: session, output)
        }
    }
}
