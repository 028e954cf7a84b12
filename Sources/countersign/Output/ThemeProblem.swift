// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import ThemeKit

/// What is wrong with a theme, in one place of it.
struct ThemeProblem: Sendable, Hashable {
    enum Level: String, Sendable, Hashable {
        /// The theme works without it.
        case warning
        /// The theme cannot be used.
        case error
    }

    var level: Level
    var error: ThemeError

    static let shape = RecordShape<ThemeProblem>(
        record: { problem in
            Record([
                "level": .text(problem.level.rawValue), "code": .text(problem.error.code.rawValue),
                "file": Field(problem.error.file), "line": Field(problem.error.line), "key": Field(problem.error.key),
                "message": .text(problem.error.message),
            ])
        },
        columns: [
            TableColumn("LEVEL", color: { $0.level == .error ? .alarm : .warning }) { DisplayText($0.level.rawValue) },
            TableColumn("LINE", alignment: .trailing) { $0.error.line.map { DisplayText($0) } ?? "" },
            TableColumn("KEY", minimumWidth: 12) { DisplayText($0.error.key ?? "") },
            TableColumn("WHAT TO DO", minimumWidth: 20) { DisplayText($0.error.message) },
        ])
}
