// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A terminal as the console sees it: canvases go in, events come out.
///
/// The runtime knows only this; a terminal library implements it, and tests use a screen in memory.
public protocol Screen: Sendable {
    /// The terminal's size now.
    var size: Size { get async }

    /// How many colours the terminal shows; resolve the theme for it. Colours beyond it are approximated.
    var colorDepth: ColorDepth { get async }

    /// What the person and the terminal do. One consumer; ends after `close()` or `.hangup`.
    ///
    /// Whatever was typed before the first canvas was presented is discarded, so that it cannot approve anything
    /// that was not yet visible.
    var events: AsyncStream<InputEvent> { get }

    /// Shows a canvas; writes only what differs from the one before, and nothing when nothing does.
    func present(_ canvas: Canvas) async

    /// Drops keys, pastes and mouse events that were typed but not yet read from `events`.
    ///
    /// Call it when a form that governs something opens, so that keys typed ahead cannot act on it.
    func discardInput() async

    /// Puts text on the clipboard of the person's terminal, where the terminal supports it.
    /// - Returns: whether the text was sent; false when it is larger than terminals take.
    @discardableResult
    func copy(_ text: String) async -> Bool

    /// Takes the mouse (clicks and wheel arrive as events) or leaves it to the terminal for selecting text.
    func captureMouse(_ capture: Bool) async

    /// Draws everything anew at the next `present`, for a screen that another program has written over.
    func invalidate() async

    /// Stops the program as Ctrl-Z does in a shell; returns when it continues, with the screen drawn again.
    func suspend() async

    /// Gives the terminal back as it was. Safe to call more than once.
    func close() async
}
