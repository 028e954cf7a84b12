// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Governance
import PrivateCluster
import Subprocess
import Testing

@testable import GovernanceTestSupport

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// The built program, run against a home of its own.
struct BuiltProgram: Sendable {
    /// The home of the suite that runs.
    @TaskLocal static var home = ""

    struct Answer: Sendable {
        /// Nil where a signal ended it.
        var status: Int32?
        var text: String
        var words: String

        func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: Data(text.utf8))
        }
    }

    /// A governed result, as the program writes it.
    struct Result: Decodable {
        var outcome: String
        var code: String
        var message: String
        var requestID: String?
        var eventID: String?

        private enum CodingKeys: String, CodingKey {
            case outcome
            case code
            case message
            case requestID = "request_id"
            case eventID = "event_id"
        }
    }

    static let path: String = {
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("countersign").path
    }()

    static func environment(_ changes: [String: String] = [:]) -> Environment {
        var variables = ["PATH": "/usr/bin:/bin", "HOME": home, "COUNTERSIGN_HOME": home, "LC_ALL": "C.UTF-8"]
        variables.merge(changes) { _, new in new }
        return .custom(Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0), $1) }))
    }

    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Answer {
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), environment: Self.environment(environment),
            output: .string(limit: 1 << 24), error: .string(limit: 1 << 20))
        var status: Int32?
        if case .exited(let code) = result.terminationStatus { status = code }
        return Answer(status: status, text: result.standardOutput, words: result.standardError)
    }

    /// Runs a script of the shell, in which `$PROGRAM` is the program.
    static func shell(_ script: String) async throws -> Answer {
        let result = try await Subprocess.run(
            .path("/bin/sh"), arguments: ["-c", script], environment: environment(["PROGRAM": path]),
            output: .string(limit: 1 << 24), error: .string(limit: 1 << 20))
        return Answer(status: nil, text: result.standardOutput, words: result.standardError)
    }

    /// Runs a governed command on the demonstration and reads its result.
    static func act(_ arguments: [String], as person: String) async throws -> (status: Int32?, result: Result) {
        let answer = try await run(["--demo", "--as", person] + arguments + ["--format", "json"])
        return (answer.status, try answer.decoded(as: Result.self))
    }
}

/// Gives a suite a demonstration of its own in a temporary home, kept running for its time unless told otherwise. A
/// guardian ends the server and removes the home, also where the test process is killed.
struct DemonstrationTrait: SuiteTrait, TestScoping {
    /// Whether the server runs from the start and goes on without users.
    var staysUp = true

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let home = "/tmp/countersign-cli-\(UUID().uuidString.prefix(8))"
        let guardian = try await TestServerGuardian.start(watching: home, as: .current())
        do {
            try await BuiltProgram.$home.withValue(home) {
                guard staysUp else { return try await function() }
                let start = try await BuiltProgram.run(["--demo", "cluster", "start"])
                #expect(start.status == 0, "\(start.words)")
                try await function()
                let stop = try await BuiltProgram.run(["--demo", "cluster", "stop"])
                #expect(stop.status == 0, "\(stop.words)")
            }
        } catch {
            await guardian.dismiss()
            throw error
        }
        await guardian.dismiss()
        #expect(!FileManager.default.fileExists(atPath: home))
    }
}

extension Trait where Self == DemonstrationTrait {
    static var demonstration: Self { Self() }

    /// One whose first user starts the server and whose last one stops it, as people have it.
    static func demonstration(staysUp: Bool) -> Self { Self(staysUp: staysUp) }
}
