// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("Sources")
struct SourcesTests {
    @Test("B15: a probe of seconds ago is not a minute old because the minute has turned")
    func moments() async {
        let clock = Desk.Clock(Desk.start.startOfMinute.advanced(by: .seconds(58)))
        let desk = await Desk.open(width: 120, height: 40, clock: clock, coverage: [.live, .offline])
        await desk.press(.character("3"))
        await desk.wait(.seconds(4))
        #expect(desk.shows("checked 16:40:58") && !desk.shows("1m ago"))
        // A day later, with nothing asked meanwhile, it says of which day it is.
        await desk.press(.character("p"))
        await desk.wait(.seconds(86_400))
        #expect(desk.shows("checked 2026-03-11 16:40:58"))
    }
}
