// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Foundation
import Logging

struct DemoServicesCommand: AsyncParsableCommand, Sendable {
    static let configuration = CommandConfiguration(
        commandName: "demo-services",
        abstract: "Stand in for the other four services, with events to collect and faults to switch on.",
        discussion: """
            Platform Services, Node Runtime, Engine Runtime and Integration Control, on loopback alone. Each answers \
            GET /healthz, and GET /v1/audit/events?after=CURSOR&limit=N with an endless stream of runtime events. An \
            event follows from the seed, the service, the rate and its number: nothing is kept in memory, and whoever \
            starts them anew gets the same events. Faults use up no event, but what happened longer ago than --history \
            is gone. A reader whose cursor is of another seed or rate begins there too.

            Faults: \(SourceFault.names).

              countersignd demo-services --rate 5 --fault platform=slow --fault node=drip
              curl http://127.0.0.1:8099/_faults
              curl -X PUT -d huge http://127.0.0.1:8099/_faults/engine
              curl -X DELETE http://127.0.0.1:8099/_faults
            """)

    @Option(help: ArgumentHelp("The port of Platform Services; 0 takes a free one.", valueName: "number"))
    var platformPort = UInt16(DemoSource.platform.port)

    @Option(help: ArgumentHelp("The port of Node Runtime.", valueName: "number"))
    var nodePort = UInt16(DemoSource.node.port)

    @Option(help: ArgumentHelp("The port of Engine Runtime.", valueName: "number"))
    var enginePort = UInt16(DemoSource.engine.port)

    @Option(help: ArgumentHelp("The port of Integration Control.", valueName: "number"))
    var integrationPort = UInt16(DemoSource.integration.port)

    @Option(help: ArgumentHelp("The port on which faults are switched.", valueName: "number"))
    var controlPort: UInt16 = 8099

    @Option(help: ArgumentHelp("What the events follow from.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Events a second of each service, up to 10000.", valueName: "number"))
    var rate = 1.0

    @Option(help: ArgumentHelp("How far back the events go, in seconds, from 60 to 86400.", valueName: "seconds"))
    var history: UInt32 = 3_600

    @Option(help: ArgumentHelp("A fault from the start; again for another service.", valueName: "service=fault"))
    var fault: [String] = []

    func validate() throws {
        guard rate.isFinite, rate > 0, rate <= 10_000 else {
            throw ValidationError("--rate: more than 0 and at most 10000 events a second.")
        }
        guard (60...86_400).contains(history) else {
            throw ValidationError("--history: from 60 to 86400 seconds.")
        }
        for text in fault where FaultSetting(text) == nil {
            throw ValidationError(
                """
                --fault \(text): expected SERVICE=FAULT. Services: \
                \(DemoSource.allCases.map(\.rawValue).joined(separator: ", ")). Faults: \(SourceFault.names).
                """)
        }
    }

    func run() async throws {
        let logger = Diagnostics.standardError(environment: ProcessInfo.processInfo.environment, level: .notice)
        var services = DemoServices(logger: logger)
        services.ports = [
            .platform: Int(platformPort), .node: Int(nodePort), .engine: Int(enginePort),
            .integration: Int(integrationPort),
        ]
        services.controlPort = Int(controlPort)
        services.seed = seed
        services.rate = rate
        services.history = .seconds(Int(history))
        for setting in fault.compactMap(FaultSetting.init) { services.faults[setting.source] = setting.fault }
        try await services.run()
    }
}
