// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

/// Forms, reviews and lists of a day on which every kind of governed step is due.
@Suite("Screens of governed steps")
struct GovernedScreenTests {
    enum Place: String, CaseIterable {
        case duties
        case leases
        case rollbackForm = "rollback-form"
        case retirementForm = "retirement-form"
        case rollbackSignature = "rollback-signature"
        case retirementExecution = "retirement-execution"
        case answer
    }

    @Test("B34 B36 B41–B50 B60–B62: every governed view at every size", arguments: Place.allCases, ScreenTests.sizes)
    func screens(place: Place, size: Size) async throws {
        for persona in ["operator_1", "finance_1", "auditor_1"] {
            let day = try await GovernedScene.day()
            let desk = await GovernedScene.desk(as: persona, day, width: size.width, height: size.height)
            try await go(to: place, desk, day)
            try expectScreen(desk.canvas, "governed.\(place.rawValue).\(persona).\(size.width)x\(size.height)")
        }
    }

    private func go(to place: Place, _ desk: Desk, _ day: GovernedScene.Day) async throws {
        switch place {
        case .duties: await desk.press(.character("6"))
        case .leases: await desk.press(.character("5"), .character("G"))
        case .rollbackForm:
            await desk.run(
                desk.state.openForm("rollback-package-approval", prefilling: ["package": "POD Engine Alpha"]))
            guard !desk.state.dialogs.isEmpty else { return }
            await desk.type(GovernedScene.reason)
            await desk.press(KeyEvent(.tab))
            await desk.type("POD Engine")
        case .retirementForm:
            await desk.run(desk.state.openForm("engine-retirement-package"))
            guard !desk.state.dialogs.isEmpty else { return }
            await desk.press(KeyEvent(.down), KeyEvent(.tab), .character(" "), KeyEvent(.down), .control("s"))
        case .rollbackSignature: try await desk.begin(.sign, on: day.rollback)
        case .retirementExecution: try await desk.begin(.execute, on: day.retirement)
        case .answer:
            try await desk.begin(.sign, on: day.quota)
            if desk.topReview != nil { try await desk.confirm() }
        }
    }
}
