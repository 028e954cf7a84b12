// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Hummingbird
import Logging
import ServiceLifecycle
import UnixSignals

/// The four stand-ins and the switches of their faults, run together.
struct DemoServices: Sendable {
    /// What each service's port is; 0 takes a free one.
    var ports: [DemoSource: Int] = Dictionary(uniqueKeysWithValues: DemoSource.allCases.map { ($0, $0.port) })
    /// The port of the switches; 0 takes a free one.
    var controlPort = 8099
    var seed: UInt64 = 1
    /// Events a second of each service.
    var rate = 1.0
    /// How far back the events go that can be read.
    var history = Duration.seconds(3_600)
    var faults: [DemoSource: SourceFault] = [:]
    var pace = DemoConnection.Pace()
    var logger: Logger
    /// Hears where each service listens; nil is the switches.
    var onListening: @Sendable (DemoSource?, Int) async -> Void = { _, _ in }

    /// Runs until SIGTERM or SIGINT, or until a port cannot be listened on.
    func run(endingOn signals: [UnixSignal] = [.sigterm, .sigint]) async throws {
        let board = FaultBoard(faults)
        let onListening = onListening
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = DemoSource.allCases.map { source in
            let answers = DemoAnswers(
                stream: RuntimeEventStream(source: source, seed: seed, rate: rate),
                history: history.components.seconds * 1_000_000)
            return .init(
                service: DemoService(
                    answers: answers, board: board, port: ports[source] ?? source.port, pace: pace, logger: logger,
                    onListening: onListening))
        }
        let control = FaultControl(board: board)
            .application(port: controlPort, logger: logger) { await onListening(nil, $0) }
        services.append(.init(service: control))
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: signals, logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(1)
        try await ServiceGroup(configuration: configuration).run()
    }
}
