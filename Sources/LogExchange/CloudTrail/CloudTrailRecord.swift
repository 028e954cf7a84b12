// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// One record of CloudTrail, with what can be read off it. Fields that are missing or of an unexpected type are nil.
struct CloudTrailRecord {
    var value: JSONValue

    /// The API call; for an Insights event what kind of unusual activity it is.
    var eventName: String? {
        value["eventName"]?.text ?? value.value(at: ["insightDetails", "insightType"])?.text
    }

    /// `ec2` of `ec2.amazonaws.com`.
    var service: String {
        let source = value["eventSource"]?.text ?? value.value(at: ["insightDetails", "eventSource"])?.text ?? ""
        let suffix = ".amazonaws.com"
        return source.hasSuffix(suffix) ? String(source.dropLast(suffix.count)) : source
    }

    /// The account that got the record, else the caller's.
    var account: String? {
        value["recipientAccountId"]?.text ?? identity?["accountId"]?.text
    }

    var identity: JSONValue? { value["userIdentity"] }

    var isInsight: Bool { value["insightDetails"] != nil }

    var isConsoleLogin: Bool { service == "signin" && eventName == "ConsoleLogin" }

    // MARK: Outcome

    var errorCode: String? {
        if let code = value["errorCode"]?.text { return code }
        return isConsoleLogin && outcome == .denied ? "ConsoleLoginFailure" : nil
    }

    var errorMessage: String? {
        value["errorMessage"]?.text.map { SecretRedaction.redacted($0, to: 2_000, bytes: 4_000) }
    }

    /// Denied where a rule or a failed authentication refused, failed for every other error.
    var outcome: EventOutcome {
        if let code = value["errorCode"]?.text {
            return Self.isDenial(code) ? .denied : .failed
        }
        if isConsoleLogin, value.value(at: ["responseElements", "ConsoleLogin"])?.text == "Failure" {
            return .denied
        }
        return value["errorMessage"]?.text == nil ? .succeeded : .failed
    }

    private static let denials = [
        "AccessDenied", "Unauthorized", "NotAuthorized", "AuthorizationError", "AuthFailure", "Forbidden",
        "InvalidClientTokenId", "UnrecognizedClient", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken",
        "OptInRequired", "AllAccessDisabled",
    ]

    private static func isDenial(_ code: String) -> Bool {
        denials.contains { code.contains($0) }
    }
}
