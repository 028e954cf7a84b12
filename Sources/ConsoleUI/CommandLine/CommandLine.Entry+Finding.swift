// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension CommandLine {
    /// Short names by which commands are known elsewhere.
    static let aliases: [String: String] = [
        "q": "quit", "q!": "quit", "exit": "quit", "h": "help", "keys": "help", "ls": "timeline", "log": "timeline",
        "audit": "timeline", "home": "overview", "health": "sources", "catalog": "workflows", "reqs": "requests",
        "find": "filter", "grep": "filter", "tail": "follow", "reload": "refresh", "colors": "theme", "fwd": "forward",
    ]

    /// The command that a name means: itself, an alias, a beginning, or letters of it in order (`tl` for `timeline`),
    /// the first letter always its own. Two that fit are none.
    static func entry(named name: String) throws(Problem) -> Entry {
        if let exact = entries.first(where: { $0.name == name }) { return exact }
        if let alias = aliases[name], let entry = entries.first(where: { $0.name == alias }) { return entry }
        for candidates in [entries.filter { $0.name.hasPrefix(name) }, entries.filter { matches(name, $0.name) }] {
            if candidates.count == 1 { return candidates[0] }
            guard candidates.isEmpty else {
                throw Problem(
                    message: Words.Commands.ambiguous(name, candidates.map(\.name)), column: 0, length: name.count)
            }
        }
        throw Problem(message: Words.Commands.unknown(name), column: 0, length: name.count)
    }

    /// Names that complete what was typed: those that begin with it first, then those that have its letters in order.
    static func completions(ofName typed: String) -> [String] {
        let names = entries.map(\.name)
        let beginning = names.filter { $0.hasPrefix(typed) }
        guard !typed.isEmpty else { return beginning }
        return beginning + names.filter { !$0.hasPrefix(typed) && matches(typed, $0) }
    }

    /// Whether the letters stand in the name in their order, the first one at its start.
    private static func matches(_ letters: String, _ name: String) -> Bool {
        guard let first = letters.first, name.first == first else { return false }
        var rest = name[...]
        for letter in letters {
            guard let index = rest.firstIndex(of: letter) else { return false }
            rest = rest[rest.index(after: index)...]
        }
        return true
    }
}
