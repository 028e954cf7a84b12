// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The screens that were visited: back, and forward again.
extension Console.State {
    /// The most places that are kept in each direction.
    static let placeLimit = 50

    /// Goes to a screen of choice; what lay ahead is no longer there.
    mutating func leave(for tab: Console.Tab) {
        visited.append(self.tab)
        if visited.count > Self.placeLimit { visited.removeFirst() }
        ahead = []
        self.tab = tab
    }

    mutating func goBackward() {
        guard let last = visited.popLast() else { return }
        ahead.append(tab)
        if ahead.count > Self.placeLimit { ahead.removeFirst() }
        tab = last
    }

    mutating func goForward() {
        guard let next = ahead.popLast() else { return inform(Words.Notices.nothingAhead) }
        visited.append(tab)
        tab = next
    }
}
