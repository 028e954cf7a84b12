// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

package import Logging

/// Where the parts of a program log to. `COUNTERSIGN_LOG_LEVEL` says how much (trace debug info notice warning error
/// critical), for the console `log-level` in the configuration file too.
package enum Diagnostics {
    /// Standard error. A command tells by itself what goes wrong, so only errors are logged unless the variable says so; a
    /// program that stays says more.
    package static func standardError(environment: [String: String], level: Logger.Level = .error) -> Logger {
        logger(environment, level) { StreamLogHandler.standardError(label: $0) }
    }

    private static func logger(
        _ environment: [String: String], _ level: Logger.Level,
        _ handler: @escaping @Sendable (String) -> any LogHandler
    ) -> Logger {
        var logger = Logger(label: "countersign", factory: handler)
        logger.logLevel = environment["COUNTERSIGN_LOG_LEVEL"].flatMap(Logger.Level.init(rawValue:)) ?? level
        return logger
    }
}
