// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
import Synchronization

extension InMemoryGovernance {
    /// What a private cluster on this machine would say.
    func inspectionClient(as login: String) -> InspectionClient {
        InspectionClient(
            connection: {
                try self.requireLive()
                return ConnectionFacts(
                    url: "postgresql:///countersign?host=/run/countersign&port=5432&user=\(login)",
                    database: "countersign", login: login, authMethod: "peer",
                    systemIdentifier: "7431895520148736519")
            },
            unsafeLogins: {
                try self.requireLive()
                return self.state.withLock { $0.unsafeLogins }
            },
            sealing: {
                try self.requireLive()
                return self.state.withLock { state in
                    SealingState(
                        head: Int64(state.events.count), sealedAt: state.sealedAt ?? self.now(),
                        pending: state.pending, askedAt: self.now())
                }
            })
    }

    /// Says which logins PostgreSQL would refuse.
    public func setUnsafeLogins(_ logins: [UnsafeLogin]) {
        state.withLock { $0.unsafeLogins = logins }
    }

    /// Says how many calls left no record.
    public func setAttemptsWithoutRecord(_ count: Int64) {
        state.withLock { $0.attemptsWithoutRecord = count }
    }

    /// Lets events wait for their numbers since a moment.
    public func setSealing(pending: Int, since: Timestamp?) {
        state.withLock { state in
            state.pending = pending
            state.sealedAt = since
        }
    }
}
