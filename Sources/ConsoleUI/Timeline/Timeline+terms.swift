// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// Terms of the filter, switched off and on one by one.
extension Timeline {
    /// The terms of an expression as they were written.
    static func terms(in expression: String) -> [String] {
        var terms: [String] = []
        var term = ""
        var isQuoted = false
        var isEscaped = false
        for character in expression {
            if character.isWhitespace, !isQuoted {
                if !term.isEmpty { terms.append(term) }
                term = ""
                continue
            }
            term.append(character)
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = isQuoted
            } else if character == "\"" {
                isQuoted.toggle()
            }
        }
        return term.isEmpty ? terms : terms + [term]
    }
}

extension Console.State {
    /// Switches the last term off; where none is left, all of them on again.
    mutating func toggleTerm() -> [Console.Effect] {
        var terms = Timeline.terms(in: timeline.filterText)
        if let last = terms.popLast() { return filter(by: terms, off: timeline.termsOff + [last]) }
        guard !timeline.termsOff.isEmpty else {
            inform(Words.Timeline.noTerms)
            return []
        }
        return filter(by: timeline.termsOff.reversed(), off: [])
    }

    /// Switches a term by its place: those that are on from 0, those that are off from -1 downwards.
    mutating func toggleTerm(at place: Int) -> [Console.Effect] {
        var on = Timeline.terms(in: timeline.filterText)
        var off = timeline.termsOff
        if on.indices.contains(place) {
            off.append(on.remove(at: place))
        } else if off.indices.contains(-1 - place) {
            on.append(off.remove(at: -1 - place))
        } else {
            return []
        }
        return filter(by: on, off: off)
    }

    private mutating func filter(by terms: [String], off: [String]) -> [Console.Effect] {
        let effects = apply(filterText: terms.joined(separator: " "))
        timeline.termsOff = off
        return effects
    }
}
