// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What PostgreSQL answered to a governed call. A refusal is an answer like any other, and is in the trail.
public struct ActionResult: Sendable, Hashable, Codable {
    public enum Outcome: String, Sendable, Hashable, Codable {
        case succeeded
        case denied
        case failed
    }

    public var outcome: Outcome
    /// Empty on success, else one of `RefusalCode` or a newer schema's code.
    public var code: String
    /// Words for a person.
    public var message: String
    public var requestID: String?
    public var eventID: String?

    public init(
        outcome: Outcome, code: String = "", message: String = "", requestID: String? = nil, eventID: String? = nil
    ) {
        self.outcome = outcome
        self.code = code
        self.message = message
        self.requestID = requestID
        self.eventID = eventID
    }

    private enum CodingKeys: String, CodingKey {
        case outcome
        case code
        case message
        case requestID = "request_id"
        case eventID = "event_id"
    }

    /// All five keys are always present; what is missing is null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(outcome, forKey: .outcome)
        try container.encode(code, forKey: .code)
        try container.encode(message, forKey: .message)
        try container.encode(requestID, forKey: .requestID)
        try container.encode(eventID, forKey: .eventID)
    }
}
