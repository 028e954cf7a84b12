// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser

/// How data is written to standard output.
enum OutputFormat: String, Sendable, CaseIterable, ExpressibleByArgument {
    /// For people: aligned columns, every character visible.
    case table
    /// One JSON document; lists are arrays.
    case json
    /// One JSON object a line.
    case jsonl
    /// RFC 4180, with a header line. Fields are written as they are: a spreadsheet may take a leading `=`, `+`, `-` or
    /// `@` for a formula, so import the columns as text.
    case csv
}
