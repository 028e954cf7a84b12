// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

extension Console {
    /// How a person works at the console, from flags, variables and files; the same for a whole session.
    public struct Conventions: Sendable, Equatable {
        public var keymap: Keymap
        /// For screen readers: one column of words without borders, and nothing drawn anew that was not asked for.
        public var isPlain: Bool
        /// Whether clicks and the wheel are the console's from the start.
        public var usesMouse: Bool
        /// What was run at the command line in earlier sessions, oldest first.
        public var history: [String]
        /// What of the person's files is not used, for a notice at the start.
        public var problems: [String]

        public init(
            keymap: Keymap = .standard, isPlain: Bool = false, usesMouse: Bool = true, history: [String] = [],
            problems: [String] = []
        ) {
            self.keymap = keymap
            self.isPlain = isPlain
            self.usesMouse = usesMouse
            self.history = history
            self.problems = problems
        }
    }
}

extension Console.State {
    /// What the conventions change before anything is known.
    mutating func adopt(_ conventions: Console.Conventions) {
        self.conventions = conventions
        isMouseCaptured = conventions.usesMouse
        commandHistory = conventions.history
        if conventions.isPlain {
            // Nothing moves under someone who listens: they ask for what is new.
            refresh.isPaused = true
            size = Plain.layout(for: size)
            timeline.isFollowing = false
        }
        if let first = conventions.problems.first {
            inform(Words.Keymap.notice(first, others: conventions.problems.count - 1), .warning)
        }
    }
}
