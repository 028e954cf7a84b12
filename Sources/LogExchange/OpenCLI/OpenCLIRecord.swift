// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// One runtime event of Open CLI, checked against the contract (the article "The feed of runtime events").
///
/// Source: the Open CLI project, `pkg/audit/store.go` (the event) and `internal/runtime/server.go` (what is recorded).
struct OpenCLIRecord {
    /// Who acted for whom; what a token of RFC 8693 says.
    struct Lineage {
        var delegatedBy: String?
        var delegationID: String?
        /// The claims of the acting party, e.g. `sub`.
        var actor: [String: String] = [:]
    }

    var occurredAt: Timestamp
    var eventType: String
    var action: String
    var principal: String?
    var lineage = Lineage()
    var sessionID: String?
    var agentProfile: String?
    var toolID: String?
    var serviceID: String?
    var targetBaseURL: String?
    var decision: String?
    var reasonCode: String?
    var method: String?
    var path: String?
    var authScheme: String?
    /// In bytes.
    var requestSize: Int64?
    var statusCode: Int64?
    /// In milliseconds.
    var latency: Int64?
    var retryCount: Int64?

    /// - Throws: `LogExchangeError` that names the first field which breaks the contract.
    init(fields: OpenCLIFields) throws(LogExchangeError) {
        guard fields["timestamp"] != nil else {
            throw LogExchangeError(.notALog, "timestamp: missing; without it this is no runtime event of Open CLI.")
        }
        guard let time = try fields.text("timestamp"), Self.isTime(time), let occurredAt = Timestamp(rfc3339: time)
        else {
            throw LogExchangeError(
                .invalidRecord, "timestamp: not a time of RFC 3339 such as 2026-04-16T09:30:00.125Z.")
        }
        guard let type = try fields.text("eventType"), Self.isTypeName(type),
            let action = ActionName.screamingSnake(type)
        else {
            throw LogExchangeError(
                .invalidRecord,
                "eventType: missing, or not a letter and at most 99 more letters, digits and . _ : - after it.")
        }
        self.occurredAt = occurredAt
        eventType = type
        self.action = action
        principal = try fields.text("principal")
        lineage = try fields.lineage()
        sessionID = try fields.text("sessionId")
        agentProfile = try fields.text("agentProfile")
        toolID = try fields.text("toolId")
        serviceID = try fields.text("serviceId")
        targetBaseURL = try fields.text("targetBaseUrl")
        decision = try fields.text("decision")
        reasonCode = try fields.text("reasonCode")
        method = try fields.text("method")
        path = try fields.text("path")
        authScheme = try fields.text("authScheme")
        requestSize = try fields.count("requestSize")
        statusCode = try fields.count("statusCode", limit: 999)
        latency = try fields.count("latencyMs")
        retryCount = try fields.count("retryCount")
    }

    /// The names above and those of the feed line; every other field is kept as `changes`.
    static let knownFields: Set<String> = [
        "id", "cursor", "timestamp", "eventType", "principal", "lineage", "sessionId", "agentProfile", "toolId",
        "serviceId", "targetBaseUrl", "decision", "reasonCode", "method", "path", "authScheme", "requestSize",
        "statusCode", "latencyMs", "retryCount",
    ]

    private static func isTypeName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 100 else { return false }
        return isLetter(first) && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || "._:-".utf8.contains($0) }
    }

    /// RFC 3339 with `T`, a fraction of at most nine digits, and `Z` or an offset.
    private static func isTime(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes[10] | 0x20 == UInt8(ascii: "t") else { return false }
        guard bytes[19] == ASCII.point else { return true }
        return (1...9).contains(bytes[20...].prefix(while: isDigit).count)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
