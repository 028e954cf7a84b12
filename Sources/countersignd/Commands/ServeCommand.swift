// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Foundation
import Logging

struct ServeCommand: AsyncParsableCommand, Sendable {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Be the Governance service: seal the trail, collect feeds, keep months ready, answer /healthz.",
        discussion: """
            It stays until SIGTERM or SIGINT, and ends within two seconds; a database that does not answer at the start \
            ends it with status 3, one that goes away later does not. It listens on loopback unless --host says \
            otherwise: what it answers names no secret, but it asks nobody who they are.

              GET /healthz    {"status":"ok","service":"governance","version":"…"}; 503 and "degraded" with a reason
                              while PostgreSQL does not answer
              GET /metrics    the same and the feeds as Prometheus metrics

            Example, beside a console on the demonstration:
              countersignd --demo serve --port 8080
            """)

    @OptionGroup(title: "Options that every command takes")
    var place: PlaceOptions

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port to listen on; 0 takes a free one, which is logged.", valueName: "number"))
    var port: UInt16 = 8080

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let settings = try await place.settings(environment: environment)
        let logger = Diagnostics.standardError(environment: environment, level: settings.logLevel ?? .notice)
        try await ServicePlace.with(settings, logger: logger) { place in
            try await Daemon(settings: settings, place: place, host: host, port: Int(port), logger: logger).run()
        }
    }
}
