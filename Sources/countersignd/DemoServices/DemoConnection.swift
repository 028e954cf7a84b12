// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import NIOCore

/// One connection to a stand-in: reads a request's head, answers as the present fault has it, and closes.
struct DemoConnection: Sendable {
    typealias Outbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// How the answers are delayed.
    struct Pace: Sendable, Hashable {
        /// How late a slow answer is.
        var delay = Duration.seconds(10)
        /// The time between two bytes of a dripping one.
        var drip = Duration.seconds(1)
        /// A request's head that is not there by then is given up, and so is a half-closed connection.
        var patience = Duration.seconds(30)
    }

    static let headLimit = 16 << 10
    /// Where a huge answer ends after all.
    static let hugeLimit = 1 << 30
    /// The bytes of an answer that is no HTTP.
    static let garbageLength = 64 << 10

    var answers: DemoAnswers
    var pace: Pace
    /// The fault at the moment when it is asked for.
    var fault: @Sendable () -> SourceFault

    /// Serves the connection; whatever ends it is its end.
    func serve(_ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
        let fault = fault()
        try? await channel.executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await exchange(inbound, outbound, fault) }
                // A peer that sends nothing, or never reads, is not waited for without end.
                group.addTask { try await Task.sleep(for: patience(fault)) }
                try await group.next()
                group.cancelAll()
            }
        }
    }

    private func patience(_ fault: SourceFault) -> Duration {
        fault == .huge || fault == .drip ? .seconds(600) : pace.patience + pace.delay
    }

    private func exchange(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: Outbound, _ fault: SourceFault
    ) async throws {
        var head = ByteBuffer()
        var isAnswered = false
        for try await var part in inbound {
            // A half-closed connection reads on until the peer closes its half too.
            if isAnswered { continue }
            head.writeBuffer(&part)
            guard head.readableBytes <= Self.headLimit else { return }
            if Data(head.readableBytesView).range(of: Data("\r\n\r\n".utf8)) == nil { continue }
            let line = String(buffer: head).prefix { !$0.isNewline }
            try await answer(String(line), outbound, fault)
            guard fault == .halfClosed else { return }
            isAnswered = true
        }
    }

    private func answer(_ requestLine: String, _ outbound: Outbound, _ fault: SourceFault) async throws {
        let answer = answers.answer(to: requestLine, at: .now)
        switch fault {
        case .ok, .down: try await outbound.write(ByteBuffer(string: answer.text))
        case .slow:
            try await Task.sleep(for: pace.delay)
            try await outbound.write(ByteBuffer(string: answer.text))
        case .internalError: try await outbound.write(ByteBuffer(string: Self.failure.text))
        case .garbage: try await outbound.write(ByteBuffer(bytes: garbage()))
        case .huge: try await writeHuge(answer, outbound)
        case .halfClosed:
            let body = answer.body.prefix(answer.body.count / 2)
            try await outbound.write(ByteBuffer(string: answer.head(length: answer.body.utf8.count + 4_096) + body))
            outbound.finish()
        case .wrongJSON: try await outbound.write(ByteBuffer(string: Self.wrongJSON(answer).text))
        case .drip:
            for byte in answer.text.utf8 {
                try await outbound.write(ByteBuffer(bytes: [byte]))
                try await Task.sleep(for: pace.drip)
            }
        }
    }

    private static let failure = DemoAnswer(
        500, "Internal Server Error", type: "text/html",
        body: "<html><head><title>500</title></head><body><h1>Internal Server Error</h1></body></html>\n")

    /// JSON that is none of the shapes asked for; it holds no cursor, so a reader stays where it is.
    private static func wrongJSON(_ answer: DemoAnswer) -> DemoAnswer {
        guard answer.type == "application/x-ndjson" else {
            return DemoAnswer(body: #"{"status":["fine",{"nested":true}],"service":7}"#)
        }
        return DemoAnswer(
            type: "application/x-ndjson",
            body: "{\"events\":[]}\n[1,2,3]\nnull\n{\"timestamp\":42,\"eventType\":null}\n\"text\"\n")
    }

    private func garbage() -> [UInt8] {
        var random = SeededNumbers(seed: answers.stream.seed, 0xBAD)
        return (0..<Self.garbageLength).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    /// Writes as fast as the peer reads, since a write waits until there is room.
    private func writeHuge(_ answer: DemoAnswer, _ outbound: Outbound) async throws {
        let start = answer.head(length: nil) + #"{"status":""#
        try await outbound.write(ByteBuffer(string: start))
        let part = ByteBuffer(repeating: UInt8(ascii: "x"), count: 64 << 10)
        var written = 0
        while written < Self.hugeLimit {
            try await outbound.write(part)
            written += part.readableBytes
        }
    }
}

extension Timestamp {
    /// The present, by this machine's clock.
    fileprivate static var now: Timestamp {
        Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}
