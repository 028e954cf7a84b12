// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Postgres

extension Query.Interpolation {
    /// A text that may be missing; under a name of its own, since the compiler warns of optionals in plain
    /// interpolations.
    mutating func appendInterpolation(text: String?) {
        appendInterpolation(text)
    }
}
