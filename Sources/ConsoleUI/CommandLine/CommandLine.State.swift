// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The `:` line.
enum CommandLine {
    struct State: Sendable, Equatable {
        var editor = LineEditor()
        /// The completion in focus; nil while none was chosen.
        var completion: Int?
        /// What was typed before a completion replaced it.
        var completed: String?
        /// How far back in the history; nil is the line being written.
        var historyIndex: Int?
        /// What was written before going back in history.
        var draft = ""
        var problem: Problem?
        /// What Ctrl-R looks for; nil while it does not.
        var searched: String?
    }
}
