// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CNcurses
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The environment's `TERMINFO`, for as long as ncurses is to find another description in it than the person has set.
///
/// Variables are looked up by any thread at any time, without a lock (getenv(3): `MT-Safe env`). So the one that is lent
/// becomes the last of the list while there is but one thread; to give it back takes one store of a pointer there, to
/// what stood there before, or to the end of the list.
enum TerminfoVariable {
    private static let name = "TERMINFO"
    /// What the variable was while another value is lent, as `NAME=value`; nil within where it was not set.
    private static let lent = Mutex<String??>(nil)

    /// Sets the variable. There must be no other thread.
    static func lend(_ value: String) {
        let before = getenv(name).map { "\(name)=\(String(cString: $0))" }
        unsetenv(name)
        // The C library puts a variable that it does not have at the end of its list.
        guard setenv(name, value, 1) == 0 else { return }
        lent.withLock { $0 = .some(before) }
    }

    /// Puts the variable back as it was, whatever other threads read meanwhile.
    static func giveBack() {
        let before = lent.withLock { lent in
            defer { lent = nil }
            return lent
        }
        guard let before, let index = position else { return }
        // Never freed: another thread may read it at any time.
        let variable = before.flatMap { strdup($0) }
        let isLast = terminal_variable(index + 1) == nil
        // Had somebody added another one since, the list would end before it: then an empty one has to do.
        terminal_set_variable(index, variable ?? (isLast ? nil : strdup("\(name)=")))
    }

    private static var position: Int32? {
        var index: Int32 = 0
        while let variable = terminal_variable(index) {
            if strncmp(variable, "\(name)=", name.utf8.count + 1) == 0 { return index }
            index += 1
        }
        return nil
    }
}
