// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Suggestions for mistyped words.
public enum Spelling {
    /// The candidate that `word` was most likely meant to be, or nil where none is near enough to be worth naming.
    ///
    /// A candidate that begins with the word counts as near, else the edit distance (insertions, deletions,
    /// substitutions and swaps of neighbours) must be at most a third of the longer word's length, and two for short
    /// words.
    public static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
        let typed = Array(word.lowercased().prefix(64))
        guard !typed.isEmpty else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased())
            let isPrefix = typed.count >= 3 && letters.starts(with: typed)
            let distance = isPrefix ? 1 : editDistance(typed, letters)
            let allowance = max(typed.count, letters.count) <= 3 ? 1 : max(2, max(typed.count, letters.count) / 3)
            guard distance <= allowance else { continue }
            if let known = best, known.distance <= distance { continue }
            best = (candidate, distance)
        }
        return best?.candidate
    }

    /// Optimal string alignment distance: edits that turn one word into the other, no part edited twice.
    static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let substitution = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
                var cost = min(substitution, last[column] + 1, current[column - 1] + 1)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    cost = min(cost, beforeLast[column - 2] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
