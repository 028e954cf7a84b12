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
    var extendedFlags: Set<String>

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
        appendExtension(to: &output)
        return output.count <= Self.limit ? output : nil
    }

    private func appendExtension(to output: inout [UInt8]) {
        let names = extendedFlags.sorted()
        let table = names.map { Array($0.utf8) + [0] }.joined()
        for count in [names.count, 0, 0, names.count, table.count] {
            Self.append(Int16(truncatingIfNeeded: count), to: &output)
        }
        output += [UInt8](repeating: 1, count: names.count)
        Self.align(&output)
        var offset = 0
        for name in names {
            Self.append(Int16(truncatingIfNeeded: offset), to: &output)
            offset += name.utf8.count + 1
        }
        output += table
    }

    private static func append(_ number: some FixedWidthInteger, to output: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { output += $0 }
    }

    private static func align(_ output: inout [UInt8]) {
        if !output.count.isMultiple(of: 2) { output.append(0) }
    }
}
