// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@testable import PrivateCluster

@Suite("Where the home lies")
struct HomeTests {
    @Test("COUNTERSIGN_HOME decides, if it is absolute")
    func variable() async throws {
        #expect(try PrivateCluster.home(environment: ["COUNTERSIGN_HOME": "/srv/x/"]) == "/srv/x")
        #expect(
            try await code { _ = try PrivateCluster.home(environment: ["COUNTERSIGN_HOME": "srv"]) } == .fileAccess)
    }

    @Test("Root's home is the system's place for state", .enabled(if: isRoot))
    func root() throws {
        let home = try PrivateCluster.home(environment: ["HOME": "/root", "XDG_DATA_HOME": "/data"])
        #expect(home == "/var/lib/countersign")
    }

    @Test("Another user's home follows the XDG specification", .enabled(if: !isRoot))
    func user() throws {
        let home = PrivateCluster.home(environment:)
        #expect(try home(["HOME": "/home/jo", "XDG_DATA_HOME": "/data"]) == "/data/countersign")
        #expect(try home(["HOME": "/home/jo", "XDG_DATA_HOME": "data"]) == "/home/jo/.local/share/countersign")
        #expect(try home(["HOME": "/home/jo"]) == "/home/jo/.local/share/countersign")
    }

    @Test("The real cluster and the demonstration lie side by side", .enabled(if: userCanBePerson))
    func folders() throws {
        #expect(try PrivateCluster(kind: .real, home: "/srv/x").folder == "/srv/x/cluster")
        #expect(try PrivateCluster(kind: .demonstration, home: "/srv/x").folder == "/srv/x/demo")
    }
}
