// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Which states of sources are worth telling: those that two probes in a row have found.
///
/// One probe that runs into its deadline on a busy machine is no blind spot.
public struct CoverageConfirmation: Sendable, Hashable {
    private var last: [SourceStatus.ID: SourceStatus.State] = [:]

    public init() {}

    /// Adds what a probe found.
    ///
    /// - Parameter status: Of one source.
    /// - Returns: Whether the probe before found the same state.
    public mutating func confirms(_ status: SourceStatus) -> Bool {
        defer { last[status.id] = status.state }
        return last[status.id] == status.state
    }
}
