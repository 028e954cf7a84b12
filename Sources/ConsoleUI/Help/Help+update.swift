// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Console.State {
    /// The keys that match what was typed into the help.
    func helpEntries(_ help: Help.State) -> [Console.Binding] {
        let needle = help.search.text.trimmingSpaces.lowercased()
        guard !needle.isEmpty else { return bindings }
        return bindings.filter { binding in
            let keys = binding.keys.map(\.name.description).joined(separator: " ")
            return "\(keys) \(binding.label)".lowercased().contains(needle)
        }
    }

    mutating func handleHelpKey(_ event: KeyEvent, help: Help.State) -> [Console.Effect] {
        var help = help
        let entries = helpEntries(help)
        let index = dialogs.count - 1
        switch event {
        case KeyEvent(.escape), .control("c"):
            dialogs.removeLast()
            return []
        case KeyEvent(.enter):
            guard entries.indices.contains(help.selection) else { return [] }
            dialogs.removeLast()
            return run(entries[help.selection])
        case KeyEvent(.down), KeyEvent(.tab): help.selection = min(help.selection + 1, max(0, entries.count - 1))
        case KeyEvent(.up), KeyEvent(.backTab): help.selection = max(0, help.selection - 1)
        case KeyEvent(.pageDown): help.selection = min(help.selection + 10, max(0, entries.count - 1))
        case KeyEvent(.pageUp): help.selection = max(0, help.selection - 10)
        default:
            if help.search.handle(event) { help.selection = 0 }
        }
        dialogs[index] = .help(help)
        return []
    }
}
