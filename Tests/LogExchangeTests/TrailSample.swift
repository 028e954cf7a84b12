// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance

@testable import LogExchange

/// CloudTrail records made for tests, in the shapes that AWS documents.
enum TrailSample {
    /// A record with everything that a mapping needs; `changes` replace or (with nil) remove top-level fields.
    static func record(_ number: Int = 1, _ changes: [String: JSONValue?] = [:]) -> JSONValue {
        var fields: [String: JSONValue] = [
            "eventVersion": "1.08",
            "userIdentity": [
                "type": "IAMUser", "principalId": "AIDAEXAMPLE", "arn": "arn:aws:iam::111122223333:user/jane",
                "accountId": "111122223333", "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "userName": "jane",
            ],
            "eventTime": "2023-07-10T11:42:24Z", "eventSource": "s3.amazonaws.com", "eventName": "GetBucketAcl",
            "awsRegion": "us-east-1", "sourceIPAddress": "192.0.2.7", "userAgent": "[aws-cli/2.12]",
            "requestParameters": ["bucketName": "evidence", "acl": ""], "responseElements": .null,
            "requestID": .string("REQ\(number)"), "eventID": .string("event-\(number)"), "readOnly": true,
            "eventType": "AwsApiCall", "recipientAccountId": "111122223333", "eventCategory": "Management",
        ]
        for (key, value) in changes { fields[key] = value }
        return .object(fields)
    }

    /// The record as AWS writes it: compact, `eventVersion` first.
    static func text(_ record: JSONValue) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        guard case .object(var fields) = record else { return "" }
        let version = try encoder.encode(fields.removeValue(forKey: "eventVersion") ?? "1.08")
        let rest = String(decoding: try encoder.encode(fields), as: UTF8.self).dropFirst()
        return "{\"eventVersion\":\(String(decoding: version, as: UTF8.self)),\(rest)"
    }

    static func text(numbers: ClosedRange<Int>) throws -> [String] {
        try numbers.map { try text(record($0)) }
    }

    static func trail(_ records: [String]) -> String {
        "{\"Records\":[\(records.joined(separator: ","))]}"
    }

    static func mapped(_ changes: [String: JSONValue?]) throws -> ImportRecord {
        var reader = RecordReader(format: .cloudtrail)
        return try reader.importRecord(from: Array(text(record(1, changes)).utf8))
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByArrayLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int64) { self = .integer(value) }
}
