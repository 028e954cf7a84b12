// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What a terminal does with a scalar, as far as columns and honesty are concerned.
enum ScalarClass: Sendable {
    /// One column.
    case narrow
    /// Two columns (East Asian Wide and Fullwidth, most emoji).
    case wide
    /// No column of its own: combining marks, and the vowels and finals of conjoining Hangul.
    case mark
    /// Shown by its number, e.g. `<U+202E>`: controls, formats, separators other than the plain space, private use, surrogates,
    /// noncharacters, unassigned and default-ignorable scalars, blanks that pass for a space, emoji modifiers (their
    /// effect differs between terminals), and the few symbols whose width C libraries dispute.
    case escaped

    init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        if value >= 0x20, value < 0x7F {
            self = .narrow
            return
        }
        switch UnicodeTables.lookUp(value, in: UnicodeTables.classes) {
        case 1: self = .wide
        case 2: self = .mark
        case 3: self = .escaped
        default: self = .narrow
        }
    }

    /// Columns.
    var width: Int {
        switch self {
        case .narrow: 1
        case .wide: 2
        case .mark, .escaped: 0
        }
    }
}

extension UnicodeTables {
    /// The third number of the triple whose range holds `value`, or 0.
    static func lookUp(_ value: UInt32, in table: [UInt32]) -> UInt32 {
        table.withUnsafeBufferPointer { table in
            var low = 0
            var high = table.count / 3
            while low < high {
                let middle = (low + high) / 2
                if table[middle * 3 + 1] < value {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            guard low * 3 < table.count, table[low * 3] <= value else { return 0 }
            return table[low * 3 + 2]
        }
    }
}
