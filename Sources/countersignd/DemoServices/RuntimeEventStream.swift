// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// The endless stream of runtime events of one stand-in service.
///
/// Every event follows from the seed, the service, the rate and the event's number alone: nothing is kept, and a service
/// that is started anew tells the same events. Events are numbered from the beginning of 2026, `rate` a second; event
/// `n` happens within the `n`th interval, so numbers and times have the same order. Since another seed or rate numbers
/// other events, both stand in every id and cursor.
struct RuntimeEventStream: Sendable {
    /// The time of number 0.
    static let epoch = Timestamp(rfc3339: "2026-01-01T00:00:00Z") ?? Timestamp(microseconds: 0)
    /// What one session has of events, and how many sessions of a service go on at a time.
    static let sessionLength: Int64 = 24
    static let lanes: Int64 = 4

    var source: DemoSource
    var seed: UInt64
    /// Microseconds from one event to the next.
    var interval: Int64

    /// A stream of `rate` events a second, from one in an hour to 10,000 a second; others are held to these limits.
    init(source: DemoSource, seed: UInt64, rate: Double) {
        self.source = source
        self.seed = seed
        interval = Int64(1_000_000 / min(max(rate, 1.0 / 3_600), 10_000))
    }

    /// The number of the last event that has happened by then; negative before the first one.
    func lastNumber(at time: Timestamp) -> Int64 {
        let passed = time.microseconds - Self.epoch.microseconds
        return passed < 0 ? -1 : passed / interval - 1
    }

    /// What seed and rate make of the stream: `1.200000` is seed 1 and an event every 200,000 microseconds.
    private var series: String { "\(seed).\(interval)" }

    /// The cursor of an event, of characters that stand unescaped in a URL's query.
    func cursor(of number: Int64) -> String { "\(series).\(number)" }

    /// The number of the event whose cursor it is; nil where it is none of this stream's.
    func number(ofCursor cursor: String) -> Int64? {
        let prefix = series + "."
        guard cursor.hasPrefix(prefix), let number = Int64(cursor.dropFirst(prefix.count)),
            (0..<1 << 53).contains(number), cursor == self.cursor(of: number)
        else { return nil }
        return number
    }

    /// The id is unique among services, seeds and rates.
    func line(_ number: Int64) -> String {
        JSONValue.object(event(number)).jsonText
    }

    func event(_ number: Int64) -> [String: JSONValue] {
        var random = SeededNumbers(seed: seed, salt, UInt64(bitPattern: number))
        let moment = Self.epoch.microseconds + number * interval + Int64.random(in: 0..<interval, using: &random)
        var event = session(of: number)
        event["id"] = .string("\(source.rawValue)-\(cursor(of: number))")
        event["cursor"] = .string(cursor(of: number))
        event["timestamp"] = .string(Timestamp(microseconds: moment).rfc3339)
        event["decision"] = .string("allowed")
        event["reasonCode"] = .string("")
        let step = number / Self.lanes % Self.sessionLength
        switch step {
        case 0: begin(&event)
        case 1: filter(&event, &random)
        case Self.sessionLength - 1: end(&event, &random)
        default: act(&event, &random)
        }
        return event
    }

    /// The service, as a number.
    private var salt: UInt64 { UInt64(DemoSource.allCases.firstIndex(of: source) ?? 0) }

    /// Who acts, for whom and under which profile: the same for all events of a session.
    private func session(of number: Int64) -> [String: JSONValue] {
        let lane = number % Self.lanes
        let ordinal = number / Self.lanes / Self.sessionLength
        var random = SeededNumbers(seed: seed, salt, 1 << 40, UInt64(bitPattern: ordinal * Self.lanes + lane))
        let person = random.choose(Self.people)
        var members: [String: JSONValue] = [
            "sessionId": .string("\(source.rawValue)-session-\(series).\(ordinal * Self.lanes + lane)"),
            "principal": .string(person), "agentProfile": .string(random.choose(Self.profiles)),
        ]
        if !random.isOne(in: 3) {
            let agent = random.choose(Self.agents)
            members["lineage"] = .object([
                "delegatedBy": .string(person), "delegationId": .string("del-\(random.next() % 100_000)"),
                "actor": .object(["sub": .string(agent), "client_id": .string("open-cli")]),
            ])
        }
        return members
    }

    static let people = ["operator_1", "operator_2", "finance_1", "auditor_1", "ada.reyes", "tomas.lind"]
    private static let profiles = ["operations", "triage", "billing", "read-only"]
    private static let agents = [
        "agent:worker-alpha", "agent:worker-analyst-delta", "agent:placement", "agent:reports",
    ]
}
