// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CountersignProgram

/// The command tree of the daemon.
struct Countersignd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersignd",
        abstract: "The daemon beside a Countersign trail: seals it, takes in feeds, looks after it, tells how it goes.",
        discussion: """
            A private cluster needs no daemon while a console is open; a team's database needs one, or nothing seals the \
            trail. Several daemons do no harm: what one does, the others find done.

            It logs in to PostgreSQL as countersign_service, which can neither sign nor execute, grant or read what \
            admins alone read. On a team's database that role needs a password file (PGPASSFILE) or a certificate.

            Try it:
              countersignd --demo serve                            on the demonstration's cluster
              curl http://127.0.0.1:8080/healthz
              COUNTERSIGN_DATABASE_URL=postgresql://db.example.com/countersign countersignd serve

            Exit status: 0 ended in order, 1 refused, 2 the command line or the configuration could not be read, 3 the \
            database or the port is not to be had, 4 integrity failure.
            """,
        version: ProgramVersion.current,
        subcommands: [ServeCommand.self, DemoServicesCommand.self])

    @OptionGroup(title: "Options that every command takes")
    var place: PlaceOptions
}
