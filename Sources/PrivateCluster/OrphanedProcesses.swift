// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What is left of a server whose first process was killed.
///
/// Its other processes notice and end by themselves, a process that recovers after a crash only after up to a minute.
/// Asked with SIGQUIT they end at once, as PostgreSQL's own immediate stop has them do.
struct OrphanedProcesses {
    private let dataFolder: DataFolder
    private var nextLook = ContinuousClock.now + .milliseconds(500)

    init(of dataFolder: DataFolder) {
        self.dataFolder = dataFolder
    }

    /// Asks them to end, where the server's first process is certainly gone; looks twice a second at most.
    ///
    /// A server on its way up is never hit: a stale process file is removed before a server is launched, so until it
    /// writes its own there is none. Where the system does not tell which folder a process works in, this does nothing.
    mutating func end() throws(ClusterError) {
        guard ContinuousClock.now >= nextLook else { return }
        nextLook = ContinuousClock.now + .milliseconds(500)
        #if os(Linux)
        guard let file = try PostmasterFile.read(in: dataFolder.path), !file.mayRun(dataFolder),
            let folder = FileSystem.realPath(dataFolder.path)
        else { return }
        for process in try FileSystem.names(in: "/proc").compactMap({ pid_t($0) })
        where FileSystem.realPath("/proc/\(process)/cwd") == folder {
            guard let command = try? FileSystem.text(of: "/proc/\(process)/cmdline"), command.hasPrefix("postgres:")
            else { continue }
            kill(process, SIGQUIT)
        }
        #endif
    }
}
