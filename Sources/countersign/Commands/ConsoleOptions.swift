// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser

/// What only the console takes.
struct ConsoleOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The colours: a theme's name, or the path of its file.", valueName: "name"))
    var theme: String?

    @Flag(
        name: .customLong("plain"),
        help: "For screen readers: words in one column, no borders, nothing drawn anew that was not asked for.")
    var isPlain = false

    @Flag(
        name: .customLong("mouse"), inversion: .prefixedNo,
        help: "Whether clicks and the wheel are the console's from the start; F2 changes it at any time.")
    var usesMouse: Bool?
}
