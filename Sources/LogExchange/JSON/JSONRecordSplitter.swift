// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Cuts a JSON document that arrives in chunks of any size into its records, in bounded memory.
///
/// It is a pure state machine over bytes that checks the whole grammar of RFC 8259 and UTF-8, so an error is known to
/// the byte. Records are the objects
/// - in the array under a top-level key (`Records`), wherever that key stands in its object, where the format has one,
/// - in a top-level array, or
/// - at the top level, one after the other (NDJSON, or a single object without that key).
///
/// After an error it goes on with the next record it can be sure of. Inside a damaged record that is where the
/// brackets, counted leniently, close it; or, at any depth, a `{` followed by one of `recordStartKeys`, the keys with
/// which the producer of the format begins its records; or, outside of arrays, a line that begins with `{`. One damaged
/// passage gives one problem. Nothing can be taken for the start of a record in an undamaged document.
struct JSONRecordSplitter: Sendable {
    /// A longer record is a problem, in bytes.
    static let defaultMaximumRecordSize = 1 << 20
    /// Levels of objects and arrays in the document; a deeper record is a problem.
    static let maximumDepth = 64

    enum State: UInt8, Sendable {
        case betweenValues
        case value
        case valueOrEnd
        case key
        case keyOrEnd
        case colon
        case afterValue
        case string
        case escape
        case unicodeEscape
        case continuationByte
        case literal
        case numberSign
        case numberZero
        case numberDigits
        case fractionStart
        case fractionDigits
        case exponentStart
        case exponentSign
        case exponentDigits
        case skipping
    }

    enum Fate: Sendable {
        case collecting
        case tooLong
        case notAnObject
    }

    struct OpenRecord: Sendable {
        var number: Int
        var position: DocumentPosition
        /// The depth of what the record lies in.
        var base: Int
        var fate: Fate
        /// A top-level object may turn out to hold the records instead of being one.
        var mayBeEnvelope: Bool
    }

    /// Empty where the format has no such key.
    let recordsKey: [UInt8]
    let recordStartKeys: [[UInt8]]
    let maximumRecordSize: Int

    var state = State.betweenValues
    /// One bit for each open container, the innermost lowest; 1 is an object.
    var containers: UInt64 = 0
    var depth = 0
    /// The depth of the array whose elements are records; nil outside of one.
    var recordsDepth: Int?

    var record: OpenRecord?
    var recordBytes: [UInt8] = []
    var recordCount = 0
    /// The top-level object that is open holds the records.
    var isInEnvelope = false
    var hasValue = false

    var isKey = false
    /// The beginning of a key of a possible envelope, as it stands between its quotes.
    var keyBytes: [UInt8]?
    var expectsRecordsArray = false
    /// What remains of a literal, a `\u` escape or a UTF-8 sequence.
    var remaining = 0
    var literal: StaticString = ""
    var continuationRange: ClosedRange<UInt8> = 0x80...0xBF

    var skip = SkipState()
    /// After a problem, what stands between records is no second problem.
    var isRecovering = false

    // Where the present chunk begins, and the present line.
    var chunkOffset = 0
    var line = 1
    var lineStart = 0
    /// Bytes of the present chunk before this index are in `recordBytes` already.
    var copiedUpTo = 0
    var pieces: [SplitPiece] = []

    init(
        recordsKey: String?, recordStartKeys: [String] = [],
        maximumRecordSize: Int = JSONRecordSplitter.defaultMaximumRecordSize
    ) {
        self.recordsKey = Array((recordsKey ?? "").utf8)
        self.recordStartKeys = recordStartKeys.map { Array($0.utf8) }
        self.maximumRecordSize = maximumRecordSize
    }

    /// Takes the next bytes of the document and returns what they complete.
    mutating func consume(_ chunk: [UInt8]) -> [SplitPiece] {
        copiedUpTo = 0
        chunk.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                if state == .string {
                    index = stringRun(in: bytes, from: index)
                    if index == bytes.count { break }
                }
                if step(bytes[index], at: index, in: bytes) { index += 1 }
            }
            if record != nil { collect(bytes, upTo: bytes.count) }
        }
        chunkOffset += chunk.count
        defer { pieces = [] }
        return pieces
    }

    /// Says that the document ends here. The splitter is of no use afterwards.
    mutating func finish() -> [SplitPiece] {
        copiedUpTo = 0
        let end = position(at: 0)
        switch state {
        case .betweenValues:
            if !hasValue && !isRecovering {
                report(end.offset == 0 ? "The file is empty." : "The file holds blanks and no JSON.", at: end)
            }
        case .skipping: break
        default:
            if isRecovering && record == nil { break }
            if let record, !record.mayBeEnvelope || record.fate == .collecting {
                report("The file ends in the middle of a record, which begins at \(record.position).", at: end)
            } else {
                report("The file ends before its JSON does: an array or object is not closed.", at: end)
            }
        }
        defer { pieces = [] }
        return pieces
    }

    /// The place of a byte of the present chunk.
    func position(at index: Int) -> DocumentPosition {
        let offset = chunkOffset + index
        return DocumentPosition(offset: offset, line: line, column: offset - lineStart + 1)
    }

    /// Where the bytes taken so far end.
    var end: DocumentPosition { position(at: 0) }

    mutating func report(_ message: String, at position: DocumentPosition) {
        pieces.append(.problem(SplitProblem(recordNumber: record?.number, position: position, message: message)))
    }
}
