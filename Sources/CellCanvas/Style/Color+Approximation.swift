// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension Color {
    /// The nearest colour that a terminal of that depth shows; `.default` in monochrome.
    ///
    /// A theme that names its own form for a depth looks better than this; it is for those that do not.
    public func approximated(for depth: ColorDepth) -> Color {
        switch depth {
        case .truecolor: self
        case .ansi256: nearestIndexed
        case .ansi16: nearestANSI
        case .monochrome: .default
        }
    }

    /// Red, green and blue as xterm shows the colour by default; nil for `.default`.
    public var components: (red: UInt8, green: UInt8, blue: UInt8)? {
        switch self {
        case .default: nil
        case .rgb(let red, let green, let blue): (red, green, blue)
        case .indexed(let index): Self.components(ofIndex: Int(index))
        }
    }

    private var nearestIndexed: Color {
        guard case .rgb(let red, let green, let blue) = self else { return self }
        func level(_ value: UInt8) -> Int {
            let value = Int(value)
            return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40
        }
        let cube = 16 + 36 * level(red) + 6 * level(green) + level(blue)
        var best = cube
        for grey in 232...255 where distance(to: grey) < distance(to: best) { best = grey }
        return .indexed(UInt8(best))
    }

    private var nearestANSI: Color {
        if case .indexed(let index) = self, index < 16 { return self }
        guard self != .default else { return self }
        var best = 0
        for index in 1..<16 where distance(to: index) < distance(to: best) { best = index }
        return .indexed(UInt8(best))
    }

    /// Squared distance weighted as the eye weighs red, green and blue.
    private func distance(to index: Int) -> Int {
        guard let own = components else { return 0 }
        let other = Self.components(ofIndex: index)
        let red = Int(own.red) - Int(other.red)
        let green = Int(own.green) - Int(other.green)
        let blue = Int(own.blue) - Int(other.blue)
        return 30 * red * red + 59 * green * green + 11 * blue * blue
    }

    private static func components(ofIndex index: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
        if index < 16 { return ansi[index] }
        if index >= 232 {
            let grey = UInt8(clamping: 8 + (index - 232) * 10)
            return (grey, grey, grey)
        }
        func level(_ step: Int) -> UInt8 { step == 0 ? 0 : UInt8(55 + step * 40) }
        let cube = index - 16
        return (level(cube / 36), level(cube / 6 % 6), level(cube % 6))
    }

    /// The defaults of xterm 389; other terminals differ a little.
    private static let ansi: [(red: UInt8, green: UInt8, blue: UInt8)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
        (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255),
        (0, 255, 255), (255, 255, 255),
    ]
}

extension Style {
    /// The same style in the colours that a terminal of that depth shows.
    public func approximated(for depth: ColorDepth) -> Style {
        Style(
            foreground: foreground.approximated(for: depth), background: background.approximated(for: depth),
            attributes: attributes)
    }
}
