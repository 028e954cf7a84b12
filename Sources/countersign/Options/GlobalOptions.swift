// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser

/// What every command takes, before or after its name.
struct GlobalOptions: ParsableArguments {
    @Flag(
        name: .customLong("demo"),
        help: "Use the demonstration: a cluster of its own, with sample data and personas.")
    var isDemonstration = false

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Act as this login.",
            discussion: """
                In the demonstration one of operator_1 (the default), operator_2, finance_1, auditor_1, admin_1. Else \
                your own login: PostgreSQL decides who you are.
                """, valueName: "person"))
    var person: String?

    @Option(
        name: .customLong("database"),
        help: ArgumentHelp(
            "Use this PostgreSQL: any libpq connection string, several hosts included.",
            discussion: """
                Never with a password: others on this machine can read it. Use a password file (PGPASSFILE) or \
                COUNTERSIGN_DATABASE_URL.
                """, valueName: "url"))
    var database: String?

    @Flag(name: .customLong("read-only"), help: "Refuse every governed action, whatever PostgreSQL would allow.")
    var isReadOnly = false
}
