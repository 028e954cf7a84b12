// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("C40 B58: what belongs to the event that is read")
struct RelatedTests {
    /// A call of an agent as the newest event: 12 others of its session, two of its request, 130 calls of the agent within
    /// the hour, one grant to it, and nothing else on its resource.
    private static func desk(width: Int = 120, height: Int = 40) async -> Desk {
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance.demonstration(now: { clock.now })
        func add(_ title: String, _ change: (inout AuditEvent) -> Void) {
            var event = AuditEvent(
                id: "", occurredAt: clock.now, recordedAt: clock.now, stream: .runtime, category: "runtime",
                severity: .low, action: "X", title: title)
            change(&event)
            model.append(event)
            clock.advance(by: .seconds(10))
        }
        add("Long ago") { $0.actorUsername = "agent-7" }
        clock.advance(by: .seconds(7_200))
        add("Granted") {
            $0.stream = .governance
            ($0.actorUsername, $0.resourceType, $0.resourceID) = ("admin_1", "person", "agent-7")
        }
        for number in 1...117 { add("Call \(number)") { $0.actorUsername = "agent-7" } }
        for number in 1...12 { add("Session \(number)") { ($0.actorUsername, $0.correlationID) = ("agent-7", "s-9") } }
        for number in 1...2 { add("Step \(number)") { $0.requestID = "req_0198c0de-0000-7000-8000-000000000001" } }
        add("The call") {
            ($0.actorUsername, $0.correlationID) = ("agent-7", "s-9")
            $0.requestID = "req_0198c0de-0000-7000-8000-000000000001"
            ($0.resourceType, $0.resourceID) = ("tool", "tickets:list")
        }
        let desk = await Desk.open(width: width, height: height, model: model, clock: clock)
        await desk.press(.character("2"))
        return desk
    }

    private static func isCount(_ effect: Console.Effect) -> Bool {
        if case .countRelated = effect { true } else { false }
    }

    @Test("Each relation has its number and how many others there are; the event waits for none of it, nothing moves")
    func counts() async throws {
        let desk = await Self.desk()
        desk.isHolding = Self.isCount
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("The call"))
        #expect(desk.shows("Related           1 same correlation id: …      2 same request: …"))
        #expect(desk.shows("Within 1h         3 by agent-7: …      4 on tickets:list: …      5 about agent-7: …"))
        let row = try #require(desk.row(of: "recorded at"))
        await desk.release()
        #expect(desk.shows("Related           1 same correlation id: 12     2 same request: 2"))
        #expect(desk.shows("Within 1h         3 by agent-7: 100+   4 on tickets:list: 0      5 about agent-7: 1"))
        #expect(desk.row(of: "recorded at") == row)
    }

    @Test("Its number opens the timeline with the relation, the count and the event itself on it, and Esc leads back")
    func opens() async {
        let desk = await Self.desk()
        await desk.press(KeyEvent(.enter), .character("1"))
        #expect(desk.state.dialogs.isEmpty)
        #expect(desk.state.timeline.filterText == "correlation:s-9")
        #expect(desk.state.timeline.window.events.count == 13)
        await desk.press(KeyEvent(.escape), KeyEvent(.enter), .character("5"))
        #expect(desk.state.timeline.window.events.map(\.title) == ["Granted"])
        await desk.press(KeyEvent(.escape), KeyEvent(.enter), .character("6"))
        #expect(desk.state.dialogs.count == 1)
        await desk.press(.character("3"))
        #expect(desk.state.timeline.filter.terms == [EventFilter.Term(field: .actor, values: ["agent-7"])])
        #expect(!desk.state.timeline.window.events.map(\.title).contains("Long ago"))
    }

    @Test("A click on it does the same", arguments: ScreenTests.sizes)
    func click(size: Size) async throws {
        let desk = await Self.desk(width: size.width, height: size.height)
        await desk.press(KeyEvent(.enter))
        try await desk.click("about agent-7")
        #expect(desk.state.timeline.window.events.map(\.title) == ["Granted"])
    }

    @Test("Who reads the next event or leaves ends the count, and the next event has its own")
    func leaving() async {
        let desk = await Self.desk()
        desk.isHolding = Self.isCount
        await desk.press(KeyEvent(.enter), .character("n"), KeyEvent(.escape))
        #expect(desk.effects.count { Self.isCount($0) } == 2)
        #expect(desk.effects.last == .cancel(.related))
        await desk.release()
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("Related           1 same request: 2"))
    }

    @Test("Without the database there are no counts, and they come with it")
    func lost() async {
        let desk = await Self.desk()
        desk.isHolding = Self.isCount
        await desk.press(KeyEvent(.enter))
        await desk.send(.store(.lost(since: desk.clock.now, reason: "gone")))
        await desk.send(.relatedCounted(.failure(GovernanceError(.cancelled, "")), token: desk.state.lastToken))
        #expect(desk.shows("The call") && !desk.shows("same request: 2"))
        await desk.release()
        await desk.send(.store(.live(InMemoryGovernance.facts)))
        #expect(desk.shows("same request: 2"))
    }

    @Test("A failure is a question mark, and an event that is fetched is counted too")
    func failure() async {
        let desk = await Self.desk()
        let oldest = desk.model.events.last { $0.title == "Long ago" }
        await desk.press(.character(":"))
        await desk.type("event \(oldest?.id ?? "")")
        await desk.press(KeyEvent(.enter))
        #expect(desk.shows("1 by agent-7: 0"))
        await desk.press(KeyEvent(.escape))
        desk.isHolding = Self.isCount
        await desk.press(KeyEvent(.enter))
        await desk.send(
            .relatedCounted(.failure(GovernanceError(.unexpected, "No.")), token: desk.state.lastToken))
        #expect(desk.shows("1 same correlation id: ?"))
    }
}
