// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Dispatch
import Foundation
import Governance
import Synchronization

/// Turns the signals that end a program into the cancellation of what it does, so that every lease is given back.
enum Interruption {
    private final class Count: Sendable {
        private let value = Mutex(0)

        /// How often it was called, this time included.
        func next() -> Int {
            value.withLock { value in
                value += 1
                return value
            }
        }

        var isZero: Bool { value.withLock { $0 == 0 } }
    }

    /// Runs `body`; the first SIGINT, SIGTERM or SIGHUP cancels it, a second one ends the process at once.
    ///
    /// SIGHUP stays ignored where it was, as under `nohup`.
    ///
    /// - Throws: `CommandFailure` with the status `interrupted` where a signal came, whatever the work made of it; it
    ///   has words where an action may have taken effect.
    static func cancelling(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task { try await body() }
        let count = Count()
        let sources = ([SIGINT, SIGTERM] + (isIgnored(SIGHUP) ? [] : [SIGHUP])).map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if count.next() > 1 { _exit(CommandStatus.interrupted.rawValue) }
                task.cancel()
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        do {
            try await task.value
        } catch {
            throw count.isZero ? error : CommandFailure(interrupting: error)
        }
    }

    /// Whether whoever started the program had a signal ignored.
    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        #if canImport(Darwin)
        let handler = action.__sigaction_u.__sa_handler
        #else
        let handler = action.__sigaction_handler.sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

extension CommandFailure {
    /// How work ends that a signal ended: quietly, unless it may have changed something.
    init(interrupting error: any Error) {
        let mayHaveTakenEffect = (error as? GovernanceError)?.code == .unsettled
        self.init(.interrupted, mayHaveTakenEffect ? CommandFailure(error).message : nil)
    }
}
