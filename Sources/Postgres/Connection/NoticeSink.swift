// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CLibpq
import Logging

/// Passes the server's notices (NOTICE, WARNING, …) on to a logger. Primary messages only: a DETAIL may quote values.
final class NoticeSink: Sendable {
    private let logger: Logger?

    init(logger: Logger?) {
        self.logger = logger
    }

    /// Makes `connection` report to `sink`, which has to outlive it.
    static func attach(_ sink: NoticeSink, to connection: OpaquePointer) {
        let receiver: PQnoticeReceiver = { context, result in
            guard let context, let result else { return }
            Unmanaged<NoticeSink>.fromOpaque(context).takeUnretainedValue().receive(PostgresError(result: result))
        }
        PQsetNoticeReceiver(connection, receiver, Unmanaged.passUnretained(sink).toOpaque())
    }

    private func receive(_ notice: PostgresError) {
        let level: Logger.Level =
            switch notice.severity {
            case "WARNING": .warning
            case "NOTICE": .notice
            case "INFO": .info
            default: .debug
            }
        logger?.log(level: level, "PostgreSQL: \(notice.message)", metadata: ["sqlstate": "\(notice.sqlState ?? "")"])
    }
}
