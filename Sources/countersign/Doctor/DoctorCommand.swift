// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Foundation
import Governance
import GovernanceStore
import NcursesTerminal
import PrivateCluster
import SourceCoverage
import ThemeKit

struct DoctorCommand: AsyncParsableCommand, Sendable {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the terminal, the files, PostgreSQL, the trail and the sources, and say what to do.",
        discussion: """
            Needs no role, changes nothing, and creates no cluster; one that is there is started for the time of the \
            checks. Each check is ok, warning, broken or skipped. Ends with 0 where nothing is broken, 3 where the \
            database does not answer, and 1 otherwise. With --format json it is an array of {check, state, found, \
            advice}, without secrets. Example:
              countersign doctor --format json | jq '.[] | select(.state != "ok")'
            """)

    @OptionGroup(title: "Options that every command takes")
    var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let output = Output.standard(environment: environment)
        let findings = try await examine(environment: environment, output)
        let status = try write(findings, output)
        if status != .done { throw CommandFailure(status) }
    }

    func write(_ findings: [Finding], _ output: Output) throws -> CommandStatus {
        if format == .table {
            let width = 2 + (findings.map { Terminal.width(of: $0.check) }.max() ?? 0)
            var last: String?
            for finding in findings {
                var shown = finding
                // What is to be done about several things is said once.
                if shown.advice == last { shown.advice = nil }
                last = finding.advice
                try output.write(Self.paragraph(shown, width: width, output.terminal))
            }
        } else {
            var writer = RecordWriter(Finding.shape, format: format, output: output)
            try writer.write(findings)
            try writer.end(ifEmpty: "")
        }
        let counts = [Finding.State.broken, .warning].map { state in findings.count { $0.state == state } }
        output.say("\(counts[0]) broken, \(counts[1]) to look at, of \(findings.count) checks.")
        return findings.status
    }

    private var format: OutputFormat { output.format }

    /// A line of what was found, wrapped below itself, and one of what to do where there is something.
    static func paragraph(_ finding: Finding, width: Int, _ terminal: Terminal) -> String {
        let head = "\(finding.state.glyph.description) " + DisplayText(finding.state.rawValue).padded(to: 8).description
        let name = DisplayText(finding.check).padded(to: width).description
        let margin = String(repeating: " ", count: 10 + width)
        let room = terminal.width.map { max(24, $0 - 10 - width) } ?? 10_000
        let color = terminal.hasColor ? finding.state.color.sequence : ""
        let start = color.isEmpty ? head : "\(color)\(head)\u{1B}[0m"
        var text = ""
        for (index, line) in DisplayText(finding.found).wrapped(to: room).enumerated() {
            text += (index == 0 ? start + name : margin) + line.description + "\n"
        }
        if let advice = finding.advice {
            let faint = terminal.hasColor ? TableColor.faint.sequence : ""
            for line in DisplayText("→ \(advice)").wrapped(to: room) {
                text += margin + (faint.isEmpty ? line.description : "\(faint)\(line.description)\u{1B}[0m") + "\n"
            }
        }
        return text
    }

    // MARK: - The checks

    private func examine(environment: [String: String], _ output: Output) async throws -> [Finding] {
        var findings = TerminalChecks(facts: .current()).findings
        let home = try PrivateCluster.home(environment: environment)
        var settings: Settings?
        var problem: SettingsError?
        do throws(SettingsError) {
            settings = try await Settings(global, environment: environment)
        } catch {
            problem = error
        }
        findings +=
            FileChecks(
                settings: settings, problem: problem,
                configurationFile: Settings.filePath(environment: environment), home: home,
                library: .standard(environment: environment, executable: ShareFolder.executablePath())
            ).findings
        findings.append(await Self.postgres(environment: environment, isNeeded: settings?.place.needsServer ?? true))
        guard let settings else {
            return findings + ["database", "sources"].map { Finding($0, .skipped, "the settings cannot be read") }
        }
        findings += try await database(settings, environment: environment, output)
        return findings + SourceChecks.findings(await CoverageClient.probing(settings.sources).statuses())
    }

    /// The PostgreSQL that a private cluster would run on.
    private static func postgres(environment: [String: String], isNeeded: Bool) async -> Finding {
        let check = "postgresql"
        do {
            let newest = try await PostgresSearch.standard(environment: environment).newest()
            return Finding(check, .ok, "\(newest.version) in \(newest.binaries)")
        } catch {
            let words = (error as? ClusterError)?.message ?? String(describing: error)
            return isNeeded
                ? Finding(check, .broken, words)
                : Finding(check, .skipped, "none here; the database runs elsewhere")
        }
    }

    private func database(
        _ settings: Settings, environment: [String: String], _ output: Output
    ) async throws -> [Finding] {
        let check = "database"
        if let kind = settings.place.clusterKind, try PrivateCluster(kind: kind).status().state == .absent {
            return [
                Finding(
                    check, .skipped, "there is no private cluster yet",
                    advice: "The first start makes it: countersign\(kind == .demonstration ? " demo" : "")")
            ]
        }
        // What the opening has to say is said by its finding.
        let quiet = Output(terminal: .none, write: { _ in }, narrate: { _ in })
        let opening = SessionOpening(
            settings: settings, surface: .cli, sealing: .never, output: quiet,
            logger: Diagnostics.standardError(environment: environment))
        do {
            return try await opening.withSession { session in
                let connection = await Self.connection(session.clients)
                return connection + (await DatabaseChecks(clients: session.clients).findings())
            }
        } catch let error where !Task.isCancelled {
            return [DatabaseChecks.failure(check, error)]
        }
    }

    private static func connection(_ clients: GovernanceClients) async -> [Finding] {
        do {
            let facts = try await clients.inspection.connection()
            let encryption = facts.serverAddress != nil && facts.encryption == nil
            return [
                Finding(
                    "database", encryption ? .warning : .ok, "\(facts.url), authenticated by \(facts.authMethod)",
                    advice: encryption ? "The connection is not encrypted: add sslmode=verify-full." : nil)
            ]
        } catch {
            return [DatabaseChecks.failure("database", error)]
        }
    }
}

extension Settings.Place {
    /// Which private cluster is meant; nil for a database elsewhere.
    var clusterKind: PrivateCluster.Kind? {
        switch self {
        case .privateCluster: .real
        case .demonstration: .demonstration
        case .team: nil
        }
    }

    /// Whether this machine's own PostgreSQL is needed.
    var needsServer: Bool { clusterKind != nil }
}
