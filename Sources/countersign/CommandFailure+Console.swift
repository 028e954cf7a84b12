// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Governance
import NcursesTerminal
import ThemeKit

extension CommandFailure {
    /// How an error from below ends the program.
    init(_ error: any Error) {
        switch error {
        case let error as EventFilterError:
            self.init(.usage, error.rendering(width: Terminal.width(of:)))
        case let error as ThemeError:
            self.init(.usage, error.description)
        case let error as TerminalError:
            self.init(error.code == .system ? .unavailable : .usage, error.message)
        default:
            self = CommandFailure(fromBelow: error) ?? CommandFailure(.unavailable, String(describing: error))
        }
    }
}
