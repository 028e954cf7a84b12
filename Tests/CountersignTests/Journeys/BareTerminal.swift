// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import GovernanceTestSupport
import Subprocess
import Synchronization

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A pseudo-terminal of which the test is the other end, so that it can be stopped, and typed into at any time.
final class BareTerminal: Sendable {
    /// `TIOCGPTN` and `TIOCSPTLCK` of Linux (`asm-generic/ioctls.h`): macros that Swift does not see.
    private static let getNumber: UInt = 0x8004_5430
    private static let setLock: UInt = 0x4004_5431

    private let end: Int32
    private let path: String
    private let process = Mutex<pid_t?>(nil)
    private let text = Mutex("")

    private init(end: Int32, path: String) {
        self.end = end
        self.path = path
    }

    /// Runs the program in a terminal of its own and ends it, if it has not ended, after `body`.
    ///
    /// - Parameters:
    ///   - arguments: of the program.
    ///   - width: columns of the terminal.
    ///   - height: its rows.
    ///   - isStopped: whether the terminal takes no output from the start, as after Ctrl-S.
    ///   - body: what the person does.
    /// - Returns: how the program ended.
    /// - Throws: what `body` throws, and `POSIXError` where the system has no terminal left.
    static func run(
        _ arguments: [String], width: UInt16 = 200, height: UInt16 = 60, isStopped: Bool = false,
        _ body: @Sendable (BareTerminal) async throws -> Void
    ) async throws -> TerminationStatus {
        let end = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var size = winsize(ws_row: height, ws_col: width, ws_xpixel: 0, ws_ypixel: 0)
        var (number, unlocked): (UInt32, Int32) = (0, 0)
        guard end >= 0, ioctl(end, setLock, &unlocked) == 0, ioctl(end, getNumber, &number) == 0,
            ioctl(end, UInt(TIOCSWINSZ), &size) == 0
        else { throw POSIXError(.ENOTTY) }
        defer { close(end) }
        let terminal = BareTerminal(end: end, path: "/dev/pts/\(number)")
        let inside = FileDescriptor(rawValue: open(terminal.path, O_RDWR | O_NOCTTY | O_CLOEXEC))
        if isStopped { tcflow(inside.rawValue, TCOOFF) }
        // so that a console that stops its whole group does not stop the tests
        var options = PlatformOptions()
        options.processGroupID = 0
        return try await closing(inside) { [options] in
            try await Subprocess.run(
                .path(FilePath(BuiltProgram.path)), arguments: Arguments(arguments),
                environment: BuiltProgram.environment(["TERM": "xterm-256color"]), platformOptions: options,
                input: .fileDescriptor(inside, closeAfterSpawningProcess: false),
                output: .fileDescriptor(inside, closeAfterSpawningProcess: false),
                error: .fileDescriptor(inside, closeAfterSpawningProcess: false)
            ) { execution in
                terminal.process.withLock { $0 = execution.processIdentifier.value }
                do {
                    try await body(terminal)
                } catch {
                    kill(execution.processIdentifier.value, SIGKILL)
                    throw error
                }
            }
        }.terminationStatus
    }

    var processID: pid_t { process.withLock { $0 } ?? 0 }

    /// Types, whether or not the program is ready for it.
    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(end, bytes, bytes.count)
    }

    /// Whether the program has a handler of its own for a signal.
    func handles(_ signal: Int32) -> Bool {
        let status = (try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
        let caught = line.flatMap { UInt64($0.dropFirst("SigCgt:".count).drop { $0 == "\t" }, radix: 16) } ?? 0
        return caught >> UInt64(signal - 1) & 1 == 1
    }

    /// From now on the terminal takes no output, as after Ctrl-S.
    func stop() {
        let inside = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        tcflow(inside, TCOOFF)
        close(inside)
    }

    /// Writes where the program's standard error leads now, as something in it would.
    func complain(_ text: String) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: "/proc/\(processID)/fd/2"))
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    /// From now on all that the program writes is taken in, until it closes its end.
    func startReading() {
        Thread.detachNewThread { [self] in
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(end, &bytes, bytes.count)
                guard count > 0 else { return }
                let part = String(decoding: bytes[..<count], as: UTF8.self)
                text.withLock { $0 += part }
            }
        }
    }

    /// All that was written so far, with its control sequences.
    var written: String { text.withLock { $0 } }

    /// Waits until something holds; thirty seconds at most.
    func wait(for what: String, _ condition: () -> Bool) async throws {
        do {
            try await eventually(within: .seconds(30), condition)
        } catch is NeverHeld {
            throw JourneyTerminal.Missing(what: what, screen: String(written.suffix(2_000)))
        }
    }
}

/// Closes a descriptor after work that waits, which the library's own form of it does not allow.
private func closing<Value>(_ descriptor: FileDescriptor, _ body: () async throws -> Value) async throws -> Value {
    let result: Result<Value, any Error>
    do {
        result = .success(try await body())
    } catch {
        result = .failure(error)
    }
    try descriptor.close()
    return try result.get()
}
