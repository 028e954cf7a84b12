// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import PrivateCluster

/// Signals to a server's processes.
enum TestServerProcesses {
    static func send(_ signal: CInt, to process: pid_t) {
        kill(process, signal)
    }

    /// Ends a process and its children with SIGKILL; the parent is halted first, so that it makes no more of them.
    static func killTree(of process: pid_t) async {
        send(SIGSTOP, to: process)
        let children = await children(of: process)
        send(SIGKILL, to: process)
        for child in children { send(SIGKILL, to: child) }
    }

    /// Halts a process and its children, which go on with SIGCONT.
    ///
    /// - Returns: All of them, the parent first.
    static func haltTree(of process: pid_t) async -> [pid_t] {
        send(SIGSTOP, to: process)
        let halted = await [process] + children(of: process)
        for child in halted.dropFirst() { send(SIGSTOP, to: child) }
        return halted
    }

    private static func children(of parent: pid_t) async -> [pid_t] {
        #if os(Linux)
        let numbers = ((try? FileSystem.names(in: "/proc")) ?? []).compactMap { pid_t($0) }
        return numbers.filter { number in
            // "PID (NAME) STATE PARENT …" (proc_pid_stat(5)); a name may hold blanks and parentheses itself.
            guard let status = try? FileSystem.text(of: "/proc/\(number)/stat"),
                let nameEnd = status.lastIndex(of: ")")
            else { return false }
            let fields = status[nameEnd...].split(separator: " ")
            return fields.count > 2 && pid_t(fields[2]) == parent
        }
        #else
        guard let user = try? OperatingSystemUser.current(),
            let list = try? await Program.run("/bin/ps", ["-A", "-o", "pid=,ppid="], as: user)
        else { return [] }
        return list.text.split(separator: "\n").compactMap { line in
            let numbers = line.split(separator: " ").compactMap { pid_t($0) }
            return numbers.count == 2 && numbers[1] == parent ? numbers[0] : nil
        }
        #endif
    }
}
