// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What reaches the console from its terminal, in the order in which it happened.
public enum InputEvent: Sendable, Hashable {
    case key(KeyEvent)
    /// Pasted text, whole; it must only ever enter a text field, never act as keys.
    case paste(Paste)
    case mouse(MouseEvent)
    /// The terminal has another size now; the next canvas should have it too.
    case resize(Size)
    /// The terminal's window got the keyboard focus, or lost it. Terminals that cannot tell never send it.
    case focus(Bool)
    /// The program continues after having been stopped (Ctrl-Z, `fg`); the screen has been drawn again.
    case resumed
    /// Another process asks this one to end (SIGTERM, SIGINT, SIGQUIT).
    case terminate
    /// The terminal is gone; nothing can be shown any more.
    case hangup

    /// Text that came as one paste.
    public struct Paste: Sendable, Hashable {
        /// What was pasted, unsanitised, newlines as `\n`.
        public let text: String
        /// Whether what went beyond the size limit was dropped.
        public let isTruncated: Bool

        public init(_ text: String, isTruncated: Bool = false) {
            self.text = text
            self.isTruncated = isTruncated
        }
    }
}
