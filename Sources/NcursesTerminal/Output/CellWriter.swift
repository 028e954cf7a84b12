// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CNcurses
import CellCanvas

/// Turns rows of cells into ncurses' own and hands them over.
struct CellWriter {
    /// The depth that the terminal shows.
    let depth: ColorDepth
    /// Whether colour numbers are those of `DirectColor`.
    let isDirect: Bool
    private var buffer: [cchar_t] = []

    init(depth: ColorDepth, isDirect: Bool) {
        self.depth = depth
        self.isDirect = isDirect
    }

    /// Puts a row on ncurses' screen, cut or filled up to `width` columns.
    mutating func write(_ cells: ArraySlice<Cell>, toRow row: Int, width: Int) {
        buffer.removeAll(keepingCapacity: true)
        var style: Style?
        var look = Look(attributes: 0, pair: 0)
        for cell in cells.prefix(width) {
            if cell.style != style {
                style = cell.style
                look = self.look(of: cell.style)
            }
            append(cell, look)
        }
        // A wide character must not begin in the terminal's last column.
        if let last = cells.prefix(width).last, last.width == 2 {
            buffer.removeLast()
            append(" ", look)
        }
        let plain = Look(attributes: 0, pair: 0)
        for _ in min(cells.count, width)..<max(width, 0) { append(" ", plain) }
        _ = terminal_write_row(Int32(clamping: row), buffer, Int32(clamping: buffer.count))
    }

    private struct Look {
        var attributes: attr_t
        var pair: Int32
    }

    private mutating func append(_ cell: Cell, _ look: Look) {
        // `wadd_wchnstr` puts a wide character over two columns by itself and takes the next element for the column
        // after it.
        if cell.isContinuation { return }
        let scalars = cell.text.unicodeScalars
        if scalars.count == 1, let scalar = scalars.first, scalar.isASCII {
            append(scalar, look)
            return
        }
        var text = scalars.prefix(1 + DisplayText.markLimit).map { wchar_t(bitPattern: $0.value) }
        // The C library may know less of Unicode than our tables; what it cannot place would shift the row.
        let isPlaceable =
            text.first.map { wcwidth($0) == Int32(cell.width) } == true
            && text.dropFirst().allSatisfy { wcwidth($0) == 0 }
        guard isPlaceable else {
            for _ in 0..<cell.width { append("?", look) }
            return
        }
        text.append(0)
        append(text, look)
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ look: Look) {
        append([wchar_t(bitPattern: scalar.value), 0], look)
    }

    private mutating func append(_ text: [wchar_t], _ look: Look) {
        var cell = cchar_t()
        if terminal_cell(&cell, text, look.attributes, look.pair) != OK {
            _ = terminal_cell(&cell, [wchar_t(UInt8(ascii: "?")), 0], look.attributes, look.pair)
        }
        buffer.append(cell)
    }

    private func look(of style: Style) -> Look {
        var attributes: attr_t = 0
        if style.attributes.contains(.bold) { attributes |= terminal_bold() }
        if style.attributes.contains(.dim) { attributes |= terminal_dim() }
        if style.attributes.contains(.underline) { attributes |= terminal_underline() }
        if style.attributes.contains(.reverse) { attributes |= terminal_reverse() }
        guard depth > .monochrome else { return Look(attributes: attributes, pair: 0) }
        let foreground = number(of: style.foreground)
        let background = number(of: style.background)
        // Eight-colour terminals show the bright half as bold.
        let isHalved = paletteSize < 16
        if isHalved, foreground >= 8 { attributes |= terminal_bold() }
        let pair = alloc_pair(
            isHalved && foreground >= 8 ? foreground % 8 : foreground,
            isHalved && background >= 8 ? background % 8 : background)
        return Look(attributes: attributes, pair: max(0, pair))
    }

    /// How many colours have the numbers of the palette.
    private var paletteSize: Int32 {
        isDirect ? 256 : terminal_colors() < DirectColor.colors ? terminal_colors() : 8
    }

    /// ncurses' number of a colour: -1 is the terminal's own.
    private func number(of color: Color) -> Int32 {
        switch color.approximated(for: depth) {
        case .default: return -1
        case .indexed(let index): return Int32(index)
        case .rgb(let red, let green, let blue):
            let number = Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
            // Lower numbers are the palette's: the darkest blues get a trace of green.
            return number < 256 ? number | 0x100 : number
        }
    }
}
