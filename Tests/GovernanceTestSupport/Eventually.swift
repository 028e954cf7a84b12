// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What a test waited for did not come about.
public struct NeverHeld: Error {}

/// Waits until a condition holds that nothing announces: what another process, a terminal's screen or a row is like can
/// only be looked at again. Where something does announce it (a stream, a continuation, the end of a task), wait for that.
///
/// - Parameters:
///   - limit: how long to wait; generous, since many tests share a machine.
///   - condition: what is to hold; looked at again every few milliseconds.
/// - Throws: `NeverHeld` past the limit, and what the condition throws.
public func eventually(
    within limit: Duration = .seconds(60), _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHeld() }
        // Between two looks: without it the wait itself would take the processor from what is waited for.
        try await Task.sleep(for: .milliseconds(5))
    }
}
