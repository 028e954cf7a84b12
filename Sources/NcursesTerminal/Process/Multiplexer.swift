// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What stands between the program and the terminal of the person.
enum Multiplexer: String {
    case tmux
    case screen

    /// The innermost one, to which the program's output goes first; nil where there is none.
    ///
    /// Each sets a variable of its own and inherits the other's: where both are set, TERM tells. GNU screen sets it to
    /// `screen…`, tmux to what it is told, `screen…` or `tmux…`; so a `tmux…` is tmux, and what may be either is taken
    /// for screen, which misreads more.
    init?(_ environment: [String: String]) {
        let isTmux = environment["TMUX"]?.isEmpty == false
        let isScreen = environment["STY"]?.isEmpty == false
        switch (isTmux, isScreen) {
        case (true, true): self = environment["TERM"]?.hasPrefix("tmux") == true ? .tmux : .screen
        case (true, false): self = .tmux
        case (false, true): self = .screen
        case (false, false): return nil
        }
    }
}
