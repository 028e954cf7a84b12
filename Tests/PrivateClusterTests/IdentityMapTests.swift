// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@testable import PrivateCluster

@Suite("The identity map")
struct IdentityMapTests {
    private func user(_ name: String) -> OperatingSystemUser {
        OperatingSystemUser(name: name, id: 1_000, groupID: 1_000, homeFolder: "/home/x")
    }

    @Test("A real cluster maps a user to the same-named role and the service, the server's user to the superuser")
    func real() {
        let map = IdentityMap.identities(kind: .real, invoker: user("Jo.O-Neill"), server: user("postgres"))
        let lines = map.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(
            lines == [
                "countersign  \"Jo.O-Neill\"  \"Jo.O-Neill\"",
                "countersign  \"Jo.O-Neill\"  \"countersign_service\"",
                "countersign  \"postgres\"  \"postgres\"",
            ])
    }

    @Test("The demonstration maps a user to the five personas and the service")
    func demonstration() {
        let map = IdentityMap.identities(kind: .demonstration, invoker: user("7up"), server: user("7up"))
        let roles = map.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .compactMap { $0.split(separator: "\"").last }
        #expect(
            roles == [
                "operator_1", "operator_2", "finance_1", "auditor_1", "admin_1", "countersign_service", "postgres",
            ])
    }

    @Test("A quote in a name is doubled")
    func quote() {
        let map = IdentityMap.identities(kind: .real, invoker: user("a\"b"), server: user("s"))
        #expect(map.contains("countersign  \"a\"\"b\"  \"a\"\"b\"\n"))
    }

    @Test(
        "Names that the map cannot hold are refused", arguments: ["", "/root", "a b", "a\nb", "a\u{7}b", "x\u{FFFD}"])
    func refused(name: String) async throws {
        for kind in PrivateCluster.Kind.allCases {
            #expect(try await code { try IdentityMap.check(user(name), kind: kind) } == .unusableUserName)
        }
    }

    @Test(
        "Names of roles with another meaning are refused as persons, not in the demonstration",
        arguments: [
            "postgres", "countersign_owner", "countersign_user", "countersign_service", "pg_monitor", "public", "none",
            String(repeating: "n", count: 64),
        ])
    func reserved(name: String) async throws {
        #expect(try await code { try IdentityMap.check(user(name), kind: .real) } == .unusableUserName)
        #expect(try await code { try IdentityMap.check(user(name), kind: .demonstration) } == nil)
    }

    @Test("Ordinary odd names are accepted", arguments: ["Jo.O-Neill", "7up", "all", "+x", "j\u{f8}rgen", "user@corp"])
    func accepted(name: String) async throws {
        #expect(try await code { try IdentityMap.check(user(name), kind: .real) } == nil)
    }
}
