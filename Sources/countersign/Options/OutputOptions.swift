// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser

/// What the commands take that write data.
struct OutputOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How to write the data: table, json, jsonl or csv.",
            discussion: "Data goes to standard output, words go to standard error."))
    var format: OutputFormat = .table

    init() {}

    init(format: OutputFormat) {
        self.format = format
    }
}
