// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Crypto

/// Cuts a body into lines as it comes. Pure: bytes in, lines out.
struct FeedBody: AnswerBody {
    private let limits: FeedLimits
    /// Whole lines; empty ones are left out.
    private(set) var lines: [FeedLine] = []
    /// Whether the limits ended it, so that there is more to be had.
    private(set) var isCut = false
    private(set) var byteCount = 0
    private var keptByteCount = 0
    private var current: [UInt8] = []
    private var currentLength = 0
    /// Of a line that is longer than what is kept of it.
    private var hash: SHA256?

    init(limits: FeedLimits) {
        self.limits = limits
    }

    mutating func take(_ bytes: ArraySlice<UInt8>) -> Bool {
        byteCount += bytes.count
        var rest = bytes
        while let end = rest.firstIndex(of: 0x0A) {
            add(rest[rest.startIndex..<end])
            endLine()
            rest = rest[(end + 1)...]
            isCut = lines.count >= limits.lines || keptByteCount >= limits.bytes
            if isCut { return false }
        }
        add(rest)
        isCut = byteCount >= limits.answer
        return !isCut
    }

    /// The last line where no line end follows; nil where there is none.
    func unfinishedLine() -> FeedLine? {
        var copy = self
        copy.lines = []
        copy.endLine()
        return copy.lines.first
    }

    /// The line whose end was not read, where it is longer than what is kept of it already; else nil.
    func overlongLine() -> FeedLine? {
        guard hash != nil else { return nil }
        return FeedLine(
            bytes: current, length: currentLength, sha256: Array(SHA256.hash(data: current)), isFinished: false)
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>) {
        currentLength += bytes.count
        let kept = bytes.prefix(limits.line - current.count)
        current += kept
        guard kept.count < bytes.count else { return }
        if hash == nil {
            hash = SHA256()
            hash?.update(data: current)
        }
        hash?.update(data: Array(bytes.dropFirst(kept.count)))
    }

    private mutating func endLine() {
        if hash == nil, current.last == 0x0D {
            current.removeLast()
            currentLength -= 1
        }
        if currentLength > 0 {
            let digest = hash?.finalize() ?? SHA256.hash(data: current)
            lines.append(FeedLine(bytes: current, length: currentLength, sha256: Array(digest)))
            keptByteCount += current.count
        }
        current = []
        currentLength = 0
        hash = nil
    }
}
