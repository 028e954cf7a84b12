// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Foundation
import Governance
import Testing

@Suite("Workflows to their ends through the program", .demonstration, .serialized)
struct LifecycleTests {
    private func package(_ name: String) async throws -> JSONValue {
        try await BuiltProgram.read(["packages", "show", name])
    }

    private func actions(about request: String) async throws -> [String] {
        let events = try await BuiltProgram.read(
            ["events", "list", "--filter", "request:\(request)", "--limit", "100"], as: "admin_1")
        return events.elements.compactMap { $0["action"]?.text }.reversed()
    }

    @Test("B47: a quota exception is signed by finance and raises the package's cap")
    func quota() async throws {
        let request = try await BuiltProgram.open("quota-exception-package")
        try await BuiltProgram.refused(["requests", "execute", request], as: "operator_1", "role-required")
        // the same person in a second session, and with a second role
        try await BuiltProgram.refused(["requests", "sign", request], as: "operator_1", "already-signed")
        let why = ["--reason", "covers for the finance rota"]
        try await BuiltProgram.perform(["people", "grant", "operator_1", "finance"] + why, as: "admin_1")
        try await BuiltProgram.refused(["requests", "sign", request], as: "operator_1", "already-signed")
        try await BuiltProgram.perform(["people", "revoke", "operator_1", "finance"] + why, as: "admin_1")
        try await BuiltProgram.perform(["requests", "sign", request], as: "finance_1")
        try await BuiltProgram.perform(["requests", "execute", request], as: "operator_2")
        try await BuiltProgram.refused(["requests", "execute", request], as: "operator_1", "request-closed")
        #expect(try await actions(about: request).contains("RAISE_QUOTA"))
    }

    @Test("B48: a lease is escalated, its cap raised by one person, and reviewed by another")
    func lease() async throws {
        let opening = BuiltProgram.opening("lease-expansion-override")
        try await BuiltProgram.refused(opening, as: "operator_1", "not-escalated")
        let escalation = ["leases", "escalate", "worker-analyst-delta", "--reason", "campaign of a customer"]
        try await BuiltProgram.refused(escalation, as: "finance_1", "role-required")
        try await BuiltProgram.perform(escalation, as: "operator_1")
        let expiring = try await BuiltProgram.read(["requests", "expiring", "--within", "1h"]).elements
        #expect(
            expiring.contains {
                $0["kind"]?.text == "escalation" && $0["subject"]?.text == "worker-analyst-delta"
                    && $0["holder"]?.text == "operator_1"
            })
        #expect(try await BuiltProgram.read(["requests", "expiring", "--within", "1m"]).elements.isEmpty)
        let request = try await BuiltProgram.open("lease-expansion-override")
        try await BuiltProgram.perform(["requests", "execute", request], as: "operator_1")
        let leases = try await BuiltProgram.read(["leases", "list"]).elements
        #expect(leases.first { $0["name"]?.text == "worker-analyst-delta" }?["cap"] == .integer(750))
        let review = ["requests", "review", request, "--note", "within the budget"]
        try await BuiltProgram.refused(review, as: "operator_1", "self-approval")
        try await BuiltProgram.perform(review, as: "finance_1")
    }

    @Test("B33 B35 B41 B49: a rollback is countersigned by an auditor and keeps domain, DNS and certificate")
    func rollback() async throws {
        var opening = BuiltProgram.opening("rollback-package-approval")
        opening[opening.count - 1] = "POD Engine alpha"
        try await BuiltProgram.refused(opening, as: "operator_1", "confirmation-mismatch")
        let request = try await BuiltProgram.open("rollback-package-approval")
        let others = try await BuiltProgram.read(["requests", "list", "--others"]).elements
        #expect(others.contains { $0["id"]?.text == request })
        let auditors = try await BuiltProgram.read(["requests", "list", "--others"], as: "auditor_1").elements
        #expect(auditors.allSatisfy { $0["id"]?.text != request })
        let digest = try #require(try await BuiltProgram.read(["requests", "show", request])["manifest_sha256"]?.text)
        try await BuiltProgram.perform(["requests", "sign", request, "--manifest", digest], as: "auditor_1")
        try await BuiltProgram.perform(["requests", "execute", request, "--manifest", digest], as: "operator_2")
        let alpha = try await package("POD Engine Alpha")
        #expect(alpha["state"] == .string("rolled-back"))
        #expect(alpha["release"] == .string("2026.02"))
        let kept = alpha["attachments"]?.elements.filter { $0["revoked_at"] == .null }.compactMap { $0["kind"]?.text }
        #expect(Set(kept ?? []).isSuperset(of: ["domain", "dns", "ssl"]))
        #expect(try await actions(about: request).contains("ROLL_BACK_PACKAGE"))
    }

    @Test("B36 B42 B50: a retirement needs its whole checklist and revokes one thing after the other")
    func retirement() async throws {
        var opening = BuiltProgram.opening("engine-retirement-package")
        opening[opening.count - 1] = "audit-history,billing-closeout"
        let missing = try await BuiltProgram.refused(opening, as: "operator_1", "checklist-incomplete")
        #expect(missing.message.hasPrefix("checklist: "))
        let request = try await BuiltProgram.open("engine-retirement-package")
        try await BuiltProgram.perform(["requests", "sign", request], as: "finance_1")
        #expect(try await package("POD Engine Charlie")["state"] == .string("retiring"))
        try await BuiltProgram.perform(["requests", "execute", request], as: "operator_1")
        #expect(try await package("POD Engine Charlie")["state"] == .string("retired"))
        let revocations = try await actions(about: request).filter {
            $0.hasPrefix("REVOKE_") || $0.hasPrefix("RELEASE_")
        }
        #expect(
            revocations == [
                "REVOKE_LEASE", "REVOKE_API_SERVICE", "REVOKE_API_SERVICE", "REVOKE_CLIENT_ACCESS", "RELEASE_PLACEMENT",
            ])
    }

    @Test("B38: a package is drafted, submitted, signed by finance and deployed; a new revision voids signatures")
    func deployment() async throws {
        let name = "POD Engine Bravo"
        let why = ["--reason", "release of the second quarter"]
        // nothing to sign yet: PostgreSQL refuses, and that is an event
        for verb in [["sign"], ["deploy"], ["reject"]] {
            let reason = verb == ["reject"] ? why : []
            let refusal = try await BuiltProgram.refused(
                ["packages"] + verb + [name] + reason, as: "operator_2", "not-found")
            let row = try await BuiltProgram.read(["events", "show", refusal.eventID ?? ""])
            #expect(row["resource_id"] == .string(name))
        }
        try await BuiltProgram.refused(["packages", "submit", name] + why, as: "operator_1", "invalid-input")
        try await BuiltProgram.perform(["packages", "unblock", name] + why, as: "operator_1")
        try await BuiltProgram.perform(["packages", "draft", name, "--release", "2026.04"] + why, as: "operator_1")
        let first = try await BuiltProgram.perform(["packages", "submit", name] + why, as: "operator_1")
        let second = try await BuiltProgram.perform(["packages", "submit", name] + why, as: "operator_2")
        try await BuiltProgram.refused(["packages", "sign", name], as: "finance_1", "not-found")
        let several = try await BuiltProgram.run(["--demo", "--as", "finance_1", "packages", "sign", name])
        let waiting = try #require(first.requestID)
        #expect(several.status == 1 && several.words.contains(waiting))
        let other = try #require(second.requestID)
        try await BuiltProgram.perform(["requests", "withdraw", other] + why, as: "operator_2")
        try await BuiltProgram.perform(["packages", "sign", name], as: "finance_1")
        try await BuiltProgram.refused(["packages", "deploy", name], as: "finance_1", "role-required")
        try await BuiltProgram.perform(["packages", "deploy", name], as: "operator_2")
        let bravo = try await package(name)
        #expect(bravo["state"] == .string("deployed"))
        #expect(bravo["release"] == .string("2026.04"))
    }
}

@Suite("Standing and hostile input through the program", .demonstration, .serialized)
struct StandingTests {
    private let why = ["--reason", "a laptop was reported stolen"]

    @Test("A role revoked, or a person suspended, between signing and executing stops the execution")
    func betweenSigningAndExecuting() async throws {
        let request = try await BuiltProgram.open("quota-exception-package")
        try await BuiltProgram.perform(["requests", "sign", request], as: "finance_1")
        try await BuiltProgram.perform(["people", "revoke", "finance_1", "finance"] + why, as: "admin_1")
        let revoked = try await BuiltProgram.refused(
            ["requests", "execute", request], as: "operator_2", "role-required")
        #expect(revoked.message.contains("finance_1"))
        try await BuiltProgram.perform(["people", "grant", "finance_1", "finance"] + why, as: "admin_1")
        try await BuiltProgram.perform(["people", "suspend", "finance_1"] + why, as: "admin_1")
        try await BuiltProgram.refused(["requests", "execute", request], as: "operator_2", "role-required")
        try await BuiltProgram.refused(["requests", "sign", request], as: "finance_1", "suspended")
        try await BuiltProgram.perform(["people", "reinstate", "finance_1"] + why, as: "admin_1")
        try await BuiltProgram.perform(["requests", "execute", request], as: "operator_2")
    }

    @Test(
        "Hostile text and absurd sizes are refused by the field's name, and recorded",
        arguments: [
            (["--tenant", String(repeating: "x", count: 5_000)], "tenant: "),
            (["--tenant", "\u{200B}\u{200B}"], "tenant: "),
            (["--tenant", "Northwind", "--minutes", "9223372036854775807"], "minutes: "),
            (["--tenant", "Northwind", "--cap", "1"], "arguments: break-glass-admin-session has no field cap"),
            // more than all fields together may have: by the largest one's name
            (["--tenant", String(repeating: "x", count: 100_000)], "tenant: "),
        ])
    func hostileFields(_ options: [String], _ beginning: String) async throws {
        let result = try await BuiltProgram.refused(
            ["requests", "open", "break-glass-admin-session", "--reason", "a reason that is long enough"] + options,
            as: "operator_1", "invalid-input")
        #expect(result.message.hasPrefix(beginning), "\(result.message)")
    }

    @Test("A reason of invisible characters, or without end, is no reason; a checklist of nonsense is incomplete")
    func hostileReasons() async throws {
        let opening = ["requests", "open", "break-glass-admin-session", "--tenant", "Northwind Studio", "--reason"]
        for reason in ["", String(repeating: "\u{200B}", count: 40), String(repeating: "x", count: 100_000)] {
            try await BuiltProgram.refused(opening + [reason], as: "operator_1", "reason-required")
        }
        var retirement = BuiltProgram.opening("engine-retirement-package")
        retirement[retirement.count - 1] = "audit-history,\u{1B}[2J," + String(repeating: "y,", count: 500)
        let result = try await BuiltProgram.refused(retirement, as: "operator_1", "checklist-incomplete")
        #expect(result.message.hasPrefix("checklist: "))
        // a name that plays tricks is kept as it is, and shown without being obeyed
        let tricky = try await BuiltProgram.perform(
            Array(opening[..<4]) + ["\u{202E}oidutS\u{1B}[2J", "--reason", "a reason that is long enough"],
            as: "operator_1")
        let id = try #require(tricky.requestID)
        #expect(
            try await BuiltProgram.read(["requests", "show", id])["tenant"] == .string("\u{202E}oidutS\u{1B}[2J"))
        for command in [["requests", "list"], ["requests", "show", id], ["events", "list"]] {
            let shown = try await BuiltProgram.run(["--demo"] + command).text
            #expect(shown.contains("oidutS"))
            #expect(!shown.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" }, "\(command)")
        }
    }

    @Test("A3: nobody but an admin makes a login role, whatever its name, and each refusal is an event")
    func logins() async throws {
        try await BuiltProgram.refused(["people", "add", "evil"], as: "auditor_1", "role-required")
        for (name, code) in [
            ("", "not-found"), ("pg_evil", "not-found"), ("countersign_owner", "not-found"),
            ("postgres", "unsafe-login"), (String(repeating: "z", count: 64), "not-found"),
            (String(repeating: "w", count: 100_000), "not-found"),
        ] {
            try await BuiltProgram.refused(["people", "add", name], as: "admin_1", code)
        }
        // made by the admin, not registered for its address, and so gone again
        try await BuiltProgram.refused(["people", "add", "made", "--email", "nowhere"], as: "admin_1", "invalid-input")
        let readOnly = try await BuiltProgram.run(
            ["--demo", "--as", "admin_1", "--read-only", "people", "add", "evil", "--format", "json"])
        #expect(readOnly.status == 1)
        #expect(try readOnly.decoded(as: BuiltProgram.Result.self).code == "not-permitted")
        let before = try await roles()
        #expect(before.isDisjoint(with: ["evil", "made", "pg_evil"]))
        #expect(!before.contains { $0.hasPrefix("zzz") || $0.hasPrefix("www") })
        try await BuiltProgram.perform(["people", "add", "jo", "--name", "Jo"], as: "admin_1")
        #expect(try await roles().subtracting(before) == ["jo"])
    }

    @Test("A login that PostgreSQL rejects, or that is nobody here, is told in the shape of a refusal, of a list too")
    func rejectedLogins() async throws {
        let url = try #require(try await BuiltProgram.read(["info"])["database"]?["url"]?.text)
        for login in ["nobody_at_all", "countersign_service"] {
            let other = url.replacingOccurrences(of: "user=operator_1", with: "user=\(login)")
            var lists = [["people", "list"], ["events", "list"], ["requests", "list"], ["packages", "list"]]
            if login == "nobody_at_all" { lists.append(["migrate"]) }
            for list in lists {
                let answer = try await BuiltProgram.run(["--database", other] + list + ["--format", "json"])
                #expect(answer.status == 1, "\(login) \(list) \(answer.words)")
                let result = try answer.decoded(as: BuiltProgram.Result.self)
                #expect(result.outcome == "denied" && result.code == "not-permitted" && result.eventID == nil)
                #expect(!result.message.isEmpty)
            }
        }
    }

    @Test("A29: a session's two ends are in the trail, and a login that may not act here is refused there once")
    func connections() async throws {
        let person = "finance_1"
        _ = try await BuiltProgram.run(["--demo", "--as", person, "workflows", "list"])
        let before = try await ends(of: person)
        #expect(before.prefix(2) == ["CLOSE_CONNECTION", "OPEN_CONNECTION"])
        let why = ["--reason", "left the company today"]
        try await BuiltProgram.perform(["people", "suspend", person] + why, as: "admin_1")
        _ = try await BuiltProgram.run(["--demo", "--as", person, "workflows", "list"])
        let after = try await ends(of: person)
        try await BuiltProgram.perform(["people", "reinstate", person] + why, as: "admin_1")
        #expect(after == ["REFUSE_LOGIN"] + before)
    }

    /// What the stream `auth` has of a person, the newest first.
    private func ends(of person: String) async throws -> [String?] {
        try await BuiltProgram.read(["events", "list", "--filter", "stream:auth actor:\(person)"], as: "admin_1")
            .elements.map { $0["action"]?.text }
    }

    /// The cluster's roles, as everybody may see them.
    private func roles() async throws -> Set<String> {
        let url = try #require(try await BuiltProgram.read(["info"])["database"]?["url"]?.text)
        let answer = try await BuiltProgram.shell("psql -XAtq -d '\(url)' -c 'select rolname from pg_roles'")
        let names = Set(answer.text.split(separator: "\n").map(String.init))
        try #require(names.contains("admin_1"), "\(answer.words)")
        return names
    }
}
