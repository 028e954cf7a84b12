// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import GovernanceTestSupport
import Postgres
import Subprocess
import Testing

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// The built program, from its command line to its end.
@Suite("The daemon as a program", .temporaryDatabase)
struct ProgramTests {
    private static let path: String = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("countersignd").path
    }()

    private static let environment: Subprocess.Environment = .custom([
        "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8",
    ])

    private func run(_ arguments: [String]) async throws -> (status: Int32?, text: String, words: String) {
        let result = try await Subprocess.run(
            .path(FilePath(Self.path)), arguments: Arguments(arguments), environment: Self.environment,
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        var status: Int32?
        if case .exited(let code) = result.terminationStatus { status = code }
        return (status, result.standardOutput, result.standardError)
    }

    @Test("It ends in order within two seconds of SIGTERM, and of SIGINT", arguments: [Signal.terminate, .interrupt])
    func signals(_ signal: Signal) async throws {
        let url = try TemporaryDatabase.required.configuration(login: "countersign_service").connectionString
        let result = try await Subprocess.run(
            .path(FilePath(Self.path)), arguments: ["--database", url, "serve", "--port", "0"],
            environment: Self.environment, input: .none, output: .discarded, error: .sequence
        ) { execution in
            var said = ""
            for try await block in execution.standardError {
                said += String(decoding: block.withUnsafeBytes(Array.init), as: UTF8.self)
                if said.contains("Listening") { break }
            }
            #expect(said.contains("http://127.0.0.1:"), "\(said)")
            try execution.send(signal: signal)
            return ContinuousClock.now
        }
        // Twice what it promises: everything is tested at once.
        #expect(result.closureResult.duration(to: .now) < .seconds(4))
        #expect(result.terminationStatus == .exited(0))
    }

    @Test("A port that is taken is said, with status 3")
    func portTaken() async throws {
        let server = try FeedServer()
        let url = try TemporaryDatabase.required.configuration(login: "countersign_service").connectionString
        let answer = try await run(["--database", url, "serve", "--port", "\(server.port)"])
        #expect(answer.status == 3)
        #expect(answer.words.contains("127.0.0.1:\(server.port) is taken"), "\(answer.words)")
    }

    @Test(
        "A database that is not there is said, with status 3",
        arguments: [
            "postgresql://127.0.0.1:1/countersign", "host=/nonexistent dbname=countersign",
            "postgresql://no-such-host.invalid/countersign",
        ])
    func noDatabase(_ url: String) async throws {
        let answer = try await run(["--database", url, "serve", "--port", "0"])
        #expect(answer.status == 3)
        #expect(answer.words.contains("PostgreSQL does not answer"), "\(answer.words)")
        #expect(answer.words.contains("looks for its database at: ") && answer.words.contains("countersign_service"))
    }

    @Test("Help teaches; a password on the command line and an unknown word are refused with status 2")
    func commandLine() async throws {
        let help = try await run(["serve", "--help"])
        #expect(help.status == 0)
        #expect(help.text.contains("/healthz") && help.text.contains("/metrics"))
        let password = try await run(["--database", "postgresql://x:secret@127.0.0.1/y", "serve"])
        #expect(password.status == 2)
        #expect(password.words.contains("PGPASSFILE") && !password.words.contains("secret"))
        #expect(try await run(["sreve"]).status == 2)
    }
}
