// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance

/// What came back from a health path.
struct HealthAnswer: Sendable, Hashable {
    /// Bodies are cut here.
    static let bodyLimit = 64 * 1_024

    var httpStatus: Int
    /// At most `bodyLimit` bytes.
    var body: Data
    /// Whether the body ended by itself or was cut at the limit; false where it broke off or ran into the deadline.
    var isComplete: Bool
}

/// What an answer says about the service. Pure, so that the rules can be read and tested in one place.
///
/// 2xx is live, unless the body is a JSON object whose `status` is not one of the words for healthy; any other HTTP
/// status is degraded, and so is an answer that began and did not end. No answer at all is offline.
struct HealthVerdict: Hashable {
    var state: SourceStatus.State
    var message: String

    /// The words for healthy that health endpoints use, in any case.
    static let healthyWords: Set<String> = ["ok", "healthy", "live", "up", "pass"]

    /// The longest word of a service that is repeated in a message.
    static let wordLimit = 60

    init(_ answer: HealthAnswer?) {
        guard let answer else {
            (state, message) = (.offline, SourceStatus.awaitingMessage)
            return
        }
        guard (200...299).contains(answer.httpStatus) else {
            (state, message) = (.degraded, "HTTP \(answer.httpStatus)")
            return
        }
        guard answer.isComplete else {
            (state, message) = (.degraded, "HTTP \(answer.httpStatus), but the answer did not end")
            return
        }
        guard let status = Self.reportedStatus(answer.body) else {
            (state, message) = (.live, "HTTP \(answer.httpStatus)")
            return
        }
        switch status {
        case .string(let word):
            state = Self.healthyWords.contains(word.lowercased()) ? .live : .degraded
            message = "status: \(word.prefix(Self.wordLimit))"
        default:
            (state, message) = (.degraded, "status: not a word")
        }
    }

    private struct Report: Decodable {
        var status: JSONValue?
    }

    /// The `status` of a JSON object; nil where the body is anything else, or has none.
    private static func reportedStatus(_ body: Data) -> JSONValue? {
        (try? JSONDecoder().decode(Report.self, from: body))?.status
    }
}
