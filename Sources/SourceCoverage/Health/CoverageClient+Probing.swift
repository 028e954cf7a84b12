// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
public import Governance
public import Logging

extension CoverageClient {
    /// A client that asks each source's health path over HTTP.
    ///
    /// All probes of a round run at once, each held to its own timeout, so that a round takes as long as the longest
    /// timeout at most. Ending the iteration early cancels what is under way.
    public static func probing(
        _ sources: [SourceDefinition], logger: Logger = Logger(label: "countersign.sources")
    ) -> CoverageClient {
        CoverageClient(sources: sources) {
            AsyncStream { continuation in
                let round = Task {
                    await withTaskGroup(of: SourceStatus.self) { probes in
                        for source in sources {
                            probes.addTask { await status(of: source, logger: logger) }
                        }
                        for await status in probes {
                            continuation.yield(status)
                        }
                    }
                    continuation.finish()
                }
                continuation.onTermination = { _ in round.cancel() }
            }
        }
    }

    private static func status(of source: SourceDefinition, logger: Logger) async -> SourceStatus {
        let clock = ContinuousClock()
        let start = clock.now
        var answer: HealthAnswer?
        if let target = HTTPTarget(url: source.url, path: source.healthPath) {
            let body = BoundedBody(limit: HealthAnswer.bodyLimit)
            answer = await HTTPExchange.get(target, into: body, timeout: source.timeout).map { answer in
                HealthAnswer(
                    httpStatus: answer.status, body: Data(answer.body.bytes), isComplete: answer.isComplete)
            }
        } else {
            logger.warning("A source has no valid URL", metadata: ["source": "\(source.name)"])
        }
        let latency = start.duration(to: clock.now)
        let verdict = HealthVerdict(answer)
        return SourceStatus(
            source: source, state: verdict.state, message: verdict.message,
            latency: answer == nil ? nil : latency,
            checkedAt: Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)),
            version: verdict.version)
    }
}
