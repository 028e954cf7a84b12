// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Logging

/// Where the parts of the program log to. `COUNTERSIGN_LOG_LEVEL` says how much (trace debug info notice warning error
/// critical), for the console `log-level` in the configuration file too.
enum Diagnostics {
    /// For commands: standard error, where what goes wrong is told by the command itself.
    static func standardError(environment: [String: String]) -> Logger {
        logger(environment, .error) { StreamLogHandler.standardError(label: $0) }
    }

    /// For the console, whose terminal must not be written to: a file.
    static func file(_ file: LogFile, level: Logger.Level?) -> Logger {
        var logger = Logger(label: "countersign", factory: { _ in FileLogHandler(file: file) })
        logger.logLevel = level ?? .warning
        return logger
    }

    /// The console's log below a home.
    static func logPath(home: String) -> String { home + "/log/console.log" }

    private static func logger(
        _ environment: [String: String], _ level: Logger.Level,
        _ handler: @escaping @Sendable (String) -> any LogHandler
    ) -> Logger {
        var logger = Logger(label: "countersign", factory: handler)
        logger.logLevel = environment["COUNTERSIGN_LOG_LEVEL"].flatMap(Logger.Level.init(rawValue:)) ?? level
        return logger
    }
}
