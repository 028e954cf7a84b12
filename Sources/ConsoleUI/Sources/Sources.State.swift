// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The health of the local services that the trail's confidence depends on.
enum Sources {
    struct State: Sendable, Equatable {
        let definitions: [SourceDefinition]
        /// The last known status of each source, by name.
        var statuses: [String: SourceStatus] = [:]
        /// What the probes of this session found, by name.
        var histories: [String: SourceHistory] = [:]
        /// The probe in flight.
        var token: Int?
        /// When all sources were last asked.
        var probedAt: Timestamp?
        var selection = 0

        init(definitions: [SourceDefinition]) {
            self.definitions = definitions
        }

        mutating func take(_ status: SourceStatus) {
            statuses[status.source.name] = status
            histories[status.source.name, default: SourceHistory()].record(status)
        }

        /// Live of all; nil before the first probe has come back.
        var coverage: CoverageSummary? {
            statuses.isEmpty ? nil : CoverageSummary(Array(statuses.values), total: definitions.count)
        }

        /// The state that the panel as a whole shows.
        var overall: SourceStatus.State? {
            guard let coverage else { return nil }
            if coverage.live == coverage.total { return .live }
            let answers = statuses.values.contains { $0.state != .offline }
            return answers ? .degraded : .offline
        }
    }
}
