// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CNcurses
import CellCanvas

/// The one place that calls ncurses to draw; confined to the queue of `TerminalScreen`.
struct CursesSurface {
    private(set) var size: Size
    let depth: ColorDepth
    private var writer: CellWriter
    private var shown: Canvas?
    private var isCursorVisible: Bool?
    private var isMouseCaptured: Bool
    private let handle: OpaquePointer?

    /// Opens ncurses on standard input and output.
    ///
    /// The terminal is in its alternate screen afterwards.
    init(depth: ColorDepth, isDirect: Bool, capturesMouse: Bool, handle: OpaquePointer?) {
        self.depth = depth
        self.handle = handle
        writer = CellWriter(depth: depth, isDirect: isDirect)
        isMouseCaptured = capturesMouse
        size = .zero
        terminal_prepare()
        if depth > .monochrome, start_color() == OK { use_default_colors() }
        _ = curs_set(0)
        isCursorVisible = false
        measure()
        enterModes()
    }

    /// Shows a canvas; false when nothing had to be written.
    @discardableResult
    mutating func present(_ canvas: Canvas) -> Bool {
        let changed = (0..<size.height).filter { row in
            guard let shown else { return true }
            return !canvas.rowIsEqual(row, to: shown) && (row < canvas.size.height || row < shown.size.height)
        }
        guard !changed.isEmpty || canvas.cursor != shown?.cursor || shown == nil else { return false }
        TerminalOutput.write(TerminalModes.beginSynchronized)
        for row in changed { writer.write(canvas.row(row), toRow: row, width: size.width) }
        preventScrolling(of: changed, to: canvas)
        let bounds = Rect(origin: .zero, size: size)
        if let cursor = canvas.cursor, bounds.contains(cursor) {
            _ = terminal_move(Int32(cursor.y), Int32(cursor.x))
            showCursor(true)
        } else {
            showCursor(false)
        }
        wnoutrefresh(terminal_window())
        doupdate()
        TerminalOutput.write(TerminalModes.endSynchronized)
        shown = canvas
        return true
    }

    /// Has the rows written anew whose content moves to another row.
    ///
    /// doupdate() would scroll them within margins, whatever idlok() says (ncurses 6.4, lib_newterm: `_scrolling`), and
    /// emulators disagree about what CSI S and T do there. A row that curses takes for lost is never scrolled.
    private func preventScrolling(of changed: [Int], to canvas: Canvas) {
        guard let shown, changed.count > 1 else { return }
        let arriving = Set(changed.lazy.filter { $0 < canvas.size.height }.map { Array(canvas.row($0)) })
        for row in changed where row < shown.size.height && arriving.contains(Array(shown.row(row))) {
            _ = terminal_rewrite_row(Int32(row))
        }
    }

    /// Asks the terminal for its size; true when it has another one.
    @discardableResult
    mutating func measure() -> Bool {
        var columns: Int32 = 0
        var rows: Int32 = 0
        // Inside of something that is no terminal emulator the answer may be 0 × 0.
        if terminal_size(1, &columns, &rows) != 0 || columns <= 0 || rows <= 0 {
            columns = 80
            rows = 24
        }
        // Nothing is drawn beyond the largest canvas, and ncurses would take 28 bytes for every cell of 65,535 squared.
        columns = min(columns, Int32(Canvas.maximum.width))
        rows = min(rows, Int32(Canvas.maximum.height))
        let measured = Size(width: Int(columns), height: Int(rows))
        guard measured != size else { return false }
        size = measured
        resizeterm(rows, columns)
        invalidate()
        return true
    }

    /// Forgets what is on the screen, so that the next canvas is written whole.
    mutating func invalidate() {
        shown = nil
        terminal_redraw_all()
    }

    mutating func captureMouse(_ capture: Bool) {
        guard capture != isMouseCaptured else { return }
        isMouseCaptured = capture
        TerminalOutput.write(capture ? TerminalModes.captureMouse : TerminalModes.releaseMouse)
    }

    /// Gives the terminal back, for a stop or for good.
    mutating func leave() {
        TerminalOutput.write(TerminalModes.restore)
        endwin()
    }

    /// Takes the terminal again after `leave()` and shows what was there.
    mutating func enterAgain() {
        let last = shown
        _ = reset_prog_mode()
        enterModes()
        if !measure() { invalidate() }
        isCursorVisible = nil
        if let last { present(last) }
    }

    /// After `leave()`, for good.
    mutating func close() {
        if let handle { delscreen(handle) }
    }

    private func enterModes() {
        TerminalOutput.write(TerminalModes.enter + (isMouseCaptured ? TerminalModes.captureMouse : ""))
    }

    private mutating func showCursor(_ visible: Bool) {
        guard visible != isCursorVisible else { return }
        isCursorVisible = visible
        _ = curs_set(visible ? 1 : 0)
    }
}
