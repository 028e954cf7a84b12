// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Logging

extension Diagnostics {
    /// For the console, whose terminal must not be written to: a file.
    static func file(_ file: LogFile, level: Logger.Level?) -> Logger {
        var logger = Logger(label: "countersign", factory: { _ in FileLogHandler(file: file) })
        logger.logLevel = level ?? .warning
        return logger
    }

    /// The console's log below a home.
    static func logPath(home: String) -> String { home + "/log/console.log" }
}
