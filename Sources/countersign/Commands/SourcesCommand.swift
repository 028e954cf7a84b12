// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Foundation
import Governance
import SourceCoverage

struct SourcesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sources", abstract: "Look at the local services that the trail's confidence depends on.",
        subcommands: [Check.self])
}

extension SourcesCommand {
    struct Check: AsyncParsableCommand, Sendable {
        static let configuration = CommandConfiguration(
            abstract: "Probe every source once.",
            discussion: """
                Needs no role and no database. Finding everything offline is a result, not a failure. Example:
                  countersign sources check --format json

                The sources are configured under "sources" in the configuration file, e.g.
                  sources: { node-runtime: { url: "http://127.0.0.1:9082", timeout-ms: 500 } }
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let environment = ProcessInfo.processInfo.environment
            let settings = try await Settings(global, environment: environment)
            try await perform(.probing(settings.sources), Output.standard(environment: environment))
        }

        func perform(_ coverage: CoverageClient, _ output: Output) async throws {
            let statuses = await coverage.statuses()
            try Task.checkCancellation()
            var writer = RecordWriter(SourceStatus.shape, format: self.output.format, output: output)
            try writer.write(statuses)
            try writer.end(ifEmpty: "No source is configured.")
            output.say("\(CoverageSummary(statuses, total: coverage.sources.count).description) live.")
        }
    }
}
