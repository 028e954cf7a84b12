// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("A35 B49 B52 B53: a support auditor mutates nothing but a rollback's second signature and review notes")
struct SupportAuditorTests {
    /// Every key that a keyboard has.
    private static let keys: [KeyEvent] =
        (0x20...0x7E).compactMap { Unicode.Scalar($0).map { KeyEvent.character(Character($0)) } }
        + "abcdefghijklmnopqrstuvwxyz".map { KeyEvent.control($0) }
        + [KeyEvent(.enter), KeyEvent(.tab), KeyEvent(.backTab), KeyEvent(.delete), KeyEvent(.insert), KeyEvent(.end)]

    /// Whether what lies on top could end in something that an auditor may do.
    private func isAllowed(_ dialog: Console.Dialog?, _ day: GovernedScene.Day) -> Bool {
        switch dialog {
        case .form: return false
        case .review(let review):
            switch review.subject {
            case .request(let request, .sign?): return request.id == day.rollback
            case .request(_, .review?), .step(.reviewEscalation), .request(_, nil), .loading, .missing: return true
            case .request, .opening, .step, .drafting, .amending: return false
            }
        default: return true
        }
    }

    @Test("No key on any screen, with any row in focus, opens a way to act", arguments: Console.Tab.allCases)
    func keys(tab: Console.Tab) async throws {
        let day = try await GovernedScene.day()
        let desk = await GovernedScene.desk(as: "auditor_1", day)
        await desk.press(.character(Character("\(tab.rawValue)")))
        for _ in 0..<9 {
            let before = desk.state
            for key in Self.keys {
                await desk.press(key)
                #expect(isAllowed(desk.state.dialogs.last, day), "\(key.name) on \(tab)")
                // A request that is only read has the same keys once more.
                if case .review(let review)? = desk.state.dialogs.last, !review.isAction {
                    for inner in Self.keys {
                        let reading = desk.state
                        await desk.press(inner)
                        #expect(isAllowed(desk.state.dialogs.last, day), "\(inner.name) while reading")
                        desk.state = reading
                    }
                }
                desk.state = before
            }
            await desk.press(KeyEvent(.down))
        }
        #expect(desk.performed.isEmpty)
    }

    @Test("No command does, however it is called")
    func commands() async throws {
        let day = try await GovernedScene.day()
        let desk = await GovernedScene.desk(as: "auditor_1", day)
        let packages = try await day.model.clients(as: "auditor_1").packages.packages()
        var commands: [Console.Command] = desk.state.workflows.all.flatMap {
            [.openWorkflow($0.key), .openForm($0.key, prefilling: [:])]
        }
        commands += packages.flatMap { package -> [Console.Command] in
            [
                .openDraft(package), .begin(.block(package)), .begin(.unblock(package)), .begin(.serve(package)),
                .begin(.drain(package)),
            ]
        }
        commands += desk.state.workflows.leases.map { .begin(.escalate($0)) } + [.openDraft(nil)]
        for command in commands {
            await desk.run(desk.state.run(command))
            #expect(desk.state.dialogs.isEmpty, "\(command)")
            #expect(desk.state.notice?.kind == .warning, "\(command)")
        }
        for entry in CommandLine.entries {
            for argument in ["", " deployment-package", " \(day.quota)", " \(day.rollback)"] {
                guard entry.name != "quit", let command = try? CommandLine.parse(entry.name + argument) else {
                    continue
                }
                await desk.run(desk.state.run(command))
                #expect(isAllowed(desk.state.dialogs.last, day), "\(entry.name)")
                desk.state.dialogs = []
            }
        }
        #expect(desk.performed.isEmpty)
    }

    @Test("Each persona is offered what their roles allow, and told why not")
    func matrix() async throws {
        let day = try await GovernedScene.day()
        let expected: [(String, GovernedKind, String, Bool)] = [
            ("auditor_1", .sign, day.rollback, true), ("finance_1", .sign, day.rollback, false),
            ("operator_2", .sign, day.rollback, false), ("admin_1", .sign, day.rollback, false),
            ("finance_1", .sign, day.quota, true), ("auditor_1", .sign, day.quota, false),
            ("auditor_1", .reject, day.rollback, false), ("operator_2", .reject, day.rollback, true),
            ("finance_1", .reject, day.quota, true), ("operator_1", .reject, day.quota, false),
            ("operator_1", .withdraw, day.quota, true), ("operator_2", .withdraw, day.quota, false),
            ("operator_1", .execute, day.retirement, true), ("operator_2", .execute, day.retirement, true),
            ("finance_1", .execute, day.retirement, false), ("auditor_1", .execute, day.retirement, false),
            ("admin_1", .execute, day.retirement, false), ("operator_2", .execute, day.quota, false),
            ("auditor_1", .review, day.override, true), ("admin_1", .review, day.override, true),
            ("operator_1", .review, day.override, false), ("finance_1", .review, day.session, true),
            ("operator_1", .review, day.session, false), ("finance_1", .review, day.quota, false),
        ]
        for (login, kind, id, isOffered) in expected {
            let desk = await GovernedScene.desk(as: login, day)
            let request = try #require(desk.state.requests.loaded.value?.first { $0.id == id })
            let offer = desk.state.rules.offer(kind, on: request)
            #expect(offer.isAvailable == isOffered, "\(kind) by \(login): \(offer.reason ?? "offered")")
            if !isOffered { #expect(!(offer.reason ?? "").isEmpty) }
        }
    }
}
