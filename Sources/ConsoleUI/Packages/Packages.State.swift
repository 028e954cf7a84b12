// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The deployment packages: which engine is looked at, and what belongs to its package.
enum Packages {
    /// The panels that can have the focus, in the order of the seed, with those that only this screen has.
    enum Section: Int, Sendable, Hashable, CaseIterable {
        case engines
        case summary
        case resources
        case trace
        case rollback
        case retirement
        case guardrails
        case workflows
        case releases
        /// Only to be read: it never has the focus.
        case manifest
    }

    /// How many events of a package are read for its trace.
    static let traceLimit = 100

    /// What is known of one engine's package; kept while another engine is looked at.
    struct Engine: Sendable, Equatable {
        /// The inner value is nil where PostgreSQL has no package of that name.
        var dossier = Loaded<PackageDossier?>()
        var trace = Loaded<EventPage>()
    }

    struct State: Sendable, Equatable {
        var list = Loaded<[DeploymentPackage]>()
        var guardrails = Loaded<[PanelNote]>()
        var engines: [String: Engine] = [:]
        /// The engine that was chosen, by name; nil is the first one.
        var choice: String?
        /// Something happened while the list was being read: read it once more.
        var isOutdated = false

        var section = Section.summary
        /// The row in focus in each panel.
        var rows: [Section: Int] = [:]
        /// The event in focus in the trace, kept by id since events arrive above it; nil is the newest.
        var traceEventID: String?

        var packages: [DeploymentPackage] { list.value ?? [] }

        /// The engine that is looked at, here and in the overview's panels; nil before any is known.
        var chosen: DeploymentPackage? {
            packages.first { $0.name == choice } ?? packages.first
        }

        var chosenIndex: Int {
            packages.firstIndex { $0.name == choice } ?? 0
        }

        var engine: Engine { chosen.flatMap { engines[$0.name] } ?? Engine() }

        /// The package with all that belongs to it; nil before it was read.
        var dossier: PackageDossier? { engine.dossier.value ?? nil }

        var trace: [AuditEvent] { engine.trace.value?.events ?? [] }
    }
}
