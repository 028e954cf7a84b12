// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@Suite("B57 C24 C25 C26 C49: which events a filter passes")
struct EventFilterMatchingTests {
    private static let recordedAt = Timestamp(microseconds: 1_780_000_000_000_000)

    private static let event = AuditEvent(
        id: "audit_0198c2e4-5f00-7a11-8b22-0123456789ab", occurredAt: recordedAt, recordedAt: recordedAt,
        stream: .governance, category: "rollback", severity: .high, action: "SIGN_REQUEST",
        title: "Rollback package staged", detail: "Certified Storefront Bundle, STRASSE", actorUsername: "operator_1",
        actorEmail: "one@example.com", surface: "cli", resourceType: "bundle", resourceID: "b-1/x",
        packageID: "POD Engine Alpha", requestID: "req_0198c2e4-5f00-7a11-8b22-0123456789ab", outcome: .denied)

    private func passes(_ expression: String, _ event: AuditEvent = Self.event) throws -> Bool {
        try EventFilter(parsing: expression, now: Self.recordedAt).matches(event)
    }

    @Test(
        "Terms that hold",
        arguments: [
            "", "category:rollback", "category:quota,rollback", "severity:>=medium", "severity:>medium",
            "severity:<critical", "severity:<=high", "severity:high", "actor:operator_1", "actor:one@example.com",
            "action:sign_request", "outcome:denied stream:governance", "package:\"POD Engine Alpha\"",
            "resource:bundle", "resource:bundle/b-1/x", "resource:/b-1/x", "surface:cli",
            "request:0198c2e4-5f00-7a11-8b22-0123456789ab", "id:audit_0198c2e4-5f00-7a11-8b22-0123456789ab",
            "-tenant:Northwind", "-stream:runtime", "\"storefront bundle\"", "ROLLBACK staged", "-northwind",
            "since:1h", "since:2026-05-28T20:26:40Z", "until:2026-05-28T20:26:40.000001Z",
        ])
    func holding(_ expression: String) throws {
        #expect(try passes(expression))
    }

    @Test(
        "Terms that do not hold",
        arguments: [
            "category:quota", "severity:>=critical", "severity:<high", "severity:>high", "actor:operator",
            "actor:OPERATOR_1", "tenant:Northwind", "-category:rollback", "-actor:x,operator_1", "resource:b-1",

            "origin:cloudtrail", "northwind", "-\"rollback package\"",
            "until:2026-05-28T20:26:40Z", "since:2026-05-28T20:26:40.000001Z", "category:rollback outcome:succeeded",
        ])
    func notHolding(_ expression: String) throws {
        #expect(try !passes(expression))
    }

    @Test("Canonically equivalent texts are different, as in PostgreSQL")
    func codePoints() throws {
        var event = Self.event
        event.tenant = "Caf\u{E9}"
        #expect(try passes("tenant:Caf\u{E9}", event))
        #expect(try !passes("tenant:Cafe\u{301}", event))
    }
}
