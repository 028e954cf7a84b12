// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas

extension Console.State {
    /// Bindings with the keys that the person gave them.
    func mapped(_ bindings: [Console.Binding]) -> [Console.Binding] {
        let keymap = conventions.keymap
        guard !keymap.chosen.isEmpty else { return bindings }
        return bindings.map { binding in
            guard let name = binding.command.actionName, let keys = keymap.chosen[name] else { return binding }
            var binding = binding
            // Ctrl-C always leaves: whoever loses their way in a key file can still get out.
            binding.keys = keys + (binding.command == .quit && !keys.contains(.control("c")) ? [.control("c")] : [])
            return binding
        }
    }

    /// The first key of an action as the screen writes it; a dash where it has none.
    func keyName(_ action: String) -> DisplayText {
        conventions.keymap.keys(of: action).first?.name ?? "–"
    }

    /// The key that a dialog of reading is given: it knows the standard ones.
    func standardKey(for event: KeyEvent) -> KeyEvent? {
        switch dialogs.last {
        case .event: conventions.keymap.standardKey(for: event, in: .event)
        case .review(let review) where !review.isAction:
            conventions.keymap.standardKey(for: event, in: .request)
        default: event
        }
    }
}
