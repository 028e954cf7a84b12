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
        _ = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments), environment: Program.environment,
            workingDirectory: "/", platformOptions: Program.options(for: user), input: .none, output: .discarded,
            error: .discarded
        ) { started($0.processIdentifier.value) }
    }
}
