// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Yams

/// A theme file as read: what it says itself, where it says it, and what it inherits.
struct ThemeFile {
    /// A style of the file with its place, so that an unknown colour can be reported where it stands.
    struct Entry {
        let role: Role
        let depth: ColorDepth?
        let notation: StyleNotation
        let key: String
        let line: Int?
    }

    let file: String
    private(set) var name: String
    private(set) var variant: Theme.Variant?
    private(set) var inherits: (name: String, line: Int?)?
    private(set) var palette: Palette = [:]
    private(set) var entries: [Entry] = []
    private(set) var warnings: [ThemeError] = []

    /// Reads a theme of ours, or a base16 or base24 scheme.
    /// - Parameters:
    ///   - text: the file's content.
    ///   - file: its path, for messages.
    ///   - name: what it is called unless it says so itself.
    /// - Throws: `ThemeError` with line and key.
    init(parsing text: String, file: String, name: String) throws(ThemeError) {
        self.file = file
        self.name = name
        let root = try Self.compose(text, file: file)
        if Base16Scheme.isScheme(root) {
            let scheme = try Base16Scheme(root, file: self)
            self.name = scheme.name ?? name
            variant = scheme.variant
            palette = scheme.palette
            return
        }
        for (keyNode, value) in root {
            try read(keyNode.string ?? "", value, line: keyNode.mark?.line)
        }
    }

    /// The file's own definition.
    var definition: ThemeDefinition {
        var definition = ThemeDefinition(
            name: name, variant: variant ?? .dark, palette: palette, styles: [:], overrides: [:])
        for entry in entries {
            if let depth = entry.depth {
                definition.overrides[depth, default: [:]][entry.role] = entry.notation
            } else {
                definition.styles[entry.role] = entry.notation
            }
        }
        return definition
    }

    /// Throws for the first style that names a colour which `palette`, inherited colours included, does not have.
    func checkColors(in palette: Palette) throws(ThemeError) {
        for entry in entries {
            do throws(StyleNotation.Failure) {
                _ = try entry.notation.style(for: entry.depth ?? .truecolor, in: palette)
            } catch {
                throw self.error(error.message, key: entry.key, line: entry.line)
            }
        }
    }

    func error(_ message: String, key: String?, line: Int?) -> ThemeError {
        ThemeError(code: .invalidValue, file: file, line: line, key: key, message: message)
    }

    private static func compose(_ text: String, file: String) throws(ThemeError) -> Node.Mapping {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw ThemeError(
                code: .notYAML, file: file, line: error.place?.line, message: error.place?.problem ?? "not YAML")
        } catch {
            throw ThemeError(code: .notYAML, file: file, message: "not YAML")
        }
        guard let mapping = node?.mapping else {
            throw ThemeError(
                code: .notYAML, file: file, line: node?.mark?.line ?? 1,
                message: "a theme is a list of keys and values, such as “styles:”")
        }
        return mapping
    }

    private mutating func read(_ key: String, _ value: Node, line: Int?) throws(ThemeError) {
        switch key {
        case "name":
            name = try string(value, key)
        case "variant":
            let text = try string(value, key)
            guard let variant = Theme.Variant(rawValue: text) else {
                throw error("“\(text)” is neither dark nor light", key: key, line: value.mark?.line)
            }
            self.variant = variant
        case "inherits":
            inherits = (try string(value, key), value.mark?.line)
        case "palette":
            for (keyNode, value) in try mapping(value, key) {
                let name = keyNode.string ?? ""
                try check(paletteName: name, line: keyNode.mark?.line)
                palette[name] = try paletteColor(value, "palette.\(name)")
            }
        case "styles": try readStyles(value, section: key, depth: nil)
        case "ansi256": try readStyles(value, section: key, depth: .ansi256)
        case "ansi16": try readStyles(value, section: key, depth: .ansi16)
        case "monochrome": try readStyles(value, section: key, depth: .monochrome)
        default:
            warn(
                "unknown key; themes have name, variant, inherits, palette, styles, ansi256, ansi16 and monochrome",
                key: key, line: line)
        }
    }

    /// A name that no style could ever mean is an error: whoever wrote it would wonder why nothing has that colour.
    private func check(paletteName name: String, line: Int?) throws(ThemeError) {
        let key = "palette.\(name)"
        if StyleNotation.isReserved(name) {
            throw error(
                "“\(name)” has a meaning of its own in styles, so this colour could never be used; "
                    + "give it another name", key: key, line: line)
        }
        if name.isEmpty || name.contains(" ") || name.hasPrefix("#") {
            throw error(
                "a colour's name is one word that does not begin with #, such as “accent”", key: key, line: line)
        }
    }

    private mutating func readStyles(_ value: Node, section: String, depth: ColorDepth?) throws(ThemeError) {
        for (keyNode, value) in try mapping(value, section) {
            let name = keyNode.string ?? ""
            let key = "\(section).\(name)"
            guard let role = Role(rawValue: name) else {
                warn("nothing on the screen is called “\(name)”; it is left out", key: key, line: keyNode.mark?.line)
                continue
            }
            let text = try string(value, key)
            do throws(StyleNotation.Failure) {
                let notation = try StyleNotation(parsing: text)
                entries.append(
                    Entry(role: role, depth: depth, notation: notation, key: key, line: value.mark?.line))
            } catch {
                throw self.error(error.message, key: key, line: value.mark?.line)
            }
        }
    }

    private mutating func warn(_ message: String, key: String, line: Int?) {
        warnings.append(error(message, key: key, line: line))
    }

    /// A colour by itself, or `{ rgb: "#rrggbb", ansi256: 117, ansi16: bright-cyan }`.
    private mutating func paletteColor(_ node: Node, _ key: String) throws(ThemeError) -> PaletteColor {
        guard let parts = node.mapping else { return PaletteColor(try color(node, key)) }
        var truecolor: Color?
        var ansi256: Color?
        var ansi16: Color?
        for (keyNode, value) in parts {
            let part = keyNode.string ?? ""
            let partKey = "\(key).\(part)"
            switch part {
            case "rgb": truecolor = try color(value, partKey)
            case "ansi256": ansi256 = try color(value, partKey).approximated(for: .ansi256)
            case "ansi16": ansi16 = try color(value, partKey).approximated(for: .ansi16)
            default:
                warn("unknown key; a colour has rgb, ansi256 and ansi16", key: partKey, line: keyNode.mark?.line)
            }
        }
        guard let truecolor else {
            throw error("the colour's “rgb” is missing, such as rgb: \"#6fc0e8\"", key: key, line: node.mark?.line)
        }
        return PaletteColor(truecolor, ansi256: ansi256, ansi16: ansi16)
    }

    private func color(_ node: Node, _ key: String) throws(ThemeError) -> Color {
        let text = try string(node, key)
        guard let color = ColorNotation.color(text) else {
            throw error(
                "“\(text)” is no colour; write \"#rrggbb\" (in quotation marks), 0 to 255, a terminal colour such as "
                    + "bright-red, or default", key: key, line: node.mark?.line)
        }
        return color
    }

    func string(_ node: Node, _ key: String) throws(ThemeError) -> String {
        guard let text = node.scalar?.string else {
            throw error("a single value belongs here, not a list or keys", key: key, line: node.mark?.line)
        }
        // An unquoted # begins a comment, so that nothing is left of the value.
        guard !text.isEmpty else {
            throw error(
                "the value is empty; a colour with # needs quotation marks", key: key, line: node.mark?.line)
        }
        return text
    }

    private func mapping(_ node: Node, _ key: String) throws(ThemeError) -> Node.Mapping {
        if let mapping = node.mapping { return mapping }
        // A section whose entries are all commented out is empty, not wrong.
        if node.null != nil { return Node.Mapping([]) }
        throw error("keys and values belong here", key: key, line: node.mark?.line)
    }
}

extension YamlError {
    /// Where the text stops being YAML, and why.
    fileprivate var place: (line: Int, problem: String)? {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark.line, problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            (context.mark.line, "the same key twice: \(duplicates.sorted().joined(separator: ", "))")
        default:
            nil
        }
    }
}
