// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Yams

/// A colour scheme of the base16 or base24 convention (tinted-theming), read as our palette.
///
/// Schemes name sixteen or twenty-four colours by their use: base00 to base07 from ground to brightest text, base08 to
/// base0F red, orange, yellow, green, cyan, blue, magenta, brown; base10 and base11 darker grounds. Grounds that we
/// need beyond those are mixed from them.
struct Base16Scheme {
    let name: String?
    let variant: Theme.Variant
    let palette: Palette

    /// Whether the file is such a scheme: its sixteen colours lie at the top (old form) or under `palette`.
    static func isScheme(_ root: Node.Mapping) -> Bool {
        root["base00"] != nil || root["palette"]?.mapping?["base00"] != nil
    }

    init(_ root: Node.Mapping, file: ThemeFile) throws(ThemeError) {
        let colors = root["palette"]?.mapping ?? root
        let prefix = root["palette"]?.mapping == nil ? "" : "palette."
        func color(_ key: String) throws(ThemeError) -> (Int, Int, Int) {
            guard let node = colors[key] else {
                throw file.error(
                    "a base16 scheme has base00 to base0F; this one is missing", key: prefix + key, line: nil)
            }
            let text = try file.string(node, prefix + key)
            guard let color = ColorNotation.hex(text.hasPrefix("#") ? text.dropFirst() : text[...]),
                let parts = color.components
            else {
                throw file.error(
                    "“\(text)” is no colour; write \"rrggbb\"", key: prefix + key, line: node.mark?.line)
            }
            return (Int(parts.red), Int(parts.green), Int(parts.blue))
        }
        func made(_ color: (Int, Int, Int)) -> Color {
            .rgb(red: UInt8(clamping: color.0), green: UInt8(clamping: color.1), blue: UInt8(clamping: color.2))
        }
        let ground = try color("base00")
        func tint(_ key: String, percent: Int) throws(ThemeError) -> Color {
            let tone = try color(key)
            func mix(_ one: Int, _ other: Int) -> Int { (one * percent + other * (100 - percent)) / 100 }
            return made((mix(tone.0, ground.0), mix(tone.1, ground.1), mix(tone.2, ground.2)))
        }
        var named: [String: Color] = ["ground": made(ground), "ink": made(ground)]
        for (name, key) in [
            ("raised", "base01"), ("lifted", "base02"), ("line", "base03"), ("muted", "base04"), ("text", "base05"),
            ("strong", "base07"), ("accent", "base0D"), ("red", "base08"), ("orange", "base09"),
            ("yellow", "base0A"), ("green", "base0B"), ("violet", "base0E"),
        ] {
            named[name] = made(try color(key))
        }
        named["sunken"] = colors["base10"] == nil ? made(ground) : made(try color("base10"))
        named["red-ground"] = try tint("base08", percent: 30)
        named["red-deep"] = try tint("base08", percent: 10)
        named["yellow-ground"] = try tint("base0A", percent: 20)
        named["green-ground"] = try tint("base0B", percent: 20)
        named["blue-ground"] = try tint("base0D", percent: 25)
        named["violet-ground"] = try tint("base0E", percent: 25)

        let luminance = 299 * ground.0 + 587 * ground.1 + 114 * ground.2
        let said = root["variant"]?.string.flatMap(Theme.Variant.init)
        variant = said ?? (luminance > 127_500 ? .light : .dark)
        name = (root["name"] ?? root["scheme"])?.string
        // On 16 colours a scheme is what the terminal shows anyway, so our own choice of them stays.
        let fallback = ThemeDefinition.fallback.palette
        palette = named.reduce(into: [:]) { palette, entry in
            palette[entry.key] = PaletteColor(entry.value, ansi16: fallback[entry.key]?.ansi16)
        }
    }
}
