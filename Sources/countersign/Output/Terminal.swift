// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation

/// What a stream is connected to, and what may be written there.
struct Terminal: Sendable, Hashable {
    /// Whether a person looks at it: borders, colour and fitting to the width.
    var isInteractive: Bool
    var hasColor: Bool
    /// Columns; nil where nothing limits them.
    var width: Int?

    static let none = Terminal(isInteractive: false, hasColor: false, width: nil)

    init(isInteractive: Bool, hasColor: Bool, width: Int?) {
        self.isInteractive = isInteractive
        self.hasColor = hasColor
        self.width = width
    }

    /// Looks at a descriptor. Colour needs a terminal that has it, and no `NO_COLOR` (https://no-color.org).
    init(descriptor: Int32, environment: [String: String]) {
        guard isatty(descriptor) == 1 else {
            self = .none
            return
        }
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let isSilenced = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        let isDumb = environment["TERM"].map { $0 == "dumb" || $0.isEmpty } ?? true
        self.init(isInteractive: true, hasColor: !isSilenced && !isDumb, width: isKnown ? Int(size.ws_col) : 80)
    }

    /// Columns of a raw text as it is shown.
    static func width(of text: String) -> Int {
        DisplayText(text).width
    }
}
