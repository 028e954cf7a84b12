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

    /// Asks and reads until the peer ends, `limit` bytes have come, or the time is over.
    func get(_ path: String, method: String = "GET", body: String = "", limit: Int = 1 << 20, within time: Duration)
        async throws -> Received
    {
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
            let received = Collected()
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    do {
                        for try await part in inbound {
                            if await received.add(part) >= limit { return }
                        }
                        await received.end()
                    } catch {}
                }
                group.addTask { try? await Task.sleep(for: time) }
                await group.next()
                group.cancelAll()
            }
            return await received.now
        }
    }

    private actor Collected {
        var now = Received()

        func add(_ part: ByteBuffer) -> Int {
            now.bytes += part.readableBytesView
            return now.bytes.count
        }

        func end() { now.isEnded = true }
    }
}
