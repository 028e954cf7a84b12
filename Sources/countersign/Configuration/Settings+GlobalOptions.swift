// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram

extension Settings {
    /// - Parameters:
    ///   - options: What every command takes.
    ///   - theme: `--theme`, which only the console takes.
    ///   - environment: The variables.
    /// - Throws: `SettingsError`.
    init(
        _ options: GlobalOptions, theme: String? = nil, environment: [String: String]
    ) async throws(SettingsError) {
        var commandLine = CommandLine()
        commandLine.isDemonstration = options.isDemonstration
        commandLine.database = options.database
        commandLine.person = options.person
        commandLine.theme = theme
        commandLine.isReadOnly = options.isReadOnly
        try await self.init(commandLine, environment: environment)
    }
}
