// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram
import Foundation
import Governance
import GovernanceStore
import Logging
import Postgres
import PrivateCluster
import ThemeKit

struct InfoCommand: AsyncParsableCommand, Sendable {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show every path, the version, who you are, and how the database is reached, without secrets.",
        discussion: """
            Needs no role. A private cluster stops when its last user leaves, this command included, so keep it \
            running for psql. Example:
              countersign cluster start
              psql "$(countersign info --format json | jq -r .database.url)"
              countersign cluster stop

            superuser_url is for the owner of a private cluster. Where that is root, only the user whom the server \
            runs as may be the superuser:
              runuser -u postgres -- psql "$(countersign info --format json | jq -r .database.superuser_url)"
            """)

    @OptionGroup(title: "Options that every command takes")
    var global: GlobalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let settings = try await Settings(global, environment: environment)
        let output = Output.standard(environment: environment)
        let opening = SessionOpening(
            settings: settings, surface: .cli, sealing: .never, output: output,
            logger: Diagnostics.standardError(environment: environment))
        let programs = try Programs(settings, environment: environment)
        do {
            let record = try await opening.withSession { session in
                try await Self.record(session, settings, programs)
            }
            try write(record, output)
        } catch let error where !(error is Output.Closed) && !Task.isCancelled {
            // The paths are most wanted when nothing works.
            try write(Self.record(nil, nil, nil, nil, settings, programs), output)
            throw error
        }
    }

    private func write(_ record: Record, _ output: Output) throws {
        let shown = self.output.format == .table ? record.flattened : record
        try output.write(shown, RecordShape(record: { $0 }, columns: []), format: self.output.format)
    }

    /// The program's own files and folders.
    struct Programs: Sendable {
        var executable: String?
        var home: String
        var keyFile: String
        var log: LogFile
        var themes: ThemeLibrary
        var cluster: ClusterStatus?

        init(_ settings: Settings, environment: [String: String]) throws {
            executable = ShareFolder.executablePath()
            home = try PrivateCluster.home(environment: environment)
            keyFile = KeyFile.path(environment: environment)
            log = LogFile(path: Diagnostics.logPath(home: home))
            themes = ThemeLibrary.standard(environment: environment, executable: executable)
            // What is wrong with the cluster's folder is said by those who open it; the paths are told all the same.
            switch settings.place {
            case .privateCluster: cluster = try? PrivateCluster(kind: .real).status()
            case .demonstration: cluster = try? PrivateCluster(kind: .demonstration).status()
            case .team: cluster = nil
            }
        }
    }

    private static func record(
        _ session: Session, _ settings: Settings, _ programs: Programs
    ) async throws -> Record {
        var facts: StoreFacts?
        for await state in session.clients.storeStates() {
            if case .live(let live) = state {
                facts = live
                break
            }
            if case .lost = state { break }
        }
        var programs = programs
        if programs.cluster != nil {
            let kind = session.location.kind == .demonstration ? PrivateCluster.Kind.demonstration : .real
            programs.cluster = try? PrivateCluster(kind: kind).status()
        }
        let identity = try? await session.clients.people.identity()
        let trail = try? await TrailStatus(settledIn: session.clients.audit)
        return record(session.location, facts, identity, trail, settings, programs)
    }

    static func record(
        _ location: Session.Location?, _ facts: StoreFacts?, _ identity: Identity?, _ trail: TrailStatus?,
        _ settings: Settings, _ programs: Programs
    ) -> Record {
        let person = identity.map { identity in
            Record([
                "login": .text(identity.person.login), "display_name": .text(identity.person.displayName),
                "roles": Field(identity.person.roles.map(\.rawValue)),
                "read_only_reason": Field(identity.readOnlyReason),
            ])
        }
        let database = Record([
            "kind": .text((location?.kind ?? settings.place.kind).rawValue),
            "url": Field(location?.databaseURL ?? settings.place.redactedURL),
            "superuser_url": Field(location?.superuserURL), "environment": Field(facts?.environment),
            "server_version": Field(facts?.serverVersion), "schema_version": Field(facts?.schemaVersion),
            "is_read_only": facts.map { .flag($0.isReadOnly) } ?? .null,
        ])
        return Record([
            "version": .text(Countersign.version), "schema_needed": Field(SchemaVersion.required),
            "executable": Field(programs.executable), "home": .text(programs.home),
            "configuration_file": .text(settings.configurationFile), "key_file": .text(programs.keyFile),
            "history_file": .text(programs.home + "/state/history"),
            "saved_filters": .text(SavedFilterFile.standard(home: programs.home).path),
            "log_files": Field(programs.log.paths), "log_level": .text((settings.logLevel ?? .warning).rawValue),
            "theme": .text(settings.theme ?? Theme.fallback.name), "theme_folders": Field(programs.themes.folders),
            "identity": person.map(Field.record) ?? .null, "database": .record(database),
            "trail": trail.map { .record($0.record) } ?? .null,
            "cluster": programs.cluster.map { .record(ClusterStatus.shape.record($0)) } ?? .null,
            "sources": .list(
                settings.sources.map { source in
                    .record(
                        Record([
                            "name": .text(source.name), "url": .text(source.url),
                            "health_path": .text(source.healthPath),
                            "timeout_ms": .number(source.timeout.milliseconds),
                        ]))
                }),
        ])
    }
}

extension TrailStatus {
    /// The state of the trail, asked for a second time where attempts have no record: one that is under way at this
    /// moment has none yet, and is not lost.
    fileprivate init(settledIn audit: AuditClient) async throws {
        self = try await audit.status()
        for _ in 0..<3 where attemptsWithoutRecord > 0 {
            try await Task.sleep(for: .milliseconds(100))
            let later = try await audit.status()
            sealedHead = later.sealedHead
            attemptsWithoutRecord = min(attemptsWithoutRecord, later.attemptsWithoutRecord)
        }
    }

    /// The last sealed number, and how many governed calls left no record since their caller rolled back.
    fileprivate var record: Record {
        Record([
            "sealed_head": .integer(sealedHead), "attempts_without_record": .integer(attemptsWithoutRecord),
        ])
    }
}

extension Settings.Place {
    var kind: Session.Location.Kind {
        switch self {
        case .privateCluster: .privateCluster
        case .demonstration: .demonstration
        case .team: .team
        }
    }

    /// Nil where the database is a cluster that could not be opened.
    var redactedURL: String? {
        guard case .team(let connectionString) = self else { return nil }
        return try? ConnectionString.redacted(connectionString)
    }
}

extension Record {
    /// Inner records by dotted names, as a list for people wants them.
    var flattened: Record {
        var flat = Record([:])
        for entry in entries {
            if case .record(let inner) = entry.value {
                flat.entries += inner.flattened.entries.map {
                    Entry(name: "\(entry.name).\($0.name)", value: $0.value)
                }
            } else {
                flat.entries.append(entry)
            }
        }
        return flat
    }
}
