// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance
internal import ThemeKit

/// The screen for those who listen to it: words in one column, no lines, no glyph where its word stands beside it.
///
/// It is the same screen rewritten, so whatever a view shows is there, and nothing is shown that the others do not see.
enum Plain {
    /// Wide enough for a row of evidence, narrow enough that no view makes two columns of it.
    private static let widest = 100

    static func layout(for size: Size) -> Size {
        Size(width: min(size.width, widest), height: size.height)
    }
}

extension Console.State {
    /// Whether a message changes what a person asked to see. A plain screen is not drawn anew for anything else: what
    /// is spoken while somebody listens must be an answer to them, or the loss of the database.
    public func isWorthShowing(_ message: Console.Message) -> Bool {
        guard conventions.isPlain else { return true }
        switch message {
        case .clock, .tailAdvanced, .tailEnded, .changedRequestsLoaded, .focused: return false
        default: return true
        }
    }

    /// Something was asked for: from here on a plain screen counts ages.
    mutating func noteAttention() {
        attendedAt = now
    }

    /// A plain screen is not drawn when an event arrives, so what is in focus there must stay in focus.
    mutating func holdPlaceIfPlain() {
        guard conventions.isPlain, overview.eventID == nil else { return }
        overview.eventID = overviewEvents.first?.id
    }

    func drawPlain(theme: Theme) -> Canvas {
        var held = self
        held.now = attendedAt ?? now
        return PlainText(of: held.drawScreenful(theme: theme)).canvas(theme: theme)
    }
}
