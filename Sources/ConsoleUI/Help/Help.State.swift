// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The keys of the screen below, searchable; Enter runs the one in focus.
enum Help {
    struct State: Sendable, Equatable {
        var search = LineEditor()
        var selection = 0
    }
}
