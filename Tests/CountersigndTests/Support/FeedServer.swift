// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import GovernanceTestSupport
import Synchronization

/// A source on an ephemeral loopback port: it has lines, answers `GET …?after=&limit=` with what comes after a cursor, and
/// can be told to go wrong while it runs.
final class FeedServer: Sendable {
    enum Conduct: Sendable, Hashable {
        case answers
        case status(Int)
        case redirects(to: String)
        case hangs
        case resets
        /// HTTP, then this many bytes without a line end.
        case floods(Int)
        /// HTTP, the first lines, then a byte every 20 ms.
        case drips
        /// Half of the answer, then it says nothing more and keeps the connection.
        case halfCloses
    }

    struct Line: Sendable {
        var text: String
        /// Nil where the line names none.
        var cursor: String?
    }

    /// What the server and its connections share.
    private final class State: Sendable {
        struct Value {
            var conduct: Conduct
            var lines: [Line]
            var asked: [String?] = []
        }

        private let value: Mutex<Value>

        init(_ lines: [Line], _ conduct: Conduct) {
            value = Mutex(Value(conduct: conduct, lines: lines))
        }

        func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
            value.withLock { value in
                var copy = value
                defer { value = copy }
                return body(&copy)
            }
        }
    }

    private let listener: LoopbackListener
    private let state: State

    var url: String { listener.url }
    var port: UInt16 { listener.port }
    /// The cursors that were asked with, the first one first.
    var asked: [String?] { state.withLock { $0.asked } }

    func conduct(_ conduct: Conduct) {
        state.withLock { $0.conduct = conduct }
    }

    func append(_ lines: [Line]) {
        state.withLock { $0.lines += lines }
    }

    init(_ lines: [Line] = [], conduct: Conduct = .answers) throws {
        let state = State(lines, conduct)
        self.state = state
        listener = try LoopbackListener { Self.serve($0, state) }
    }

    private static func serve(_ connection: LoopbackConnection, _ state: State) {
        guard let request = connection.readRequest() else { return }
        let parts = request.split(separator: " ")
        guard parts.count > 1, let target = URLComponents(string: String(parts[1])) else { return }
        guard target.path == "/v1/audit/events" else {
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"status\":\"ok\"}")
            return
        }
        func value(_ name: String) -> String? { target.queryItems?.first { $0.name == name }?.value }
        let after = value("after")
        let limit = value("limit").flatMap(Int.init) ?? 100
        let (conduct, lines) = state.withLock { state in
            state.asked.append(after)
            let start = after.flatMap { after in state.lines.firstIndex { $0.cursor == after }.map { $0 + 1 } } ?? 0
            return (state.conduct, state.lines[start...].prefix(limit).map(\.text))
        }
        answer(lines, conduct, connection)
    }

    private static func answer(_ lines: [String], _ conduct: Conduct, _ connection: LoopbackConnection) {
        let body = lines.map { $0 + "\n" }.joined()
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n"
        switch conduct {
        case .answers:
            connection.write("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        case .status(let code):
            connection.write("HTTP/1.1 \(code) No\r\nContent-Length: 0\r\n\r\n")
        case .redirects(let place):
            connection.write("HTTP/1.1 302 Away\r\nLocation: \(place)\r\nContent-Length: 0\r\n\r\n")
        case .hangs:
            connection.waitForHangup()
        case .resets:
            connection.endWithReset()
        case .floods(let byteCount):
            connection.write("\(head)Content-Length: \(byteCount)\r\n\r\n")
            connection.flood(byteCount)
        case .drips:
            let start = lines.prefix(2).map { $0 + "\n" }.joined()
            connection.write("\(head)Content-Length: 1000000000\r\n\r\n\(start)")
            connection.drip()
        case .halfCloses:
            let half = body.prefix(body.count / 2)
            connection.write("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(half)")
            connection.closeHalf()
            connection.waitForHangup()
        }
    }
}

extension FeedServer.Line {
    /// A good line of the contract.
    static func event(_ number: Int) -> FeedServer.Line {
        FeedServer.Line(
            text: """
                {"id":"e-\(number)","cursor":"c\(number)","timestamp":"2026-11-24T12:00:00Z",\
                "eventType":"tool_execution","principal":"agent","toolId":"tool-\(number % 7)","decision":"allowed",\
                "statusCode":200,"latencyMs":\(number % 100)}
                """, cursor: "c\(number)")
    }

    static func events(_ numbers: ClosedRange<Int>) -> [FeedServer.Line] { numbers.map(event) }

    /// A line that cannot be taken; with a cursor it can be stepped over.
    static func garbage(_ text: String, cursor: String? = nil) -> FeedServer.Line {
        FeedServer.Line(text: text, cursor: cursor)
    }
}
