// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// What came of it, and how much it matters.
extension OpenCLIRecord {
    /// Denied where Open CLI or the service refused, failed where an error stopped it, succeeded where it was allowed
    /// and no error is told. Where type, decision and status contradict each other, the worst of them counts.
    var outcome: EventOutcome {
        let decision = decision?.lowercased()
        if decision == "denied" || Self.denials.contains(action) || statusCode == 401 || statusCode == 403 {
            return .denied
        }
        if decision == "error" || action == "EXECUTION_ERROR" || (statusCode ?? 0) >= 400 { return .failed }
        if decision == "allowed" || (200..<400).contains(statusCode ?? 0) { return .succeeded }
        return .unknown
    }

    /// High for failed authentications and for changes that were refused; medium for other refusals, for errors, for
    /// calls that change something and for a runtime that shuts down; low for the rest. Never critical: that is for
    /// what Countersign sees itself.
    var severity: Severity {
        if action == "CATALOG_FILTERED" { return .low }
        if action == "AUTHN_FAILURE" { return .high }
        switch outcome {
        case .denied: return isChange ? .high : .medium
        case .failed: return .medium
        default: return isChange || action == "LEASE_EXPIRY_SHUTDOWN" ? .medium : .low
        }
    }

    /// A call by a method that is not safe (RFC 9110, section 9.2.1).
    private var isChange: Bool {
        guard let method = method?.uppercased() else { return false }
        return !["GET", "HEAD", "OPTIONS", "TRACE"].contains(method)
    }

    private static let denials: Set<String> = ["AUTHZ_DENIAL", "AUTHN_FAILURE"]

    /// The reason where there is one and it was no success; else the status.
    var errorCode: String? {
        guard outcome != .succeeded else { return nil }
        return reasonCode ?? statusCode.flatMap { $0 >= 400 ? "http-\($0)" : nil }
    }

    var errorMessage: String? {
        guard outcome != .succeeded, let statusCode, statusCode >= 400 else { return nil }
        return "The service answered with status \(statusCode)."
    }
}
