// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import NIOCore
import NIOPosix

/// A client that takes bytes as they come, so that a test sees what a fault is made of.
struct DemoClient {
    /// What came over one connection.
    struct Received: Sendable {
        var bytes: [UInt8] = []
        /// Whether the peer closed its half.
        var isEnded = false

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var body: String { text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? "" }
    }

    var port: Int

    /// Asks and reads until the peer ends or `limit` bytes have come.
    func get(
        _ path: String, method: String = "GET", body: String = "", limit: Int = 1 << 20
    ) async throws -> Received {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let length = body.isEmpty ? "" : "Content-Length: \(body.utf8.count)\r\n"
            try await outbound.write(
                ByteBuffer(string: "\(method) \(path) HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\(length)\r\n\(body)")
            )
            var received = Received()
            do {
                for try await part in inbound {
                    received.bytes += part.readableBytesView
                    if received.bytes.count >= limit { return received }
                }
                received.isEnded = true
            } catch {
                // a peer that resets has said what it had to say
            }
            return received
        }
    }
}
