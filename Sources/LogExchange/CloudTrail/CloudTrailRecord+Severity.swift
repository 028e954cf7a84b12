// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

extension CloudTrailRecord {
    /// Low for reading, medium for what changes something, high for what changes who may do what, the keys, the
    /// organisation or what watches over them, and for the root user and console sign-ins without MFA. Attempts count
    /// as what they attempted. Never critical: that is for what Countersign sees itself.
    var severity: Severity {
        if isInsight { return .medium }
        if identity?["type"]?.text == "Root" { return .high }
        if isConsoleLogin { return isLoginWithoutMFA ? .high : .medium }
        guard isMutating else { return .low }
        return Self.guardedServices.contains(service) ? .high : .medium
    }

    /// Identity and access, keys, the organisation, and the services that record or detect.
    private static let guardedServices: Set<String> = [
        "iam", "sts", "sso", "sso-directory", "identitystore", "rolesanywhere", "organizations", "account", "kms",
        "cloudtrail", "config", "guardduty", "securityhub", "access-analyzer",
    ]

    /// Only for IAM users and root: the second factor of a federated sign-in lies with the identity provider, and
    /// CloudTrail says "No" for it whatever happened there.
    private var isLoginWithoutMFA: Bool {
        identity?["type"]?.text == "IAMUser"
            && value.value(at: ["additionalEventData", "MFAUsed"])?.text != "Yes"
    }

    /// `readOnly`, or by the name where a record has none (before event version 1.06).
    private var isMutating: Bool {
        if let readOnly = value["readOnly"]?.flag { return !readOnly }
        return !Self.readingVerbs.contains { eventName?.hasPrefix($0) == true }
    }

    private static let readingVerbs = [
        "Get", "List", "Describe", "Head", "Lookup", "Search", "BatchGet", "Check", "Query", "Scan", "Select", "View",
        "Download", "Preview", "Simulate", "Validate", "Verify", "Estimate", "Decode", "Detect",
    ]
}
