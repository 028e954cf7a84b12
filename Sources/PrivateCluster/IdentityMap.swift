// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Who may log in as whom, in the words of PostgreSQL's `pg_hba.conf` and `pg_ident.conf`.
enum IdentityMap {
    private static let mapName = "countersign"

    /// Only the socket leads in, and only the operating system's word counts.
    static let rules = """
        # Written by Countersign at every start; changes here are lost.
        # TYPE  DATABASE  USER  METHOD
        local   all       all   peer map=\(mapName)

        """

    /// The map of a cluster: exact names, no patterns.
    static func identities(
        kind: PrivateCluster.Kind, invoker: OperatingSystemUser, server: OperatingSystemUser
    ) -> String {
        let roles =
            switch kind {
            case .real: [invoker.name]
            case .demonstration: PrivateCluster.personas
            }
        var lines = [
            "# Written by Countersign at every start; changes here are lost.", "# MAP  SYSTEM USER  ROLE",
        ]
        lines += (roles + [PrivateCluster.serviceRole]).map { line(invoker.name, $0) }
        lines.append(line(server.name, PrivateCluster.superuserRole))
        return lines.joined(separator: "\n") + "\n"
    }

    /// Refuses operating system users who cannot be named exactly, or who would be a role that has another meaning.
    static func check(_ user: OperatingSystemUser, kind: PrivateCluster.Kind) throws(ClusterError) {
        let name = user.name
        let isPlain = name.unicodeScalars.allSatisfy { scalar in
            !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control && scalar != "\u{FFFD}"
        }
        // A leading slash would make PostgreSQL read the name as a regular expression.
        guard !name.isEmpty, isPlain, !name.hasPrefix("/") else {
            throw ClusterError(
                .unusableUserName,
                "The user name \"\(name)\" holds characters that PostgreSQL's identity map cannot express. Run this as "
                    + "another user, or set COUNTERSIGN_DATABASE_URL to a database with another login.")
        }
        guard kind == .real else { return }
        let reserved = [
            PrivateCluster.superuserRole, PrivateCluster.serviceRole, "countersign_owner", "countersign_user", "public",
            "none",
        ]
        guard !reserved.contains(name), !name.hasPrefix("pg_"), name.utf8.count <= 63 else {
            throw ClusterError(
                .unusableUserName,
                "The user \"\(name)\" cannot be a person in a private cluster, since that is the name of a role with "
                    + "another meaning or longer than 63 bytes. Run this as your own user, use the demonstration, or "
                    + "set COUNTERSIGN_DATABASE_URL to a database with another login.")
        }
    }

    /// Quoted, a name means itself, also where it is a keyword or begins with `+` or `@`.
    private static func line(_ user: String, _ role: String) -> String {
        "\(mapName)  \(quoted(user))  \(quoted(role))"
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
