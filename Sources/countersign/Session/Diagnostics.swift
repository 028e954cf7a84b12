// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Logging

/// Where the parts of the program log to: warnings and worse, so that nothing is hidden and nothing chatters.
/// `COUNTERSIGN_LOG_LEVEL` changes that (trace debug info notice warning error critical).
enum Diagnostics {
    /// For commands: standard error.
    static func standardError(environment: [String: String]) -> Logger {
        logger(environment) { StreamLogHandler.standardError(label: $0) }
    }

    /// For the console, whose terminal must not be written to: a file.
    static func file(_ file: LogFile, environment: [String: String]) -> Logger {
        logger(environment) { _ in FileLogHandler(file: file) }
    }

    private static func logger(
        _ environment: [String: String], _ handler: @escaping @Sendable (String) -> any LogHandler
    ) -> Logger {
        var logger = Logger(label: "countersign", factory: handler)
        logger.logLevel = environment["COUNTERSIGN_LOG_LEVEL"].flatMap(Logger.Level.init(rawValue:)) ?? .warning
        return logger
    }
}
