// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Governance

/// Whether the local services answer.
enum SourceChecks {
    static func findings(_ statuses: [SourceStatus]) -> [Finding] {
        statuses.map { status in
            let check = "source.\(Settings.key(of: status.source.name))"
            switch status.state {
            case .live:
                let latency = status.latency.map { " in \(Int($0.milliseconds.rounded())) ms" } ?? ""
                return Finding(check, .ok, "live\(latency), \(status.source.url)")
            case .degraded, .offline:
                return Finding(
                    check, .warning, "\(status.state.rawValue), \(status.source.url): \(status.message)",
                    advice: "Start it, or mend its url in the configuration file. Nothing is blocked meanwhile.")
            }
        }
    }
}
