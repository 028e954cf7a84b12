// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas

/// A theme as written, before its names are resolved to colours.
struct ThemeDefinition: Sendable, Hashable {
    var name: String
    var variant: Theme.Variant
    var palette: Palette
    /// How roles look where nothing is said for the depth.
    var styles: [Role: StyleNotation]
    /// What differs at a depth.
    var overrides: [ColorDepth: [Role: StyleNotation]]

    /// This definition where it says something, `base` where it does not.
    ///
    /// A role that this definition styles anew loses the base's special forms at other depths, except in monochrome,
    /// where the base's attributes go on carrying the meaning.
    func inheriting(_ base: ThemeDefinition) -> ThemeDefinition {
        var result = base
        result.name = name
        result.variant = variant
        result.palette.merge(palette) { _, own in own }
        for (role, style) in styles {
            result.styles[role] = style
            result.overrides[.ansi256]?[role] = nil
            result.overrides[.ansi16]?[role] = nil
        }
        for (depth, roles) in overrides {
            result.overrides[depth, default: [:]].merge(roles) { _, own in own }
        }
        return result
    }

    /// The theme, with every role that names an unknown colour plain; whoever reads files checks the names first.
    func resolved() -> Theme {
        var all: [ColorDepth: [Role: Style]] = [:]
        for depth in ColorDepth.allCases {
            for role in Role.allCases {
                guard let notation = overrides[depth]?[role] ?? styles[role],
                    let style = try? notation.style(for: depth, in: palette)
                else { continue }
                all[depth, default: [:]][role] = style
            }
        }
        return Theme(name: name, variant: variant, styles: all)
    }
}
