// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import CellCanvas

/// How every `Role` looks, in each of the four colour depths.
public struct Theme: Sendable, Hashable {
    public enum Variant: String, Sendable, Hashable, CaseIterable {
        case dark
        case light
    }

    public let name: String
    public let variant: Variant
    /// The depth for which `style(_:)` answers.
    public private(set) var depth: ColorDepth
    /// One list for each depth, each in the order of `Role.allCases`.
    let styles: [[Style]]

    init(name: String, variant: Variant, styles: [ColorDepth: [Role: Style]]) {
        self.name = name
        self.variant = variant
        self.depth = .truecolor
        self.styles = ColorDepth.allCases.map { depth in
            Role.allCases.map { styles[depth]?[$0] ?? .plain }
        }
    }

    /// The style of a role at this theme's depth.
    ///
    /// Roles that stand on the screen's ground or in a panel have no ground of their own, so they may be written over
    /// a selection; a role with a ground (`chip`, `banner.…`, `button`) brings it along.
    public func style(_ role: Role) -> Style {
        styles[depth.rawValue][role.ordinal]
    }

    /// The same theme answering for another depth.
    public func resolved(for depth: ColorDepth) -> Theme {
        var theme = self
        theme.depth = depth
        return theme
    }
}

extension Role {
    var ordinal: Int { Role.ordinals[self] ?? 0 }

    private static let ordinals = Dictionary(
        uniqueKeysWithValues: Role.allCases.enumerated().map { ($1, $0) })
}
