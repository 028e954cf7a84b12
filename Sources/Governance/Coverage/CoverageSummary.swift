// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// How many sources are live, of how many.
public struct CoverageSummary: Sendable, Hashable, CustomStringConvertible {
    public var live: Int
    public var total: Int

    public init(live: Int, total: Int) {
        self.live = live
        self.total = total
    }

    public init(_ statuses: [SourceStatus], total: Int) {
        self.init(live: statuses.count { $0.state == .live }, total: total)
    }

    /// `3/5`, as recorded with each action.
    public var description: String { "\(live)/\(total)" }
}
