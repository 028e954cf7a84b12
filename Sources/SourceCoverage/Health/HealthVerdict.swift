// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance

/// What an answer says about the service. Pure, so that the rules can be read and tested in one place.
///
/// 2xx is live, unless the body is a JSON object whose `status` is not one of the words for healthy; any other HTTP
/// status is degraded, and so is an answer that began and did not end. No answer at all is offline.
struct HealthVerdict: Hashable {
    var state: SourceStatus.State
    var message: String
    /// The `version` of a JSON object, where it is a text; only a live or degraded service has one.
    var version: String?

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
        let report = try? JSONDecoder().decode(Report.self, from: answer.body)
        if case .string(let version)? = report?.version, !version.isEmpty {
            self.version = String(version.prefix(Self.wordLimit))
        }
        guard let status = report?.status else {
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

    /// What is read of a JSON object; nothing where the body is anything else.
    private struct Report: Decodable {
        var status: JSONValue?
        var version: JSONValue?
    }
}
