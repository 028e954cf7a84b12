// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import ThemeKit

/// A canvas as an SVG picture: the cells as a terminal with 24-bit colours shows them, nothing drawn by hand.
struct ScreenPicture {
    let canvas: Canvas
    /// Said to whoever does not see the picture.
    let title: String

    private static let cell = (width: 8.0, height: 17.0)
    private static let margin = 10.0

    var svg: String {
        let width = Self.number(Double(canvas.size.width) * Self.cell.width + 2 * Self.margin)
        let height = Self.number(Double(canvas.size.height) * Self.cell.height + 2 * Self.margin)
        let ground = Self.hex(Theme.fallback.style(.surface).background) ?? "#101216"
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" "
                + "font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"13\">",
            "<title>\(Self.escaped(title))</title>",
            "<rect width=\"\(width)\" height=\"\(height)\" rx=\"6\" fill=\"\(ground)\"/>",
        ]
        for y in 0..<canvas.size.height { lines += row(y, ground: ground) }
        return (lines + ["</svg>"]).joined(separator: "\n")
    }

    private func row(_ y: Int, ground: String) -> [String] {
        var (grounds, texts): ([String], [String]) = ([], [])
        var x = 0
        for run in canvas.runs(ofRow: y) {
            let columns = DisplayText(run.text).width
            defer { x += columns }
            let left = Self.number(Double(x) * Self.cell.width + Self.margin)
            let top = Double(y) * Self.cell.height + Self.margin
            let length = Self.number(Double(columns) * Self.cell.width)
            if let fill = Self.hex(run.style.background), fill != ground {
                grounds.append(
                    "<rect x=\"\(left)\" y=\"\(Self.number(top))\" width=\"\(length)\" "
                        + "height=\"\(Self.number(Self.cell.height))\" fill=\"\(fill)\"/>")
            }
            guard run.text.contains(where: { $0 != " " }) else { continue }
            let weight = run.style.attributes.contains(.bold) ? " font-weight=\"bold\"" : ""
            texts.append(
                "<text xml:space=\"preserve\" x=\"\(left)\" y=\"\(Self.number(top + 13))\" textLength=\"\(length)\" "
                    + "lengthAdjust=\"spacingAndGlyphs\" fill=\"\(Self.hex(run.style.foreground) ?? "#d0d3d8")\"\(weight)>"
                    + "\(Self.escaped(run.text))</text>")
        }
        return grounds + texts
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String(value)
    }

    private static func hex(_ color: Color?) -> String? {
        guard let (red, green, blue) = color?.components else { return nil }
        return "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
