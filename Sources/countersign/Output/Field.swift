// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// One value of a record, before it is written in any format.
indirect enum Field: Sendable, Hashable {
    case null
    case text(String)
    case integer(Int64)
    case flag(Bool)
    /// Milliseconds and the like; written with at most three decimals.
    case number(Double)
    case moment(Timestamp)
    case list([Field])
    case record(Record)
    case json(JSONValue)

    init(_ text: String?) {
        self = text.map(Field.text) ?? .null
    }

    init(_ number: Int?) {
        self = number.map { .integer(Int64($0)) } ?? .null
    }

    init(_ moment: Timestamp?) {
        self = moment.map(Field.moment) ?? .null
    }

    init(_ texts: [String]) {
        self = .list(texts.map(Field.text))
    }
}
