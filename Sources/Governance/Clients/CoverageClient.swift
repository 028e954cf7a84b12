// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Probes the local services.
public struct CoverageClient: Sendable {
    public var sources: [SourceDefinition]
    /// Probes all sources at once; each status arrives as soon as it is known, in any order.
    public var probe: @Sendable () -> AsyncStream<SourceStatus>

    public init(sources: [SourceDefinition], probe: @escaping @Sendable () -> AsyncStream<SourceStatus>) {
        self.sources = sources
        self.probe = probe
    }
}

extension CoverageClient {
    /// One whole round, in the order of the sources.
    public func statuses() async -> [SourceStatus] {
        var found: [String: SourceStatus] = [:]
        for await status in probe() {
            found[status.source.name] = status
        }
        return sources.compactMap { found[$0.name] }
    }
}
