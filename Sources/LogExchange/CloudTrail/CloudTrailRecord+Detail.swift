// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

extension CloudTrailRecord {
    private static let factLimit = 500

    /// What has no column of its own, as `name: value` facts in one line; access key ids left out.
    var detail: String? {
        let identity = identity ?? .null
        let session = identity["sessionContext"]
        let facts: [(String, String?)] = [
            ("caller", callerDescription),
            ("session of", session?.value(at: ["sessionIssuer", "arn"])?.text),
            ("source identity", session?["sourceIdentity"]?.text),
            ("identity provider", identity["identityProvider"]?.text),
            ("invoked by", identity["invokedBy"]?.text),
            ("caller's account", foreignAccount),
            ("MFA", usedMFA.map { $0 ? "yes" : "no" }),
            ("MFA type", value.value(at: ["additionalEventData", "MfaType"])?.text),
            ("agent", value["userAgent"]?.text),
            ("sign-in page", value.value(at: ["additionalEventData", "LoginTo"])?.text),
            ("resources", otherResources),
            ("VPC endpoint", value["vpcEndpointId"]?.text),
            ("shared event", value["sharedEventID"]?.text),
            ("event type", value["eventType"]?.text),
            ("event category", value["eventCategory"]?.text),
        ]
        let words = facts.compactMap { name, fact in
            fact.map { "\(name): \(SecretRedaction.redacted($0, to: Self.factLimit))" }
        }
        return words.isEmpty ? nil : BoundedText.cut(words.joined(separator: "; "), to: 4_000, bytes: 8_000)
    }

    private var callerDescription: String? {
        let words = [identity?["type"]?.text, identity?["arn"]?.text ?? identity?["principalId"]?.text]
            .compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    private var foreignAccount: String? {
        guard let caller = identity?["accountId"]?.text, caller != account else { return nil }
        return caller
    }

    /// All resources, where there are several.
    private var otherResources: String? {
        guard case .array(let resources)? = value["resources"], resources.count > 1 else { return nil }
        return resources.prefix(20).compactMap { ($0["ARN"] ?? $0["arn"])?.text }.joined(separator: ", ")
    }
}
