// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// An answer over HTTP/1.1, one a connection.
struct DemoAnswer: Sendable, Hashable {
    var status: Int
    var reason: String
    var type: String
    var body: String

    init(_ status: Int = 200, _ reason: String = "OK", type: String = "application/json", body: String) {
        self.status = status
        self.reason = reason
        self.type = type
        self.body = body
    }

    var text: String { head(length: body.utf8.count) + body }

    /// The head, with the length that it promises; nil promises none, and the body ends with the connection.
    func head(length: Int?) -> String {
        let length = length.map { "Content-Length: \($0)\r\n" } ?? ""
        return "HTTP/1.1 \(status) \(reason)\r\nContent-Type: \(type)\r\n\(length)Connection: close\r\n\r\n"
    }
}

/// What a stand-in answers when nothing is wrong: a pure function of the request line and the time.
struct DemoAnswers: Sendable {
    /// Lines in one answer where the reader does not say.
    static let defaultLimit = 100
    static let maximumLimit = 1_000

    var stream: RuntimeEventStream
    /// How far back the events go that can be read, in microseconds. There is always one at least.
    var history: Int64

    /// Answers a request line such as `GET /v1/audit/events?after=7&limit=100 HTTP/1.1`.
    func answer(to requestLine: String, at time: Timestamp) -> DemoAnswer {
        let parts = requestLine.split(separator: " ").map(String.init)
        guard parts.count == 3, parts[2].hasPrefix("HTTP/1.") else {
            return DemoAnswer(400, "Bad Request", body: #"{"error":"not a request of HTTP/1.1"}"#)
        }
        guard parts[0] == "GET" else {
            return DemoAnswer(405, "Method Not Allowed", body: #"{"error":"only GET is answered"}"#)
        }
        let target = parts[1].split(separator: "?", maxSplits: 1).map(String.init)
        switch target.first {
        case "/healthz":
            return DemoAnswer(body: #"{"service":"\#(stream.source.rawValue)","status":"ok","version":"demo"}"#)
        case "/v1/audit/events": return events(query: target.count == 2 ? target[1] : "", at: time)
        default: return DemoAnswer(404, "Not Found", body: #"{"error":"no such path"}"#)
        }
    }

    private func events(query: String, at time: Timestamp) -> DemoAnswer {
        var after: Int64?
        var limit = Self.defaultLimit
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            // A reader that comes with a cursor of another seed, rate or service could never make a right one of it.
            // So it begins like one that has none.
            case "after": after = stream.number(ofCursor: parts[1])
            case "limit":
                guard let number = Int(parts[1]), number > 0 else {
                    return DemoAnswer(400, "Bad Request", body: #"{"error":"limit: a number from 1 on"}"#)
                }
                limit = min(number, Self.maximumLimit)
            default: break
            }
        }
        let last = stream.lastNumber(at: time)
        let oldest = max(0, last + 1 - max(1, history / stream.interval))
        let first = max(oldest, after.map { $0 + 1 } ?? oldest)
        var body = ""
        if first <= last {
            for number in first...min(last, first + Int64(limit) - 1) { body += stream.line(number) + "\n" }
        }
        return DemoAnswer(type: "application/x-ndjson", body: body)
    }
}
