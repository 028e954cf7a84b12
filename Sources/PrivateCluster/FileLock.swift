// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An advisory lock (`flock`) on a file of its own open file description.
///
/// The kernel frees it when the last copy of the descriptor is closed, the death of the process included, so nothing
/// that dies can block others for ever.
package final class FileLock: Sendable {
    package enum Mode: Sendable {
        case shared
        case exclusive
    }

    /// The open file; valid until this object goes.
    package let descriptor: CInt

    /// Opens the file, creating it with permissions 0600, and locks nothing yet.
    package init(opening path: String) throws(ClusterError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .systemCall(errno, "open", path) }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Takes the lock, or changes its mode, if that is possible at once.
    ///
    /// A failed change of mode may lose the lock that was held (flock(2)).
    package func tryLock(_ mode: Mode) -> Bool {
        let operation = (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
        while flock(descriptor, operation) != 0 {
            guard errno == EINTR else { return false }
        }
        return true
    }

    /// Takes the lock, asking again every few milliseconds; false when the time is over.
    package func lock(_ mode: Mode, within limit: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while !tryLock(mode) {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(10))
        }
        return true
    }

    /// A second descriptor for the same open file, and so for the same lock, to give to a program.
    func duplicatedDescriptor() throws(ClusterError) -> CInt {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else {
            throw ClusterError(.programFailed, "No file could be opened: \(String(cString: strerror(errno))).")
        }
        return copy
    }

    /// Frees the lock at once; the file stays open.
    ///
    /// Merely dropping the object closes one copy of the descriptor. Others may exist for a moment in children that this
    /// process has forked and that have not yet become another program, or on purpose in a server.
    package func unlock() {
        flock(descriptor, LOCK_UN)
    }
}
