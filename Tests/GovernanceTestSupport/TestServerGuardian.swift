// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import PrivateCluster
import Subprocess
import Synchronization

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A shell that waits for the end of this process and then ends the servers in a folder and removes the folder.
///
/// It reads from a pipe whose only writing end this process holds; the kernel closes that end however this process dies.
final class TestServerGuardian: Sendable {
    private let pipe: Mutex<FileDescriptor?>
    private let end: Task<Void, any Error>

    private init(pipe: FileDescriptor, end: Task<Void, any Error>) {
        self.pipe = Mutex(pipe)
        self.end = end
    }

    static func start(watching folder: String, as user: OperatingSystemUser) async throws -> TestServerGuardian {
        let (input, output) = try FileDescriptor.pipe()
        // A child that inherited the writing end would keep the guardian waiting.
        for descriptor in [input, output] { _ = fcntl(descriptor.rawValue, F_SETFD, FD_CLOEXEC) }
        let command = try Program.command("/bin/sh", ["-c", script], as: user)
        let (starts, start) = AsyncStream<Void>.makeStream()
        let end = Task.detached {
            defer { start.finish() }
            _ = try await Subprocess.run(
                command.executable, arguments: command.arguments,
                environment: .custom(["PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "FOLDER": folder]),
                workingDirectory: "/", platformOptions: command.options,
                input: .fileDescriptor(input, closeAfterSpawningProcess: true), output: .discarded, error: .discarded
            ) { _ in start.yield() }
        }
        var hasStarted = false
        for await _ in starts {
            hasStarted = true
            break
        }
        if !hasStarted { try await end.value }
        return TestServerGuardian(pipe: output, end: end)
    }

    /// Lets the guardian do its work now and waits for it.
    func dismiss() async {
        let open = pipe.withLock { pipe in
            defer { pipe = nil }
            return pipe
        }
        try? open?.close()
        _ = try? await end.value
    }

    /// Only processes that carry the folder's random name in their command line or title are touched.
    ///
    /// SIGQUIT comes first, since a server then frees its shared memory; what is left after five seconds gets SIGKILL. A
    /// private cluster with a long path has its socket in a folder that the file `socket-folder` names. A small file
    /// system that a test mounted in the folder goes too.
    private static let script = #"""
        while read -r line; do :; done
        name=${FOLDER##*/}
        processes() {
            if [ -r /proc/self/cmdline ]; then
                printf '%s\n' "$name" | grep -lsF -f - /proc/[0-9]*/cmdline | sed 's/[^0-9]//g'
            else
                ps -A -o pid= -o args= | grep -F "$name" | grep -v grep | sed 's/^ *//; s/ .*//'
            fi
        }
        memory=$(find "$FOLDER" -name postmaster.pid -exec sed -n '7s/.* //p' {} + 2>/dev/null)
        servers=$(find "$FOLDER" -name postmaster.pid -exec sed -n 1p {} + 2>/dev/null)
        elsewhere=$(find "$FOLDER" -name socket-folder -exec cat {} + 2>/dev/null)
        rounds=0
        quiet=0
        while [ "$quiet" -lt 3 ] && [ "$rounds" -lt 400 ]; do
            found=$(processes)
            if [ -n "$found" ]; then
                quiet=0
                if [ "$rounds" -eq 0 ]; then
                    kill -CONT $found
                    asked=0
                    for process in $found; do
                        for server in $servers; do
                            if [ "$process" = "$server" ]; then kill -QUIT "$process"; asked=1; fi
                        done
                    done
                    [ "$asked" -eq 1 ] || kill -TERM $found
                elif [ "$rounds" -gt 100 ]; then
                    kill -KILL $found
                fi
            else
                quiet=$((quiet + 1))
                rm -rf -- "$FOLDER"
            fi
            rounds=$((rounds + 1))
            # between two looks: these are no children of this shell, so nothing tells when they end
            sleep 0.05
        done
        for segment in $memory; do ipcrm -m "$segment"; done
        if [ -r /proc/mounts ]; then
            cut -d " " -f 2 /proc/mounts | grep -F "$FOLDER/" | while read -r mounted; do umount "$mounted"; done
        fi
        for folder in $elsewhere; do
            case $folder in /tmp/countersign-*) rm -rf -- "$folder" ;; esac
        done
        rm -rf -- "$FOLDER"
        """#
}
