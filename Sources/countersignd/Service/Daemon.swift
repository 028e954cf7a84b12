// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Governance
import GovernanceStore
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import SourceCoverage
import UnixSignals

/// Everything that `serve` does, joined in one place.
struct Daemon: Sendable {
    var settings: Settings
    var place: ServicePlace
    var host: String
    /// 0 takes a free port.
    var port: Int
    var logger: Logger
    var feeds: FeedClient = .http()
    var reader: FeedLineReader = RuntimeFeed.read
    var pace = Pace()
    /// Hears the port that is listened on.
    var onListening: @Sendable (Int) async -> Void = { _ in }

    struct Pace: Sendable, Hashable {
        var feeds = FeedPace()
        var coverage = CoverageRecording.Pace()
    }

    /// How long the parts may take to end in order before they are cancelled.
    static let patience: Duration = .seconds(1)

    /// Runs until SIGTERM or SIGINT, or until one of its parts cannot go on.
    func run(endingOn signals: [UnixSignal] = [.sigterm, .sigint]) async throws {
        // A connection for each feed, and two for what must not wait behind them.
        let feedCount = settings.sources.count { $0.feedPath != nil }
        let store = ServiceStore(connection: place.connection, connectionLimit: feedCount + 2, logger: logger)
        let database = DatabaseWatch(store: store, revive: place.revive, logger: logger)
        let metrics = DaemonMetrics()
        let server = GovernanceServer(database: database, metrics: metrics)
            .application(host: host, port: port, logger: logger, onListening: onListening)
        let feedCollection = FeedCollection(
            sources: settings.sources, client: feeds, store: store, machine: MachineName.current, reader: reader,
            pace: pace.feeds, metrics: metrics, logger: logger)
        let coverage = CoverageRecording(
            client: .probing(settings.sources, logger: logger), store: store, observer: MachineName.current,
            pace: pace.coverage, metrics: metrics, logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: database),
                .init(service: TrailSealing(connection: place.connection, metrics: metrics, logger: logger)),
                .init(service: feedCollection), .init(service: coverage), .init(service: server),
            ], gracefulShutdownSignals: signals, logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.patience
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            await store.close()
            throw failure(error)
        }
        await store.close()
    }

    /// What a port that cannot be had means to a person.
    private func failure(_ error: any Error) -> any Error {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE:
            return CommandFailure(
                .unavailable,
                "The address \(host):\(port) is taken. If another daemon runs there, this one is not needed; else give "
                    + "another one with --port, and configure the source Governance to match.")
        case EACCES, EADDRNOTAVAIL:
            return CommandFailure(
                .unavailable, "The address \(host):\(port) may not be listened on, or is none of this machine's.")
        default: return error
        }
    }
}
