// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Reads one HTTP/1 response as its bytes arrive (RFC 9112, sections 4, 6 and 7). Pure: bytes in, progress out.
struct HTTPAnswerReader {
    enum Progress: Hashable {
        case needsMore
        /// The answer is whole, or its body was cut at the limit.
        case complete
        /// What came is not HTTP, or broke its own framing.
        case malformed
    }

    /// Bodies are cut here.
    static let bodyLimit = 64 * 1_024
    /// Status line and fields together are refused above this, and so is a chunk's size line.
    static let headLimit = 32 * 1_024

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
    private(set) var body: [UInt8] = []
    private var phase = Phase.head
    private var line: [UInt8] = []
    private var headByteCount = 0
    private var fields: [(name: String, value: String)] = []

    mutating func take(_ bytes: some Sequence<UInt8>) -> Progress {
        for byte in bytes {
            let progress = take(byte)
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

    private mutating func take(_ byte: UInt8) -> Progress {
        switch phase {
        case .head, .chunkSize, .chunkEnd:
            guard byte == 0x0A else {
                line.append(byte)
                headByteCount += 1
                return headByteCount > Self.headLimit ? .malformed : .needsMore
            }
            if line.last == 0x0D { line.removeLast() }
            defer { line.removeAll(keepingCapacity: true) }
            return endLine(String(decoding: line, as: UTF8.self))
        case .counted(let left):
            phase = left > 1 ? .counted(left - 1) : .done
            return append(byte)
        case .chunk(let left):
            phase = left > 1 ? .chunk(left - 1) : .chunkEnd
            return append(byte)
        case .untilClose:
            return append(byte)
        case .done:
            return .complete
        }
    }

    private mutating func append(_ byte: UInt8) -> Progress {
        body.append(byte)
        if body.count >= Self.bodyLimit { phase = .done }
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
            let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            fields.append((text[..<colon].lowercased(), String(value)))
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
        if status == 204 || status == 304 {
            phase = .done
        } else if fields.contains(where: { $0.name == "transfer-encoding" && $0.value.lowercased() == "chunked" }) {
            phase = .chunkSize
        } else if let length = fields.first(where: { $0.name == "content-length" }) {
            guard let count = Int(length.value), count >= 0 else { return .malformed }
            phase = count == 0 ? .done : .counted(count)
        } else {
            phase = .untilClose
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
