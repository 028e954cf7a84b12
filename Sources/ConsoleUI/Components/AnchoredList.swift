// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A reader's place in a list that changes under them: the row they look at, and the row at the top.
///
/// Both are kept by identity, not by number, so rows that arrive above never move what is being read.
struct AnchoredList<ID: Hashable & Sendable>: Sendable, Equatable {
    /// The row in focus; nil is the first one, whichever that is.
    private(set) var selected: ID?
    /// The row at the top of the view; nil is the first one.
    private(set) var top: ID?

    /// Whether the reader stands at the head and takes whatever comes first.
    var isAtHead: Bool { selected == nil && top == nil }

    func selectedIndex(in ids: [ID]) -> Int {
        selected.flatMap { ids.firstIndex(of: $0) } ?? 0
    }

    /// The first visible row, so that the row in focus lies within `height` rows.
    func topIndex(in ids: [ID], height: Int) -> Int {
        let height = max(1, height)
        let wanted = top.flatMap { ids.firstIndex(of: $0) } ?? 0
        let focus = selectedIndex(in: ids)
        return min(max(wanted, focus - height + 1), focus)
    }

    /// Moves the focus by so many rows, and the view as little as needed.
    mutating func move(by delta: Int, in ids: [ID], height: Int) {
        guard !ids.isEmpty else { return }
        select(index: min(max(selectedIndex(in: ids) + delta, 0), ids.count - 1), in: ids, height: height)
    }

    mutating func select(index: Int, in ids: [ID], height: Int) {
        guard ids.indices.contains(index) else { return }
        let before = topIndex(in: ids, height: height)
        selected = ids[index]
        top = ids[min(max(before, index - max(1, height) + 1), index)]
    }

    /// Fixes the place to the rows that are shown now, so that arrivals no longer move it.
    mutating func pin(in ids: [ID], height: Int) {
        guard !ids.isEmpty else { return }
        select(index: selectedIndex(in: ids), in: ids, height: height)
    }

    /// Back to the first row, and to whatever comes first later.
    mutating func goToHead() {
        selected = nil
        top = nil
    }

    /// Holds the place when rows go away: the row in focus, or the nearest that is left.
    mutating func rowsChanged(from old: [ID], to new: [ID]) {
        selected = survivor(of: selected, from: old, to: new)
        top = survivor(of: top, from: old, to: new)
    }

    private func survivor(of id: ID?, from old: [ID], to new: [ID]) -> ID? {
        guard let id, !new.contains(id) else { return id }
        guard let index = old.firstIndex(of: id) else { return new.first }
        let left = Set(new)
        return old[index...].first(where: left.contains) ?? old[..<index].last(where: left.contains)
    }
}
