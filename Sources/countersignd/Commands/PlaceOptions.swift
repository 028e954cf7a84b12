// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram

/// Which database is meant; else what variables and the configuration file say, as for `countersign`.
struct PlaceOptions: ParsableArguments {
    @Flag(
        name: .customLong("demo"),
        help: "Use the demonstration: a cluster of its own, with sample data and personas.")
    var isDemonstration = false

    @Option(
        name: .customLong("database"),
        help: ArgumentHelp(
            "Use this PostgreSQL: any libpq connection string, several hosts included.",
            discussion: """
                Its user is always countersign_service. Never with a password: others on this machine can read it. Use \
                a password file (PGPASSFILE) or COUNTERSIGN_DATABASE_URL.
                """, valueName: "url"))
    var database: String?

    /// - Throws: `SettingsError`.
    func settings(environment: [String: String]) async throws(SettingsError) -> Settings {
        var commandLine = Settings.CommandLine()
        commandLine.isDemonstration = isDemonstration
        commandLine.database = database
        return try await Settings(commandLine, environment: environment)
    }
}
