// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Governance
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// The Governance service over HTTP: `/healthz` and `/metrics`. It reads nothing from a request but its path.
struct GovernanceServer: Sendable {
    var database: DatabaseWatch
    var metrics: DaemonMetrics

    /// Connections at once; more wait to be accepted.
    private static let connectionLimit = 128
    /// A connection on which nothing happens is closed.
    private static let idleTimeout = TimeAmount.seconds(30)

    func application(
        host: String, port: Int, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        let router = Router()
        router.get("/healthz") { _, _ in health() }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: MetricsPage.text(database.finding, metrics))))
        }
        return Application(
            router: router, server: .http1(configuration: .init(idleTimeout: Self.idleTimeout)),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), serverName: "countersignd",
                availableConnectionsDelegate: MaximumAvailableConnections(Self.connectionLimit)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? port
                logger.notice("Listening", metadata: ["address": "http://\(host):\(port)"])
                await onListening(port)
            }, logger: logger)
    }

    private struct Health: Encodable {
        var status: String
        var service = "governance"
        var version = ProgramVersion.current
        /// A stable code; only while degraded.
        var reason: String?
    }

    private func health() -> Response {
        let health =
            switch database.finding {
            case .answering: Health(status: "ok")
            case .unknown: Health(status: "degraded", reason: "starting")
            case .silent(let code): Health(status: "degraded", reason: code.rawValue)
            }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = (try? encoder.encode(health)) ?? Data()
        return Response(
            status: health.reason == nil ? .ok : .serviceUnavailable,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
