// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Who called.
/// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
extension CloudTrailRecord {
    /// The user's name; for an assumed role `ROLE/SESSION`, since the role alone names nobody; for AWS itself the
    /// service; `root` for the root user.
    var actorUsername: String? {
        guard let identity else { return nil }
        let type = identity["type"]?.text
        if type == "Root" { return "root" }
        if type != "AssumedRole", let name = identity["userName"]?.text { return name }
        if let tail = principalPath { return tail }
        if let issuer = sessionIssuer { return issuer }
        if let name = identity["userName"]?.text { return name }
        if let service = identity["invokedBy"]?.text { return service }
        if let user = identity.value(at: ["onBehalfOf", "userId"])?.text { return user }
        return identity["principalId"]?.text ?? identity["accountId"]?.text
    }

    /// The role whose permissions were used.
    var actorRole: String? {
        identity?["type"]?.text == "AssumedRole" ? sessionIssuer ?? sessionParts?.first : nil
    }

    /// The session's name where it is an e-mail address, as single sign-on sets it.
    var actorEmail: String? {
        sessionParts?.last.flatMap(EmailAddress.init)?.text
    }

    /// How the caller proved who they are, with `+mfa` where CloudTrail says that a second factor was used.
    var authenticationMethod: String? {
        guard let method = baseMethod else { return nil }
        return usedMFA == true ? method + "+mfa" : method
    }

    /// Whether CloudTrail says that a second factor was used; nil where it says nothing.
    var usedMFA: Bool? {
        if isConsoleLogin { return value.value(at: ["additionalEventData", "MFAUsed"])?.text.map { $0 == "Yes" } }
        return identity?.value(at: ["sessionContext", "attributes", "mfaAuthenticated"])?.flag
    }

    var sessionIssuer: String? {
        identity?.value(at: ["sessionContext", "sessionIssuer", "userName"])?.text
    }

    private var baseMethod: String? {
        if value["eventType"]?.text == "AwsConsoleSignIn" { return "console-sign-in" }
        guard let identity else { return nil }
        switch identity["type"]?.text {
        case "Root", "IAMUser":
            let key = identity["accessKeyId"]?.text ?? ""
            if value["sessionCredentialFromConsole"]?.flag == true { return "console-session" }
            if identity["sessionContext"] != nil || key.hasPrefix("ASIA") { return "temporary-credentials" }
            return key.isEmpty ? nil : "access-key"
        case "AssumedRole", "Role": return "assumed-role"
        case "FederatedUser": return "federation-token"
        case "SAMLUser": return "saml"
        case "WebIdentityUser": return "web-identity"
        case "IdentityCenterUser": return "identity-center"
        case "Directory": return "directory"
        case "AWSAccount": return "aws-account"
        case "AWSService": return "aws-service"
        default: return identity["invokedBy"]?.text == nil ? nil : "aws-service"
        }
    }

    /// What follows `user/`, `assumed-role/` or `federated-user/` in the caller's ARN.
    private var principalPath: String? {
        guard let arn = identity?["arn"]?.text else { return nil }
        let resource = CloudTrailResource.resourcePart(of: arn)
        guard let slash = resource.firstIndex(of: "/") else { return resource.isEmpty ? nil : resource }
        let tail = resource[resource.index(after: slash)...]
        return tail.isEmpty ? nil : String(tail)
    }

    /// Role and session of `assumed-role/ROLE/SESSION`.
    private var sessionParts: [String]? {
        guard identity?["type"]?.text == "AssumedRole", let path = principalPath else { return nil }
        let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
        return parts.count == 2 ? parts : nil
    }
}
