// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Foundation
import Governance
import LogExchange

struct ImportCommand: SessionCommand {
    static let sealing = Session.Sealing.afterwards
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring in what another system recorded, as its claims.",
        discussion: """
            Needs the role Governance Operator or Platform Admin. Imported events lie in the stream runtime, and every \
            view says "reported by ORIGIN". What the trail has already is not taken twice, so an interrupted import is \
            resumed by running it again. A broken passage is named with its file, line, column and record; all the \
            rest is taken, and the exit status is 1. Secrets are left out. Examples:
              countersign import --format cloudtrail AWSLogs/111122223333/CloudTrail/
              countersign --demo import --format opencli audit.ndjson.gz
              countersign import --format gitlab --origin gitlab:gitlab.example.com audit_json.log
              countersign events list --filter 'stream:runtime severity:>=high'
            """)

    @OptionGroup(title: "Options that every command takes")
    var global: GlobalOptions

    @Option(
        help: ArgumentHelp(
            "What the files hold: cloudtrail, opencli (runtime events, one a line) or gitlab (audit events)."))
    var format: LogFormat

    @Option(
        help: ArgumentHelp(
            """
            Under which name the trail keeps the records; else the format's. Where ids are unique within one source \
            alone, give each source its own, e.g. gitlab:gitlab.example.com.
            """, valueName: "name"))
    var origin: String?

    @Flag(name: .customLong("json"), help: "Write what was done as one JSON object.")
    var isJSON = false

    var output: OutputOptions { OutputOptions(format: isJSON ? .json : .table) }

    @Argument(help: ArgumentHelp("Files, or folders with all that is in them; plain or gzip.", valueName: "path"))
    var paths: [String]

    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        var context = try await session.actionContext(output)
        // One import may be several events; this ties them together.
        context.correlationID = UUID().uuidString.lowercased()
        let narrator = ImportNarrator(
            terminal: Terminal(descriptor: STDERR_FILENO, environment: ProcessInfo.processInfo.environment),
            output: output)
        defer { narrator.end() }
        let report = try await LogImporter(client: session.imports, context: context)
            .importLogs(format, origin: origin, paths: paths) { narrator.take($0) }
        narrator.end()
        output.settle(report.result) { try write(report, output) }
        return report.isComplete ? .done : .refused
    }

    private func write(_ report: ImportReport, _ output: Output) throws {
        if isJSON {
            try output.write(report, ImportReport.shape, format: .json)
        } else if let refusal = report.refusal {
            try output.write(refusal, format: .table)
        } else {
            try output.line(report.words.description)
            for event in report.eventIDs { try output.line(("event    \(event)" as DisplayText).description) }
        }
    }
}
