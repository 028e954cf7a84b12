// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Subprocess

@testable import PrivateCluster

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A program that runs beside a test.
enum TestProcess {
    /// Runs a program to its end, telling its number once it runs.
    static func run(
        _ path: String, _ arguments: [String], as user: OperatingSystemUser, started: (Int32) -> Void
    ) async throws {
        let command = try Program.command(path, arguments, as: user)
        _ = try await Subprocess.run(
            command.executable, arguments: command.arguments, environment: Program.environment,
            workingDirectory: "/", platformOptions: command.options, input: .none, output: .discarded,
            error: .discarded
        ) { started($0.processIdentifier.value) }
    }
}
