// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A type of which a column can hold an array.
public protocol ArrayElementDecodable {
    /// Reads all elements of a cell that is not NULL; nil where it holds something else.
    static func elements(cell: Cell) -> [Self]?
    /// What to call the array in an error.
    static var arrayExpectation: String { get }
}
