// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The beginning, the bytes and the end of a record.
extension JSONRecordSplitter {
    mutating func openRecord(at index: Int, isObject: Bool) {
        openRecord(from: position(at: index), base: depth, isObject: isObject)
        copiedUpTo = index
    }

    mutating func openRecord(from position: DocumentPosition, base: Int, isObject: Bool) {
        recordCount += 1
        record = OpenRecord(
            number: recordCount, position: position, base: base, fate: isObject ? .collecting : .notAnObject,
            mayBeEnvelope: base == 0 && !recordsKey.isEmpty)
        recordBytes.removeAll(keepingCapacity: true)
    }

    /// The object that was begun turned out to hold the records.
    mutating func becomeEnvelope() {
        isInEnvelope = true
        guard record != nil else { return }
        record = nil
        recordCount -= 1
        recordBytes.removeAll(keepingCapacity: true)
    }

    /// Takes over the record's bytes of this chunk that are not taken over yet.
    mutating func collect(_ bytes: UnsafeBufferPointer<UInt8>, upTo end: Int) {
        defer { copiedUpTo = end }
        guard record?.fate == .collecting, copiedUpTo < end, state != .skipping else { return }
        guard recordBytes.count + (end - copiedUpTo) <= maximumRecordSize else {
            record?.fate = .tooLong
            recordBytes.removeAll()
            return
        }
        recordBytes.append(contentsOf: bytes[copiedUpTo..<end])
    }

    mutating func endRecord(after end: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        collect(bytes, upTo: end)
        guard let ended = record else { return }
        switch ended.fate {
        case .collecting:
            pieces.append(
                .record(SplitRecord(number: ended.number, position: ended.position, bytes: recordBytes)))
        case .tooLong:
            report("The record is larger than \(maximumRecordSize) bytes.", at: ended.position)
        case .notAnObject:
            report("A record must be an object, {…}.", at: ended.position)
        }
        record = nil
        recordBytes.removeAll(keepingCapacity: true)
    }
}
