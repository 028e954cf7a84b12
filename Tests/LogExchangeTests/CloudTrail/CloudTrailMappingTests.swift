// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Testing

@testable import LogExchange

@Suite("CloudTrail records as events")
struct CloudTrailMappingTests {
    @Test("A5 A6 A7 A8 A9 A11 A12 A15 C2 C3 C4: a whole record")
    func wholeRecord() throws {
        let record = try TrailSample.mapped([:])
        #expect(
            record
                == ImportRecord(
                    originEventID: "event-1", occurredAt: try #require(Timestamp(rfc3339: "2023-07-10T11:42:24Z")),
                    category: "runtime", severity: .low, action: "GET_BUCKET_ACL", title: "s3 GetBucketAcl: evidence",
                    detail: "caller: IAMUser arn:aws:iam::111122223333:user/jane; agent: [aws-cli/2.12]; "
                        + "event type: AwsApiCall; event category: Management",
                    actorUsername: "jane", actorAuthMethod: "access-key", clientAddress: "192.0.2.7",
                    resourceType: "AWS::S3::Bucket", resourceID: "evidence", tenant: "111122223333",
                    environment: "us-east-1", correlationID: "REQ1", outcome: .succeeded,
                    changes: ["bucketName": ["new": "evidence"], "acl": ["new": ""]]))
    }

    @Test("C39: a record goes to PostgreSQL under the names of the columns, without what is missing")
    func columns() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let record = ImportRecord(
            originEventID: "e", occurredAt: Timestamp(microseconds: 0), severity: .high, action: "A", title: "t",
            resourceID: "r", changes: ["n": ["new": 1]])
        #expect(
            String(decoding: try encoder.encode(record), as: UTF8.self)
                == #"{"action":"A","category":"runtime","changes":{"n":{"new":1}},"#
                + #""occurred_at":"1970-01-01T00:00:00.000000Z","origin_event_id":"e","outcome":"succeeded","#
                + #""resource_id":"r","severity":"high","title":"t"}"#)
    }

    @Test(
        "A9: API names in SCREAMING_SNAKE",
        arguments: [
            ("GetBucketAcl", "GET_BUCKET_ACL"), ("DescribeDBInstances", "DESCRIBE_DB_INSTANCES"),
            ("AssumeRoleWithSAML", "ASSUME_ROLE_WITH_SAML"), ("ListMFADevices", "LIST_MFA_DEVICES"),
            ("DescribeVPCs", "DESCRIBE_VPCS"), ("ListSSHPublicKeys", "LIST_SSH_PUBLIC_KEYS"),
            ("ListObjectsV2", "LIST_OBJECTS_V2"), ("CreateFunction20150331", "CREATE_FUNCTION20150331"),
            ("GetFunction20150331v2", "GET_FUNCTION20150331V2"), ("ConsoleLogin", "CONSOLE_LOGIN"),
            ("createBucket", "CREATE_BUCKET"), ("Set-Thing.now ", "SET_THING_NOW"), ("A", "A"), ("IAM", "IAM"),
            ("EC2", "EC2"), ("X\u{202E}Y", "X_Y"), ("ApiCallRateInsight", "API_CALL_RATE_INSIGHT"),
        ])
    func action(name: String, action: String) {
        #expect(ActionName.screamingSnake(name) == action)
    }

    @Test("A9: an action always fits its column", arguments: [String(repeating: "Ab", count: 500), "9Lives", "", "日本"])
    func actionBounds(name: String) throws {
        guard let action = ActionName.screamingSnake(name) else {
            #expect(!name.hasPrefix("A"))
            return
        }
        #expect(try #/[A-Z][A-Z0-9_]{0,99}/#.wholeMatch(in: action) != nil)
    }

    @Test(
        "Severity",
        arguments: [
            (["readOnly": true], Severity.low),
            (["eventSource": "ec2.amazonaws.com", "eventName": "RunInstances", "readOnly": false], .medium),
            (["eventSource": "iam.amazonaws.com", "eventName": "CreateAccessKey", "readOnly": false], .high),
            (["eventSource": "iam.amazonaws.com", "eventName": "GetUser", "readOnly": true], .low),
            (["eventSource": "cloudtrail.amazonaws.com", "eventName": "StopLogging", "readOnly": false], .high),
            (["eventSource": "kms.amazonaws.com", "eventName": "Decrypt", "readOnly": true], .low),
            (["eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "readOnly": true], .low),
            (
                ["eventSource": "organizations.amazonaws.com", "eventName": "LeaveOrganization", "readOnly": "false"],
                .high
            ),
            (["readOnly": nil, "eventName": "PutObject"], .medium),
            (["readOnly": nil, "eventName": "GetObject"], .low),
            (["userIdentity": ["type": "Root"], "readOnly": true], .high),
            (Self.login("IAMUser", mfa: "No"), .high), (Self.login("IAMUser", mfa: "Yes"), .medium),
            (Self.login("IAMUser", mfa: nil), .high), (Self.login("AssumedRole", mfa: "No"), .medium),
            (Self.login("Root", mfa: "Yes"), .high),
            (["errorCode": "AccessDenied", "eventSource": "iam.amazonaws.com", "readOnly": false], .high),
        ] as [([String: JSONValue?], Severity)])
    func severity(changes: [String: JSONValue?], severity: Severity) throws {
        #expect(try TrailSample.mapped(changes).severity == severity)
    }

    static func login(_ type: JSONValue, mfa: JSONValue?) -> [String: JSONValue?] {
        [
            "eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin", "eventType": "AwsConsoleSignIn",
            "readOnly": false, "userIdentity": ["type": type, "userName": "jane", "accountId": "1"],
            "additionalEventData": mfa.map { ["MFAUsed": $0] }, "requestParameters": .null,
        ]
    }

    @Test(
        "C2: outcome",
        arguments: [
            ([:], EventOutcome.succeeded, nil), (["errorCode": "AccessDenied"], .denied, "AccessDenied"),
            (["errorCode": "Client.UnauthorizedOperation"], .denied, "Client.UnauthorizedOperation"),
            (["errorCode": "ThrottlingException"], .failed, "ThrottlingException"),
            (["errorMessage": "odd"], .failed, nil), (["errorCode": ""], .succeeded, nil),
            (
                login("IAMUser", mfa: "No").merging(
                    ["responseElements": ["ConsoleLogin": "Failure"], "errorMessage": "Failed authentication"]
                ) { $1 }, .denied, "ConsoleLoginFailure"
            ),
            (
                login("IAMUser", mfa: "No").merging(["responseElements": ["ConsoleLogin": "Success"]]) { $1 },
                .succeeded,
                nil
            ),
        ] as [([String: JSONValue?], EventOutcome, String?)])
    func outcome(changes: [String: JSONValue?], outcome: EventOutcome, code: String?) throws {
        let record = try TrailSample.mapped(changes)
        #expect(record.outcome == outcome)
        #expect(record.errorCode == code)
        #expect(outcome != .succeeded || record.errorMessage == nil)
    }

    struct Caller: Sendable {
        var identity: JSONValue
        var name: String?
        var method: String?
        var role: String?
        var email: String?
    }

    @Test(
        "A5 A6 A7 A8: who called",
        arguments: [
            Caller(
                identity: ["type": "Root", "arn": "arn:aws:iam::1:root", "accessKeyId": "K"], name: "root",
                method: "access-key"),
            Caller(
                identity: [
                    "type": "IAMUser", "userName": "jane", "accessKeyId": "ASIAX",
                    "sessionContext": ["attributes": ["mfaAuthenticated": "true"]],
                ], name: "jane", method: "temporary-credentials+mfa"),
            Caller(
                identity: [
                    "type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/Admin/jane@example.com",
                    "sessionContext": [
                        "sessionIssuer": ["userName": "Admin"], "attributes": ["mfaAuthenticated": "false"],
                    ],
                ], name: "Admin/jane@example.com", method: "assumed-role", role: "Admin", email: "jane@example.com"),
            Caller(
                identity: ["type": "AssumedRole", "sessionContext": ["sessionIssuer": ["userName": "Admin"]]],
                name: "Admin", method: "assumed-role", role: "Admin"),
            Caller(
                identity: ["type": "FederatedUser", "arn": "arn:aws:sts::1:federated-user/joe"], name: "joe",
                method: "federation-token"),
            Caller(
                identity: ["type": "AWSService", "invokedBy": "ssm.amazonaws.com"], name: "ssm.amazonaws.com",
                method: "aws-service"),
            Caller(
                identity: ["invokedBy": "ec2.amazonaws.com", "accountId": "1"], name: "ec2.amazonaws.com",
                method: "aws-service"),
            Caller(
                identity: ["type": "AWSAccount", "accountId": "42", "principalId": "AIDA"], name: "AIDA",
                method: "aws-account"),
            Caller(
                identity: ["type": "SAMLUser", "userName": "x", "identityProvider": "idp"], name: "x", method: "saml"),
            Caller(
                identity: ["type": "IdentityCenterUser", "onBehalfOf": ["userId": "u-1"]], name: "u-1",
                method: "identity-center"),
            Caller(identity: .null, name: nil, method: nil), Caller(identity: "odd", name: nil, method: nil),
        ])
    func caller(_ caller: Caller) throws {
        let record = try TrailSample.mapped(["userIdentity": caller.identity])
        #expect(record.actorUsername == caller.name)
        #expect(record.actorAuthMethod == caller.method)
        #expect(record.actorRoles == caller.role.map { [$0] })
        #expect(record.actorEmail == caller.email)
    }

    @Test(
        "A11 C2: what it was about",
        arguments: [
            (
                ["resources": [["ARNPrefix": "x"], ["ARN": "arn:aws:kms:eu:1:key/k", "type": "AWS::KMS::Key"]]],
                "AWS::KMS::Key", "arn:aws:kms:eu:1:key/k", "s3 GetBucketAcl: key/k"
            ),
            (
                ["eventSource": "iam.amazonaws.com", "requestParameters": ["roleName": "r", "policyArn": "p"]],
                "AWS::IAM::Role", "r", "iam GetBucketAcl: r"
            ),
            (
                [
                    "eventSource": "ec2.amazonaws.com", "eventName": "CreateSubnet",
                    "requestParameters": ["vpcId": "vpc-1"],
                    "responseElements": ["subnet": ["subnetId": "subnet-1", "vpcId": "vpc-1"]],
                ], "AWS::EC2::Subnet", "subnet-1", "ec2 CreateSubnet: subnet-1"
            ),
            (
                [
                    "eventSource": "ec2.amazonaws.com",
                    "requestParameters": ["instancesSet": ["items": [["instanceId": "i-1"], ["instanceId": "i-2"]]]],
                ], "AWS::EC2::Instance", "i-1", "ec2 GetBucketAcl: i-1"
            ),
            (
                [
                    "eventSource": "ssm.amazonaws.com", "eventName": "GetParameter",
                    "requestParameters": ["name": "/db/host"],
                ], "AWS::SSM::Parameter", "/db/host", "ssm GetParameter: /db/host"
            ),
            (["eventSource": "health.amazonaws.com"], nil, nil, "health GetBucketAcl"),
            (["requestParameters": .null], nil, nil, "s3 GetBucketAcl"),
        ] as [([String: JSONValue?], String?, String?, String)])
    func resource(changes: [String: JSONValue?], type: String?, id: String?, title: String) throws {
        let record = try TrailSample.mapped(changes)
        #expect(record.resourceType == type)
        #expect(record.resourceID == id)
        #expect(record.title == title)
    }

    @Test("Insights and service events become events too")
    func otherKinds() throws {
        let insight = try TrailSample.mapped([
            "eventName": nil, "eventSource": nil, "userIdentity": nil, "requestParameters": nil, "readOnly": nil,
            "eventType": "AwsCloudTrailInsight",
            "insightDetails": [
                "state": "Start", "eventSource": "ec2.amazonaws.com", "insightType": "ApiCallRateInsight",
            ],
        ])
        #expect(insight.action == "API_CALL_RATE_INSIGHT")
        #expect(insight.severity == .medium)
        #expect(insight.changes?["insight.state"] == ["new": "Start"])
        let service = try TrailSample.mapped([
            "eventType": "AwsServiceEvent", "serviceEventDetails": ["snapshotId": "snap-1"], "requestParameters": .null,
        ])
        #expect(service.changes == ["service.snapshotId": ["new": "snap-1"]])
    }

    @Test(
        "What is missing is named",
        arguments: [
            (["eventID": nil], "eventID"), (["eventTime": nil], "eventTime"), (["eventTime": "yesterday"], "eventTime"),
            (["eventName": nil], "eventName"), (["eventName": "42"], "eventName"), (["eventName": 42], "eventName"),
            (["eventID": .string(String(repeating: "x", count: 201))], "eventID"),
            (["eventID": nil, "eventTime": nil, "eventName": nil], "Not a CloudTrail record"),
        ] as [([String: JSONValue?], String)])
    func missing(changes: [String: JSONValue?], words: String) throws {
        let error = try #require(throws: LogExchangeError.self) { try TrailSample.mapped(changes) }
        #expect(error.message.hasPrefix(words))
    }
}
