// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How the rows of an exported file are written.
public enum ExportFormat: String, Sendable, Hashable, CaseIterable {
    /// One JSON object a line.
    case jsonl
    /// RFC 4180, with a header line.
    case csv

    /// The format that a file's name asks for by its extension; nil for any other.
    public init?(path: String) {
        guard let name = path.split(separator: "/").last, let dot = name.lastIndex(of: "."), dot != name.startIndex
        else { return nil }
        self.init(rawValue: name[name.index(after: dot)...].lowercased())
    }
}
