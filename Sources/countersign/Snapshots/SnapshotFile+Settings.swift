// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Postgres

extension SnapshotFile {
    /// The file for the database and the person that the settings name; nil where nobody can say which database that is,
    /// since the connection string cannot be read. Passwords and the like are no part of its name: with another one it is
    /// still the same database.
    init?(
        home: String, place: Settings.Place, person: String?, environment: [String: String],
        log: @escaping @Sendable (_ line: String) -> Void
    ) {
        let user = NSUserName()
        switch place {
        case .privateCluster: self.init(home: home, database: "private", person: person ?? user, log: log)
        case .demonstration:
            self.init(home: home, database: "demonstration", person: person ?? "operator_1", log: log)
        case .team(let text):
            guard let parameters = try? ConnectionString.parameters(of: text) else {
                log("warning The connection string cannot be read, so no snapshot is kept or shown.")
                return nil
            }
            // as libpq has it: the string, then the environment, then its default
            let value = { (name: String, variable: String) in parameters[name] ?? environment[variable] }
            let login = person ?? value("user", "PGUSER") ?? user
            let database = [
                value("host", "PGHOST") ?? value("hostaddr", "PGHOSTADDR"), value("port", "PGPORT"),
                value("dbname", "PGDATABASE") ?? login, value("service", "PGSERVICE"),
            ]
            self.init(
                home: home, database: database.map { $0 ?? "" }.joined(separator: "\u{0}"), person: login, log: log)
        }
    }
}
