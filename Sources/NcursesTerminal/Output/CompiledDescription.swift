// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A terminal's description in the compiled form that ncurses reads.
///
/// The form is that of term(5), "extended number format": 32-bit numbers, and a second part for capabilities that are
/// not predefined.
struct CompiledDescription {
    /// TERM, and a few words, with `|` between.
    var names: String
    /// In ncurses' own order, as the three lists below.
    var flags: [Bool]
    /// Nil where the terminal has none.
    var numbers: [Int32?]
    var strings: [[UInt8]?]
    /// The flags beyond the predefined ones that are set.
    var extendedFlags: Set<String> = []
    /// The numbers beyond the predefined ones.
    var extendedNumbers: [String: Int32] = [:]
    /// The strings beyond the predefined ones.
    var extendedStrings: [String: [UInt8]] = [:]

    /// The most that ncurses reads of one description (term(5): 32,768 bytes).
    static let limit = 32_768

    /// Nil where it would be larger than ncurses reads.
    var bytes: [UInt8]? {
        var table: [UInt8] = []
        var offsets: [Int16] = []
        for string in strings {
            guard let string else {
                offsets.append(-1)
                continue
            }
            guard let offset = Int16(exactly: table.count) else { return nil }
            offsets.append(offset)
            table += string + [0]
        }
        let name = Array(names.utf8) + [0]
        var output: [UInt8] = []
        for count in [0x021E, name.count, flags.count, numbers.count, offsets.count, table.count] {
            Self.append(Int16(truncatingIfNeeded: count), to: &output)
        }
        output += name
        output += flags.map { $0 ? 1 : 0 }
        Self.align(&output)
        for number in numbers { Self.append(number ?? -1, to: &output) }
        for offset in offsets { Self.append(offset, to: &output) }
        output += table
        Self.align(&output)
        return appendExtension(to: &output) && output.count <= Self.limit ? output : nil
    }

    /// The strings' values come first in the table; the names follow, and their offsets count from the first of them.
    ///
    /// - Returns: false where an offset would be larger than the form has room for.
    private func appendExtension(to output: inout [UInt8]) -> Bool {
        let numbers = extendedNumbers.sorted { $0.key < $1.key }
        let strings = extendedStrings.sorted { $0.key < $1.key }
        let names = extendedFlags.sorted() + numbers.map(\.key) + strings.map(\.key)
        let (values, valueOffsets) = Self.table(strings.map(\.value))
        let (named, nameOffsets) = Self.table(names.map { Array($0.utf8) })
        let offsets = (valueOffsets + nameOffsets).compactMap { Int16(exactly: $0) }
        guard offsets.count == strings.count + names.count else { return false }
        let size = values.count + named.count
        for count in [extendedFlags.count, numbers.count, strings.count, offsets.count, size] {
            Self.append(Int16(truncatingIfNeeded: count), to: &output)
        }
        output += [UInt8](repeating: 1, count: extendedFlags.count)
        Self.align(&output)
        for number in numbers { Self.append(number.value, to: &output) }
        for offset in offsets { Self.append(offset, to: &output) }
        output += values + named
        return true
    }

    /// Strings one after the other, each with the null that ends it, and where each begins.
    private static func table(_ strings: [[UInt8]]) -> (bytes: [UInt8], offsets: [Int]) {
        var bytes: [UInt8] = []
        var offsets: [Int] = []
        for string in strings {
            offsets.append(bytes.count)
            bytes += string + [0]
        }
        return (bytes, offsets)
    }

    private static func append(_ number: some FixedWidthInteger, to output: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { output += $0 }
    }

    private static func align(_ output: inout [UInt8]) {
        if !output.count.isMultiple(of: 2) { output.append(0) }
    }
}
