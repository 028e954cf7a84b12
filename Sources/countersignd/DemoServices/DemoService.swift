// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// A stand-in for one service: listens on loopback, except while it is down.
final class DemoService: Service {
    /// Connections at once; further ones are closed at once.
    static let connectionLimit = 64

    let source: DemoSource
    private let board: FaultBoard
    private let connection: DemoConnection
    private let logger: Logger
    private let onListening: @Sendable (DemoSource, Int) async -> Void
    /// 0 until a free port was taken; the same port is taken again after having been down.
    private let port: Mutex<Int>
    private let open = Mutex(0)

    init(
        answers: DemoAnswers, board: FaultBoard, port: Int, pace: DemoConnection.Pace = DemoConnection.Pace(),
        logger: Logger, onListening: @escaping @Sendable (DemoSource, Int) async -> Void = { _, _ in }
    ) {
        let source = answers.stream.source
        self.source = source
        self.board = board
        self.port = Mutex(port)
        self.logger = logger
        self.onListening = onListening
        connection = DemoConnection(answers: answers, pace: pace) { board[source] }
    }

    /// Runs until it is told to end. Throws where the port cannot be listened on.
    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.board.wait(for: self.source, isDown: false)
                if Task.isCancelled { return }
                try await self.listenWhileUp()
            }
        }
    }

    private func listenWhileUp() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.listen() }
            group.addTask { await self.board.wait(for: self.source, isDown: true) }
            do {
                try await group.next()
            } catch is CancellationError {}
            group.cancelAll()
        }
    }

    private func listen() async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 64)
            .bind(host: "127.0.0.1", port: port.withLock(\.self)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        let taken = server.channel.localAddress?.port ?? 0
        port.withLock { $0 = taken }
        logger.notice(
            "Listening", metadata: ["service": "\(source.rawValue)", "address": "http://127.0.0.1:\(taken)"])
        await onListening(source, taken)
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { inbound in
                for try await channel in inbound {
                    guard self.admit() else {
                        // Closing the channel alone would leave its writer unfinished, which traps.
                        try? await channel.executeThenClose { _, _ in }
                        continue
                    }
                    group.addTask {
                        await self.connection.serve(channel)
                        self.open.withLock { $0 -= 1 }
                    }
                }
            }
            group.cancelAll()
        }
    }

    private func admit() -> Bool {
        open.withLock { count in
            guard count < Self.connectionLimit else { return false }
            count += 1
            return true
        }
    }
}
