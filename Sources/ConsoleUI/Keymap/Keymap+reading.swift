// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Keymap {
    /// One line of a key file as it was read: a name and the keys after it.
    public struct Entry: Sendable, Hashable {
        public var name: String
        public var keys: [String]
        /// Counted from 1.
        public var line: Int

        public init(name: String, keys: [String], line: Int) {
            self.name = name
            self.keys = keys
            self.line = line
        }
    }

    /// What of a key file is not used, where it stands and what to write instead. The standard keys stay.
    public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
        public var file: String
        public var line: Int?
        public var name: String?
        public var message: String

        public init(file: String, line: Int? = nil, name: String? = nil, message: String) {
            self.file = file
            self.line = line
            self.name = name
            self.message = message
        }

        /// `FILE:LINE: NAME: MESSAGE`, as compilers write it.
        public var description: String {
            [line.map { "\(file):\($0)" } ?? file, name, message].compactMap { $0 }.joined(separator: ": ")
        }
    }

    /// Makes a key map of what a file says; whatever is wrong in it is left out and told.
    ///
    /// A conflict is two actions of one place with the same key: both are named, and of the two the one that stands
    /// later in the file keeps its standard keys.
    public static func reading(_ entries: [Entry], file: String) -> (keymap: Keymap, problems: [Problem]) {
        var keymap = Keymap()
        var problems: [Problem] = []
        var lines: [String: Int] = [:]
        for entry in entries {
            do throws(Problem) {
                let found = try action(for: entry, file: file)
                if let line = lines[entry.name] {
                    throw Problem(
                        file: file, line: entry.line, name: entry.name, message: Words.Keymap.twice(line))
                }
                keymap.chosen[entry.name] = try keys(of: entry, for: found, file: file)
                lines[entry.name] = entry.line
            } catch {
                problems.append(error)
            }
        }
        while let conflict = keymap.firstConflict(lines) {
            problems.append(
                Problem(
                    file: file, line: lines[conflict.dropped.name], name: conflict.dropped.name,
                    message: Words.Keymap.conflict(
                        conflict.key.notation, conflict.kept.name, line: lines[conflict.kept.name],
                        standard: conflict.dropped.keys.map(\.notation))))
            keymap.chosen[conflict.dropped.name] = nil
        }
        return (keymap, problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
    }

    private static func action(for entry: Entry, file: String) throws(Problem) -> Action {
        if let action = action(named: entry.name) { return action }
        let message =
            fixed.contains(entry.name)
            ? Words.Keymap.fixed
            : Words.Keymap.unknown(nearest: Spelling.nearest(to: entry.name, in: actions.map(\.name)))
        throw Problem(file: file, line: entry.line, name: entry.name, message: message)
    }

    private static func keys(of entry: Entry, for action: Action, file: String) throws(Problem) -> [KeyEvent] {
        var keys: [KeyEvent] = []
        for text in entry.keys {
            func fault(_ message: String) -> Problem {
                Problem(file: file, line: entry.line, name: entry.name, message: message)
            }
            let key: KeyEvent
            do {
                key = try KeyNotation.parse(text)
            } catch {
                throw fault(error.message)
            }
            if reserved.contains(key), !action.keys.contains(key) { throw fault(Words.Keymap.reserved(key.notation)) }
            // What is held down or pressed out of habit must not even begin what is governed.
            if action.isGoverned, key == KeyEvent(.enter) || key == .character(" ") {
                throw fault(Words.Keymap.governed(key.notation))
            }
            if !keys.contains(key) { keys.append(key) }
        }
        return keys
    }

    private struct Conflict {
        var key: KeyEvent
        var kept: Action
        var dropped: Action
    }

    /// Two actions that share a key and a place; of the two the one that the file names later is dropped.
    private func firstConflict(_ lines: [String: Int]) -> Conflict? {
        let actions = Self.actions
        for (index, first) in actions.enumerated() {
            for second in actions[(index + 1)...] where !first.places.isDisjoint(with: second.places) {
                let others = Set(keys(of: second.name))
                guard let key = keys(of: first.name).first(where: others.contains) else { continue }
                let firstLine = chosen[first.name] == nil ? nil : lines[first.name]
                let secondLine = chosen[second.name] == nil ? nil : lines[second.name]
                guard firstLine != nil || secondLine != nil else { continue }
                return (firstLine ?? 0) > (secondLine ?? 0)
                    ? Conflict(key: key, kept: second, dropped: first)
                    : Conflict(key: key, kept: first, dropped: second)
            }
        }
        return nil
    }
}
