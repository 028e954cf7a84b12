// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Switches faults while the stand-ins run, on a port of its own.
///
/// `GET /_faults` answers `{"platform":"ok",…}`; `PUT /_faults/SERVICE` with a fault's name as its body sets it and
/// answers the same; `DELETE /_faults` ends them all.
struct FaultControl: Sendable {
    var board: FaultBoard

    func application(
        port: Int, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        let router = Router()
        router.get("/_faults") { _, _ in present() }
        router.delete("/_faults") { _, _ in
            for source in DemoSource.allCases { board[source] = .ok }
            return present()
        }
        router.put("/_faults/{service}") { request, context in
            let body = try await request.body.collect(upTo: 64)
            return set(context.parameters.get("service") ?? "", to: String(buffer: body))
        }
        return Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: port), serverName: "countersignd",
                availableConnectionsDelegate: MaximumAvailableConnections(16)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? port
                logger.notice("Listening", metadata: ["faults": "http://127.0.0.1:\(port)/_faults"])
                await onListening(port)
            }, logger: logger)
    }

    private func set(_ service: String, to fault: String) -> Response {
        guard let source = DemoSource(rawValue: service) else {
            return answer(.notFound, #"{"error":"no such service"}"#)
        }
        guard let fault = SourceFault(rawValue: fault.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            return answer(.badRequest, #"{"error":"the faults are: \#(SourceFault.names)"}"#)
        }
        board[source] = fault
        return present()
    }

    private func present() -> Response {
        let faults = board.all.sorted { $0.key.rawValue < $1.key.rawValue }
        return answer(
            .ok, "{\(faults.map { #""\#($0.key.rawValue)":"\#($0.value.rawValue)""# }.joined(separator: ","))}")
    }

    private func answer(_ status: HTTPResponse.Status, _ body: String) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: body + "\n")))
    }
}
