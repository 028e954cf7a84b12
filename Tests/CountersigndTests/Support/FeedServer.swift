// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

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

    private struct State {
        var conduct = Conduct.answers
        var lines: [Line]
        var asked: [String?] = []
    }

    let port: UInt16
    private let listener: Int32
    private let state: Mutex<State>

    var url: String { "http://127.0.0.1:\(port)" }
    /// The cursors that were asked with, the first one first.
    var asked: [String?] { state.withLock { $0.asked } }

    func conduct(_ conduct: Conduct) {
        state.withLock { $0.conduct = conduct }
    }

    func append(_ lines: [Line]) {
        state.withLock { $0.lines += lines }
    }

    init(_ lines: [Line] = [], conduct: Conduct = .answers) throws {
        state = Mutex(State(conduct: conduct, lines: lines))
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread { [weak self] in
                    self?.serve(connection)
                    close(connection)
                }
            }
        }
    }

    deinit {
        // Wakes the accepting thread, which ends.
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func serve(_ connection: Int32) {
        guard let request = Self.readRequest(connection) else { return }
        let parts = request.split(separator: " ")
        guard parts.count > 1, let target = URLComponents(string: String(parts[1])) else { return }
        guard target.path == "/v1/audit/events" else {
            Self.write("HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"status\":\"ok\"}", to: connection)
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

    private func answer(_ lines: [String], _ conduct: Conduct, _ connection: Int32) {
        let body = lines.map { $0 + "\n" }.joined()
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n"
        switch conduct {
        case .answers:
            Self.write("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)", to: connection)
        case .status(let code):
            Self.write("HTTP/1.1 \(code) No\r\nContent-Length: 0\r\n\r\n", to: connection)
        case .redirects(let place):
            Self.write("HTTP/1.1 302 Away\r\nLocation: \(place)\r\nContent-Length: 0\r\n\r\n", to: connection)
        case .hangs:
            Self.waitForHangup(connection)
        case .resets:
            var lingering = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
        case .floods(let byteCount):
            Self.write("\(head)Content-Length: \(byteCount)\r\n\r\n", to: connection)
            let block = String(repeating: "x", count: 65_536)
            var left = byteCount
            while left > 0, Self.write(block, to: connection) { left -= block.utf8.count }
        case .drips:
            Self.write(
                "\(head)Content-Length: 1000000000\r\n\r\n\(lines.prefix(2).map { $0 + "\n" }.joined())", to: connection
            )
            while !Self.waitForHangup(connection, milliseconds: 20), Self.write(" ", to: connection) {}
        case .halfCloses:
            Self.write(
                "\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body.prefix(body.count / 2))", to: connection)
            shutdown(connection, Int32(SHUT_WR))
            Self.waitForHangup(connection)
        }
    }

    private static func readRequest(_ connection: Int32) -> String? {
        var request: [UInt8] = []
        var byte: UInt8 = 0
        while recv(connection, &byte, 1, 0) == 1 {
            request.append(byte)
            if request.suffix(4) == [13, 10, 13, 10] { return String(decoding: request, as: UTF8.self) }
        }
        return nil
    }

    @discardableResult
    private static func write(_ text: String, to connection: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    @discardableResult
    private static func waitForHangup(_ connection: Int32, milliseconds: Int32 = -1) -> Bool {
        var entry = pollfd(fd: connection, events: Int16(POLLIN | 0x2000), revents: 0)
        return poll(&entry, 1, milliseconds) > 0
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
