// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import CountersignProgram

/// What one check of the doctor found, and what to do about it.
struct Finding: Sendable, Hashable {
    enum State: String, Sendable, Hashable {
        case ok
        /// It works, but not as well as it could.
        case warning
        /// Something that is needed does not work.
        case broken
        /// It could not be looked at, or there is nothing to look at.
        case skipped

        /// The sign beside the word, for those who see no colours.
        var glyph: DisplayText {
            switch self {
            case .ok: "✓"
            case .warning: "!"
            case .broken: "✗"
            case .skipped: "–"
            }
        }

        var color: TableColor {
            switch self {
            case .ok: .good
            case .warning: .warning
            case .broken: .alarm
            case .skipped: .faint
            }
        }
    }

    /// What was looked at, stable across versions: `terminal.colours`.
    var check: String
    var state: State
    /// Never a secret.
    var found: String
    /// What to do; nil where nothing is to be done.
    var advice: String?
    /// Whether it is that the database does not answer, so that trying again may help.
    var isUnavailability = false

    init(_ check: String, _ state: State, _ found: String, advice: String? = nil, isUnavailability: Bool = false) {
        self.check = check
        self.state = state
        self.found = found
        self.advice = advice
        self.isUnavailability = isUnavailability
    }

    static let shape = RecordShape<Finding>(
        record: { finding in
            Record([
                "check": .text(finding.check), "state": .text(finding.state.rawValue),
                "found": .text(finding.found), "advice": Field(finding.advice),
            ])
        },
        columns: [
            TableColumn("CHECK") { DisplayText($0.check) },
            TableColumn("STATE", color: \.state.color) { "\($0.state.glyph) \($0.state.rawValue)" },
            TableColumn("FOUND", minimumWidth: 24) { DisplayText($0.found) },
            TableColumn("WHAT TO DO", minimumWidth: 24) { DisplayText($0.advice ?? "") },
        ])
}

extension [Finding] {
    /// 0 where nothing is broken, 3 where it is the database that does not answer, else 1.
    var status: CommandStatus {
        let broken = filter { $0.state == .broken }
        guard !broken.isEmpty else { return .done }
        return broken.contains(where: \.isUnavailability) ? .unavailable : .refused
    }
}
