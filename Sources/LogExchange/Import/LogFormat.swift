// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// What the files of an import hold. The raw value is the format's name on the command line, and the origin of its
/// records where no other is given.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// AWS CloudTrail: `{"Records": […]}`, an array, or one record a line.
    case cloudtrail
    /// The runtime audit of Open CLI, or a feed of runtime events: one event a line, or an array.
    case opencli
    /// GitLab's audit events: pages of its API, single events, or `audit_json.log`.
    case gitlab

    /// What such a file holds, for a person.
    public var contents: String {
        switch self {
        case .cloudtrail: "CloudTrail records"
        case .opencli: "runtime events of Open CLI"
        case .gitlab: "GitLab audit events"
        }
    }

    /// The key of the array that holds the records; nil where the format has none.
    var recordsKey: String? {
        self == .cloudtrail ? CloudTrailMapping.recordsKey : nil
    }

    /// With which keys a producer begins its records, so that a reader finds the next one after a damaged one.
    var recordStartKeys: [String] {
        switch self {
        case .cloudtrail: CloudTrailMapping.recordStartKeys
        case .opencli: ["timestamp"]
        case .gitlab: ["id", "severity"]
        }
    }

    /// The format that a record shows by its members; nil where it shows none.
    static func recognized(in record: JSONValue) -> LogFormat? {
        guard case .object(let members) = record else { return nil }
        func has(_ names: String...) -> Bool { names.allSatisfy { members[$0] != nil } }
        if has("eventID", "eventTime") || has("eventSource", "eventName") { return .cloudtrail }
        if has("timestamp", "eventType") || has("timestamp", "toolId") { return .opencli }
        if has("author_id", "entity_type") || has("author_id", "entity_id") { return .gitlab }
        return nil
    }
}
