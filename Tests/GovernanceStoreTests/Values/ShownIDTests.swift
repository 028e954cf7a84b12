// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance
import Testing

@testable import GovernanceStore

@Suite("Ids as people see them")
struct ShownIDTests {
    private static let uuid = "0198c2e4-aaaa-7bbb-8ccc-0123456789ab"

    @Test("C3: an event's shown id and its bare UUID mean the same")
    func forms() {
        #expect(ShownID.uuid("audit_" + Self.uuid, prefix: ShownID.eventPrefix) == Self.uuid)
        #expect(ShownID.uuid(Self.uuid.uppercased(), prefix: ShownID.eventPrefix) == Self.uuid)
        #expect(ShownID.event(Self.uuid) == "audit_" + Self.uuid)
    }

    @Test(
        "anything else is no id",
        arguments: [
            "", "audit_", "req_0198c2e4-aaaa-7bbb-8ccc-0123456789ab", "0198c2e4aaaa7bbb8ccc0123456789ab",
            "0198c2e4-aaaa-7bbb-8ccc-0123456789ag", "0198c2e4-aaaa-7bbb-8ccc-0123456789ab'",
            "é198c2e4-aaaa-7bbb-8ccc-0123456789a",
        ])
    func refused(text: String) {
        #expect(ShownID.uuid(text, prefix: ShownID.eventPrefix) == nil)
    }

    @Test("a time bounds the ids that were made in its millisecond")
    func bounds() {
        #expect(RecordingID.lowest(millisecond: 0x0198_c2e4_aaaa) == "0198c2e4-aaaa-0000-0000-000000000000")
        #expect(RecordingID.highest(millisecond: 0x0198_c2e4_aaaa) == "0198c2e4-aaaa-ffff-ffff-ffffffffffff")
        #expect(RecordingID.lowest(millisecond: -5) == "00000000-0000-0000-0000-000000000000")
        #expect(RecordingID.millisecond(of: Self.uuid) == 0x0198_c2e4_aaaa)
        #expect(RecordingID.millisecond(of: "x") == nil)
        #expect(Timestamp(microseconds: -1).millisecond == -1)
        #expect(Timestamp(microseconds: 1_999).millisecond == 1)
    }
}
