// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

/// Reads one HTTP/1 response as its bytes arrive (RFC 9112, sections 4, 6 and 7). Pure: bytes in, progress out.
struct HTTPAnswerReader<Body: AnswerBody> {
    enum Progress: Hashable {
        case needsMore
        /// The answer is whole, or its body has had enough.
        case complete
        /// What came is not HTTP, or broke its own framing.
        case malformed
    }

    /// Status line and fields together are refused above this, and so is a chunk's size line.
    static var headLimit: Int { 32 * 1_024 }

    private enum Phase {
        case head
        /// So many bytes are left.
        case counted(Int)
        case chunkSize
        case chunk(Int)
        /// The line end after a chunk.
        case chunkEnd
        /// Until the connection is closed.
        case untilClose
        case done
    }

    /// The status code, once the head was read.
    private(set) var status: Int?
    /// The media type in lower case, without its parameters.
    private(set) var mediaType: String?
    private(set) var body: Body
    /// Whether only the end of the connection says where the body ends.
    private(set) var endsByClose = false
    private var phase = Phase.head
    private var line: [UInt8] = []
    private var headByteCount = 0
    private var fields: [(name: String, value: String)] = []

    init(body: Body) {
        self.body = body
    }

    mutating func take(_ bytes: ArraySlice<UInt8>) -> Progress {
        var rest = bytes
        while !rest.isEmpty {
            let progress: Progress
            switch phase {
            case .head, .chunkSize, .chunkEnd: progress = take(rest.removeFirst())
            case .counted(let left): progress = takeRun(&rest, left, more: Phase.counted, then: .done)
            case .chunk(let left): progress = takeRun(&rest, left, more: Phase.chunk, then: .chunkEnd)
            case .untilClose: progress = takeRun(&rest, rest.count, more: Phase.counted, then: .untilClose)
            case .done: return .complete
            }
            if progress != .needsMore { return progress }
        }
        if case .done = phase { return .complete }
        return .needsMore
    }

    /// The connection was closed.
    mutating func end() -> Progress {
        switch phase {
        case .untilClose, .done: .complete
        case .head, .counted, .chunkSize, .chunk, .chunkEnd: .malformed
        }
    }

    /// A byte of the head or of a chunk's frame.
    private mutating func take(_ byte: UInt8) -> Progress {
        guard byte == 0x0A else {
            line.append(byte)
            headByteCount += 1
            return headByteCount > Self.headLimit ? .malformed : .needsMore
        }
        if line.last == 0x0D { line.removeLast() }
        defer { line.removeAll(keepingCapacity: true) }
        return endLine(String(decoding: line, as: UTF8.self))
    }

    /// So many bytes of the body, or as many of them as there are.
    private mutating func takeRun(
        _ rest: inout ArraySlice<UInt8>, _ left: Int, more: (Int) -> Phase, then next: Phase
    ) -> Progress {
        let run = rest.prefix(left)
        rest = rest.dropFirst(run.count)
        phase = run.count < left ? more(left - run.count) : next
        if !body.take(run) { phase = .done }
        if case .done = phase { return .complete }
        return .needsMore
    }

    private mutating func endLine(_ text: String) -> Progress {
        switch phase {
        case .chunkSize:
            headByteCount = 0
            let digits = text.prefix { $0.isHexDigit }
            guard !digits.isEmpty, let size = Int(digits, radix: 16) else { return .malformed }
            phase = size == 0 ? .done : .chunk(size)
            return size == 0 ? .complete : .needsMore
        case .chunkEnd:
            phase = .chunkSize
            return text.isEmpty ? .needsMore : .malformed
        default:
            return endHeadLine(text)
        }
    }

    private mutating func endHeadLine(_ text: String) -> Progress {
        guard status != nil else {
            guard let code = Self.statusCode(text) else { return .malformed }
            status = code
            return .needsMore
        }
        guard text.isEmpty else {
            guard let colon = text.firstIndex(of: ":") else { return .malformed }
            let value = text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            fields.append((text[..<colon].lowercased(), value))
            return .needsMore
        }
        return endHead()
    }

    private mutating func endHead() -> Progress {
        defer { fields = [] }
        headByteCount = 0
        if let code = status, (100...199).contains(code) {
            // An interim answer; the real one follows.
            status = nil
            return .needsMore
        }
        mediaType = fields.first { $0.name == "content-type" }?.value.split(separator: ";").first.map {
            $0.trimmingCharacters(in: .whitespaces).lowercased()
        }
        if status == 204 || status == 304 {
            phase = .done
        } else if let encoding = fields.first(where: { $0.name == "transfer-encoding" }) {
            guard encoding.value.lowercased() == "chunked" else { return .malformed }
            phase = .chunkSize
        } else if let length = fields.first(where: { $0.name == "content-length" }) {
            guard let count = Int(length.value), count >= 0 else { return .malformed }
            phase = count == 0 ? .done : .counted(count)
        } else {
            phase = .untilClose
            endsByClose = true
        }
        if case .done = phase { return .complete }
        return .needsMore
    }

    /// `HTTP/1.1 200 OK` → 200.
    private static func statusCode(_ text: String) -> Int? {
        let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "HTTP/1.1" || parts[0] == "HTTP/1.0", parts[1].utf8.count == 3,
            let code = Int(parts[1]), (100...599).contains(code)
        else { return nil }
        return code
    }
}
