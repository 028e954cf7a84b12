// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A place in a text file, for a person to find it again.
public struct DocumentPosition: Sendable, Hashable, CustomStringConvertible {
    /// Bytes before it; in a compressed file, bytes of the decompressed text.
    public var offset: Int
    /// The first line is 1.
    public var line: Int
    /// In bytes; the first is 1.
    public var column: Int

    public init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }

    public static let start = DocumentPosition(offset: 0, line: 1, column: 1)

    public var description: String { "\(line):\(column) (byte \(offset))" }
}
