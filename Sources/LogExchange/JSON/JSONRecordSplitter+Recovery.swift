// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Going on after an error.
extension JSONRecordSplitter {
    /// What is known while the grammar is lost.
    struct SkipState: Sendable {
        /// Open brackets since the damaged record began, that one's own included; 0 outside of a record.
        var depth = 0
        var isInString = false
        var isEscaped = false
        var isAtLineStart = false
        var match = StartMatch.none
        /// The bytes of a possible beginning of a record.
        var candidate: [UInt8] = []
        var candidatePosition = DocumentPosition.start
    }

    /// How much of `{ "key" :` was seen.
    enum StartMatch: Sendable {
        case none
        case brace
        case key
        case closedKey
    }

    private static let longestCandidate = 256

    /// Reports an error at a byte and begins to look for the next record with that byte.
    mutating func fail(_ message: String, at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if !(isRecovering && record == nil) {
            report(message, at: position(at: index))
        }
        let isInString = state == .string || state == .escape || state == .unicodeEscape || state == .continuationByte
        skip = SkipState()
        if let record {
            skip.depth = depth - record.base
            skip.isInString = isInString
            if state == .afterValue { matchBegunStart(at: index, in: bytes) }
        }
        skip.isAtLineStart = chunkOffset + index == lineStart
        isRecovering = true
        isKey = false
        keyBytes = nil
        expectsRecordsArray = false
        recordBytes.removeAll(keepingCapacity: true)
        if recordsDepth == nil {
            // Outside of an array of records nothing of the structure is worth keeping.
            containers = 0
            depth = 0
            isInEnvelope = false
        }
        state = .skipping
        return false
    }

    mutating func skipByte(_ byte: UInt8, at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let wasAtLineStart = skip.isAtLineStart
        skip.isAtLineStart = byte == ASCII.lineFeed
        if byte == ASCII.lineFeed { startLine(after: index) }
        if byte == ASCII.leftBrace, wasAtLineStart, recordsDepth == nil {
            record = nil
            state = .betweenValues
            return false
        }
        if matchStart(byte, at: index) {
            resume(at: index)
            return true
        }
        return record == nil || skipLeniently(byte, at: index)
    }

    /// Counts brackets outside of strings until those of the damaged record are closed. False where the byte stands
    /// behind the record already.
    private mutating func skipLeniently(_ byte: UInt8, at index: Int) -> Bool {
        if skip.isEscaped {
            skip.isEscaped = false
        } else if skip.isInString {
            if byte == ASCII.backslash { skip.isEscaped = true }
            if byte == ASCII.quote { skip.isInString = false }
        } else {
            switch byte {
            case ASCII.quote: skip.isInString = true
            case ASCII.leftBrace, ASCII.leftBracket: skip.depth += 1
            case ASCII.comma where skip.depth == 0, ASCII.rightBracket where skip.depth == 0:
                endSkippedRecord()
                return recordsDepth == nil
            case ASCII.rightBrace, ASCII.rightBracket:
                skip.depth -= 1
                if skip.depth <= 0 { endSkippedRecord() }
            default: break
            }
        }
        return true
    }

    private mutating func endSkippedRecord() {
        record = nil
        setHome()
        state = recordsDepth == nil ? .betweenValues : .afterValue
    }

    /// Sets the depth to that of the records.
    private mutating func setHome() {
        let home = recordsDepth ?? 0
        // The records' array lies in an envelope or is the top level itself.
        containers = home == 2 ? 0b10 : 0
        depth = home
    }

    /// Follows `{ "key" :`; true at the colon of a key that begins records.
    private mutating func matchStart(_ byte: UInt8, at index: Int) -> Bool {
        if byte == ASCII.leftBrace {
            skip.match = .brace
            skip.candidate = [byte]
            skip.candidatePosition = position(at: index)
            return false
        }
        guard skip.match != .none else { return false }
        skip.candidate.append(byte)
        let isBlank =
            byte == ASCII.space || byte == ASCII.tab || byte == ASCII.lineFeed || byte == ASCII.carriageReturn
        switch skip.match {
        case .brace where byte == ASCII.quote: skip.match = .key
        case .key where byte == ASCII.quote: skip.match = startsRecords ? .closedKey : .none
        case .key where byte >= 0x20: break
        case .closedKey where byte == ASCII.colon: return true
        case .brace where isBlank, .closedKey where isBlank: break
        default: skip.match = .none
        }
        if skip.candidate.count > Self.longestCandidate { skip.match = .none }
        return false
    }

    /// An unclosed string ends at the quote of the next record's first key, `{"`: that much of it is behind us.
    private mutating func matchBegunStart(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        collect(bytes, upTo: index)
        guard recordBytes.last == ASCII.quote,
            let brace = recordBytes.dropLast().lastIndex(where: { $0 != ASCII.space && $0 != ASCII.tab }),
            recordBytes[brace] == ASCII.leftBrace, recordBytes.count - brace < Self.longestCandidate
        else { return }
        skip.match = .key
        skip.candidate = Array(recordBytes[brace...])
        skip.candidatePosition = position(at: index - skip.candidate.count)
    }

    /// Whether the candidate, up to the closing quote of its key, begins a record.
    private var startsRecords: Bool {
        let upToKey = skip.candidate.dropLast()
        return recordStartKeys.contains { key in
            upToKey.count > key.count && upToKey.suffix(key.count) == key[...]
                && upToKey[upToKey.endIndex - key.count - 1] == ASCII.quote
        }
    }

    /// Takes the candidate as the beginning of a record and returns to the grammar after its first colon.
    private mutating func resume(at index: Int) {
        setHome()
        openRecord(from: skip.candidatePosition, base: depth, isObject: true)
        record?.mayBeEnvelope = false
        recordBytes = skip.candidate
        copiedUpTo = index + 1
        containers = containers << 1 | 1
        depth += 1
        state = .value
    }
}
