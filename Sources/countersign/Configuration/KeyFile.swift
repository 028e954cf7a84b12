// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ConsoleUI
import CountersignProgram
import Foundation
import Yams

/// The file in which a person gives keys to actions, beside the configuration file.
///
/// ```yaml
/// timeline.follow: F
/// global.help: ["?", F1]
/// request:
///   sign: S
/// ```
enum KeyFile {
    /// A key file is a page of text; whatever is larger is something else.
    static let sizeLimit = 256 * 1024

    /// `keys.yaml` beside the configuration file.
    static func path(environment: [String: String]) -> String {
        let configuration = Settings.filePath(environment: environment)
        return URL(fileURLWithPath: configuration).deletingLastPathComponent().path + "/keys.yaml"
    }

    /// The key map of a file; the standard one where there is none.
    ///
    /// Whatever cannot be used is told, and the standard keys stay: a console always opens.
    static func load(_ path: String) -> (keymap: Keymap, problems: [Keymap.Problem]) {
        guard FileManager.default.fileExists(atPath: path) else { return (.standard, []) }
        do {
            let entries = try entries(try text(path), file: path)
            return Keymap.reading(entries, file: path)
        } catch {
            return (.standard, [error])
        }
    }

    private static func text(_ path: String) throws(Keymap.Problem) -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType != .typeDirectory,
            let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else { throw Keymap.Problem(file: path, message: "cannot be read; is it yours, and is it UTF-8 text?") }
        guard data.count <= sizeLimit else {
            throw Keymap.Problem(file: path, message: "is larger than 256 KiB; a key file has a line for each action")
        }
        return text
    }

    /// The lines of a file: names with dots, or the same in sections.
    static func entries(_ text: String, file: String) throws(Keymap.Problem) -> [Keymap.Entry] {
        let root: Node?
        do {
            root = try compose(yaml: text)
        } catch {
            throw problem(error, file: file)
        }
        guard let root, root.null == nil else { return [] }
        var entries: [Keymap.Entry] = []
        try read(root, section: "", file: file, into: &entries)
        return entries
    }

    private static func read(
        _ node: Node, section: String, file: String, into entries: inout [Keymap.Entry]
    ) throws(Keymap.Problem) {
        guard let mapping = node.mapping else {
            throw Keymap.Problem(
                file: file, line: node.mark?.line,
                message: "a name and its keys belong here, e.g. timeline.follow: f")
        }
        for (nameNode, value) in mapping {
            guard let last = nameNode.scalar?.string, !last.isEmpty else {
                throw Keymap.Problem(
                    file: file, line: nameNode.mark?.line,
                    message: "an action's name belongs before the colon; keys such as ? and : need quotation marks")
            }
            let name = section + last
            if value.mapping != nil {
                try read(value, section: name + ".", file: file, into: &entries)
                continue
            }
            entries.append(
                Keymap.Entry(name: name, keys: try keys(value, name, file), line: nameNode.mark?.line ?? 1))
        }
    }

    private static func keys(_ node: Node, _ name: String, _ file: String) throws(Keymap.Problem) -> [String] {
        let nodes = node.sequence.map(Array.init) ?? [node]
        var keys: [String] = []
        for node in nodes {
            guard let text = node.scalar?.string, !text.isEmpty else {
                throw Keymap.Problem(
                    file: file, line: node.mark?.line, name: name,
                    message: "a key or a list of keys belongs here, e.g. [\"?\", F1]; [] takes every key away")
            }
            keys.append(text)
        }
        return keys
    }

    private static func problem(_ error: any Error, file: String) -> Keymap.Problem {
        let fix = "keys such as \"?\", \":\" and \"[\" need quotation marks"
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return Keymap.Problem(file: file, line: mark.line, message: "is not YAML: \(problem); \(fix)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            return Keymap.Problem(
                file: file, line: context.mark.line,
                message: "names \(duplicates.sorted().joined(separator: ", ")) twice; keep one of them")
        default: return Keymap.Problem(file: file, message: "is not YAML; \(fix)")
        }
    }
}
