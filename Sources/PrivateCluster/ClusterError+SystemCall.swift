// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension ClusterError {
    /// The failure of a system call on a path.
    ///
    /// - Parameters:
    ///   - number: The value of `errno` after the call.
    ///   - action: What was tried, as in "create" or "open".
    ///   - path: The file or folder it was tried on.
    /// - Returns: The error, with the fix where one is known.
    static func systemCall(_ number: CInt, _ action: String, _ path: String) -> ClusterError {
        let reason = String(cString: strerror(number))
        switch number {
        case ENOSPC, EDQUOT:
            return ClusterError(
                .diskFull, "Could not \(action) \(path): \(reason). Free some space there and try again.", path: path)
        case EROFS:
            return ClusterError(
                .readOnly,
                "Could not \(action) \(path): \(reason). Choose a writable folder with COUNTERSIGN_HOME.", path: path)
        case EACCES, EPERM:
            return ClusterError(
                .fileAccess,
                "Could not \(action) \(path): \(reason). Change its permissions, or choose another place with "
                    + "COUNTERSIGN_HOME.", path: path)
        default:
            return ClusterError(.fileAccess, "Could not \(action) \(path): \(reason).", path: path)
        }
    }
}
