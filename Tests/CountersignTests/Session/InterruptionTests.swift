// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CountersignProgram
import Governance
import PrivateCluster
import Testing

@testable import countersign

@Suite("Ends of the program")
struct InterruptionTests {
    @Test("A15: a signal does not hide that an action may have taken effect")
    func unsettled() {
        let words = "The connection was lost before PostgreSQL answered; the action may have taken effect."
        #expect(
            CommandFailure(interrupting: GovernanceError(.unsettled, words)) == CommandFailure(.interrupted, words))
        #expect(CommandFailure(interrupting: GovernanceError(.cancelled, "Cancelled.")) == CommandFailure(.interrupted))
        #expect(CommandFailure(interrupting: CancellationError()) == CommandFailure(.interrupted))
    }

    @Test("What PostgreSQL refused is not worth trying again; what got no answer may be")
    func statuses() {
        #expect(CommandFailure(GovernanceError(.unexpected, "Refused.")).status == .refused)
        #expect(CommandFailure(GovernanceError(.unsettled, "No answer.")).status == .unavailable)
        #expect(CommandFailure(ClusterError(.inUse, "Others use it.")).status == .refused)
        #expect(CommandFailure(ClusterError(.startTimeout, "Later.")).status == .unavailable)
    }
}
