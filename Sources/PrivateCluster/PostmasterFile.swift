// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
package import Glibc
#elseif canImport(Musl)
package import Musl
#else
package import Darwin
#endif

/// What a server writes into `postmaster.pid` (PostgreSQL, `src/include/utils/pidfile.h`).
package struct PostmasterFile: Sendable, Equatable {
    /// How far the server is, the file's eighth line.
    package enum Status: String, Sendable {
        case starting
        case stopping
        case ready
        case standby
    }

    /// The number of the server's first process.
    package let processIdentifier: pid_t
    /// The identifier of the System V shared memory segment; nil while the server has none.
    package let sharedMemoryIdentifier: CInt?
    /// How far the server is; nil while it has not said.
    package let status: Status?

    package static func path(in dataFolder: String) -> String { "\(dataFolder)/postmaster.pid" }

    /// Reads the file of a data folder; nil where there is none or it is not written yet.
    package static func read(in dataFolder: String) throws(ClusterError) -> PostmasterFile? {
        guard let text = try FileSystem.text(of: path(in: dataFolder)) else { return nil }
        return PostmasterFile(text)
    }

    init?(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // A line counts once its newline is there; a server on its way writes the file piece by piece.
        guard lines.count > 1, let number = pid_t(lines[0]), number > 0 else { return nil }
        processIdentifier = number
        sharedMemoryIdentifier =
            lines.count > 7 ? lines[6].split(separator: " ").last.flatMap { CInt($0) } : nil
        status =
            lines.count > 8 ? Status(rawValue: String(lines[7].prefix { !$0.isWhitespace })) : nil
    }
}

extension PostmasterFile {
    /// Whether the process may be a server on this data folder; false where it is certainly not.
    ///
    /// Numbers are used again, so where the system tells, the process must work in the folder or name it.
    func mayRun(_ dataFolder: DataFolder) -> Bool {
        guard kill(processIdentifier, 0) == 0 || errno == EPERM else { return false }
        #if os(Linux)
        let process = "/proc/\(processIdentifier)"
        // "PID (NAME) STATE …" (proc_pid_stat(5)). A zombie is gone but for its number, which stays for ever where
        // process 1 of a container does not reap.
        if let status = try? FileSystem.text(of: "\(process)/stat"), let nameEnd = status.lastIndex(of: ")"),
            let state = status[nameEnd...].dropFirst(2).first, "ZX".contains(state)
        {
            return false
        }
        if let folder = FileSystem.realPath("\(process)/cwd"), let data = FileSystem.realPath(dataFolder.path) {
            return folder == data
        }
        if let command = try? FileSystem.text(of: "\(process)/cmdline"), !command.isEmpty {
            return command.contains(dataFolder.path)
        }
        #endif
        return true
    }
}
