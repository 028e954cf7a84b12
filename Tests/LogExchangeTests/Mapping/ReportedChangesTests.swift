// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Testing

@testable import LogExchange

@Suite("What a source reports, bounded and without secrets")
struct ReportedChangesTests {
    @Test("C46: texts under keys that name secrets are redacted, at any depth")
    func secrets() throws {
        let record = try TrailSample.mapped([
            "requestParameters": [
                "password": "hunter2", "newPassword": ["a", ["b": "hunter2"]], "secretString": "hunter2",
                "X-Amz-Security-Token": "hunter2", "MasterUserPassword": "hunter2", "private_key": "hunter2",
                "authenticationCode1": "hunter2", "note": "key AKIAIOSFODNN7EXAMPLE, and ASIAIOSFODNN7EXAMPLE.",
                "secretId": "db/prod", "passwordResetRequired": true, "minimumPasswordLength": 8,
                "httpTokens": "optional", "empty": "",
            ],
            "responseElements": [
                "credentials": ["accessKeyId": "hunter2", "sessionToken": "hunter2", "expiration": "hunter2"],
                "accessKey": ["accessKeyId": "hunter2", "status": "Active"],
            ],
            "errorCode": "Odd", "errorMessage": "no AKIAIOSFODNN7EXAMPLE here",
        ])
        let encoder = JSONEncoder()
        #expect(!String(decoding: try encoder.encode(record), as: UTF8.self).contains("hunter2"))
        #expect(!String(decoding: try encoder.encode(record), as: UTF8.self).contains("IOSFODNN7"))
        let changes = try #require(record.changes)
        #expect(changes["password"] == ["new": "[redacted]"])
        #expect(changes["newPassword"] == ["new": ["[redacted]", ["b": "[redacted]"]]])
        #expect(changes["note"] == ["new": "key [redacted], and [redacted]."])
        #expect(changes["response.accessKey"] == ["new": ["accessKeyId": "[redacted]", "status": "Active"]])
        // Names and settings stay, since they are what an auditor looks for.
        #expect(changes["secretId"] == ["new": "db/prod"])
        #expect(changes["passwordResetRequired"] == ["new": true])
        #expect(changes["minimumPasswordLength"] == ["new": 8])
        #expect(changes["httpTokens"] == ["new": "optional"])
        #expect(record.errorMessage == "no [redacted] here")
    }

    @Test(
        "Only whole access key ids are taken out", arguments: ["AKIAIOSFODNN7EXAMPL", "XAKIAIOSFODNN7EXAMPLE", "AKIA"])
    func keyIDs(text: String) {
        #expect(SecretRedaction.redacted(text) == text)
    }

    @Test(
        "Numbers: integers up to 2^53, everything else as text",
        arguments: [
            ("9007199254740992", .integer(9_007_199_254_740_992)), ("9007199254740993", "9007199254740993"),
            ("-9007199254740993", "-9007199254740993"), ("0.1", "0.1"), ("-12.50", "-12.50"), ("1e2", "1e2"),
            ("-0", .integer(0)),
            ("123456789012345678901234567890", "123456789012345678901234567890"), ("1e300", "1e300"), ("true", true),
        ] as [(String, JSONValue)])
    func numbers(text: String, value: JSONValue) throws {
        #expect(JSONTree.value(of: Array("[\(text)]".utf8)) == [value])
    }

    @Test("The largest values give way first, visibly")
    func largest() throws {
        var changes = ReportedChanges()
        let large = (0..<20).map { JSONValue.string("\($0)" + String(repeating: "x", count: 3_000)) }
        changes.add(["large": .array(large), "small": "kept", "long": .string(String(repeating: "é", count: 5_000))])
        let value = try #require(changes.value)
        #expect(value["small"] == ["new": "kept"])
        #expect(value["large"]?["new"]?.text?.hasPrefix("[cut, ") == true)
        #expect(value["long"]?["new"]?.text?.hasSuffix(" … [cut, 5000 characters]") == true)
        #expect(value["long"]?["new"]?.text?.unicodeScalars.count == ReportedChanges.textLimit)
    }

    @Test("Whatever comes, the changes stay under their limit", arguments: 0..<20 as Range<UInt64>)
    func limit(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var members: [String: JSONValue] = [:]
        for index in 0..<Int.random(in: 1...4_000, using: &random) {
            let text = String(repeating: ["x", "\u{1}", "😀", "\""].randomElement(using: &random) ?? "", count: 40)
            members["\(text.prefix(Int.random(in: 0...40, using: &random)))\(index)"] = .array([
                .string(String(text.prefix(Int.random(in: 0...40, using: &random)))), 1,
            ])
        }
        var changes = ReportedChanges()
        changes.add(.object(members))
        let value = try #require(changes.value)
        #expect(ReportedChanges.size(value) <= ReportedChanges.limit)
        #expect(try JSONEncoder().encode(value).count <= 32_768)
        guard case .object(let kept) = value else { return }
        #expect(kept.count == members.count || kept["…"] != nil)
    }

    @Test("Hostile text stays data, in the lengths that PostgreSQL allows")
    func hostile() throws {
        let hostile = "\u{1B}]0;x\u{7}\u{202E}\u{200B}'; drop table event; --\0"
        let long = String(repeating: hostile + "😀", count: 3_000)
        let record = try TrailSample.mapped([
            "userIdentity": ["type": "IAMUser", "userName": .string(long), "arn": .string(long)],
            "eventName": .string("Get" + hostile), "sourceIPAddress": .string(long), "userAgent": .string(long),
            "awsRegion": .string(long), "recipientAccountId": .string(long), "requestID": .string(long),
            "errorCode": .string(long), "errorMessage": .string(long), "eventSource": .string(long),
            "resources": [["ARN": .string(long), "type": .string(long)]],
            "requestParameters": .object(["bucketName": .string(hostile), hostile: .string(long)]),
        ])
        let text = String(decoding: try JSONEncoder().encode(record), as: UTF8.self)
        #expect(!text.contains("\\u0000"))
        #expect(text.utf8.count <= 60_000)
        #expect(record.changes?["bucketName"] == ["new": .string(hostile.replacing("\0", with: "\u{2400}"))])
        func length(_ text: String?) -> Int { text?.unicodeScalars.count ?? 0 }
        #expect(length(record.title) == 200)
        #expect(record.title.hasSuffix("characters]"))
        #expect(length(record.detail) <= 4_000)
        #expect(length(record.actorUsername) == 512)
        #expect(length(record.clientAddress) == 255)
        #expect(length(record.resourceType) == 100)
        #expect(length(record.resourceID) <= 1_024)
        #expect((record.resourceID ?? "").utf8.count <= 2_000)
        #expect([record.tenant, record.environment, record.correlationID].allSatisfy { length($0) == 200 })
        #expect(length(record.errorCode) == 100)
        #expect(length(record.errorMessage) <= 2_000)
    }

    @Test("Text is cut with a mark that tells its length", arguments: [("abc", 3, "abc"), ("", 5, ""), ("é", 1, "é")])
    func short(text: String, limit: Int, result: String) {
        #expect(BoundedText.cut(text, to: limit) == result)
    }

    @Test("A cut text is exactly as long as it may be")
    func cut() {
        let text = BoundedText.cut(String(repeating: "e\u{301}", count: 100), to: 50)
        #expect(text.unicodeScalars.count == 50)
        #expect(text.hasSuffix(" … [cut, 200 characters]"))
    }
}
