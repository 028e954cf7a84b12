// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance

extension SourceStatus {
    var record: Record {
        Record([
            "name": .text(source.name), "url": .text(source.url), "state": .text(state.rawValue),
            "latency_ms": latency.map { .number($0.milliseconds) } ?? .null, "message": .text(message),
        ])
    }

    static let shape = RecordShape<SourceStatus>(
        record: { $0.record },
        columns: [
            TableColumn("SOURCE") { DisplayText($0.source.name) },
            TableColumn("STATE", color: \.state.color) { DisplayText($0.state.rawValue) },
            TableColumn("LATENCY", alignment: .trailing) { status in
                status.latency.map { DisplayText(JSONText.text(.number($0.milliseconds.rounded())) + " ms") }
                    ?? "unknown"
            },
            TableColumn("URL") { DisplayText($0.source.url) },
            TableColumn("MESSAGE", minimumWidth: 12) { DisplayText($0.message) },
        ])
}

extension SourceStatus.State {
    var color: TableColor {
        switch self {
        case .live: .good
        case .degraded: .warning
        case .offline: .alarm
        }
    }
}

extension Duration {
    var milliseconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) * 1_000 + Double(attoseconds) / 1e15
    }
}
