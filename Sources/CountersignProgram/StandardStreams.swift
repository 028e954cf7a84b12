// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

package enum StandardStreams {
    /// Takes the numbers of standard streams that were closed when the program began.
    ///
    /// Otherwise the next file or socket gets such a number, and data for standard output would go to the database's
    /// socket. What takes the place of an output cannot be written, so that the failure is told.
    package static func reserve() {
        for (number, mode) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY)]
        where fcntl(number, F_GETFD) == -1 && errno == EBADF {
            // The lowest free number is this one: those below it are taken by now.
            _ = open("/dev/null", mode)
        }
    }
}
