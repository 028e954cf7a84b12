// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing
import ThemeKit

@testable import ConsoleUI

/// Repeatable chance: SplitMix64.
struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite("Chance")
struct FuzzTests {
    static let sizes = [
        (0, 0), (1, 1), (1, 500), (500, 1), (2, 3), (59, 15), (60, 14), (60, 15), (61, 16), (79, 23), (109, 29),
        (110, 30), (119, 39), (130, 20), (160, 44), (200, 16), (60, 200), (500, 200),
    ]

    @Test("Every view draws at every size, however absurd", arguments: ScreenTests.Place.allCases)
    func sizes(place: ScreenTests.Place) async throws {
        let desk = try await Scene.desk(as: "operator_1", size: Size(width: 120, height: 40))
        try await Scene.go(to: place, desk)
        for (width, height) in Self.sizes {
            await desk.send(.resized(Size(width: width, height: height)))
            let canvas = desk.canvas
            #expect(canvas.size == Size(width: width, height: height))
            if width > 0, height > 0, width < 60 || height < 15 { #expect(!canvas.text.contains("Overview")) }
            if let cursor = canvas.cursor { #expect(canvas.bounds.contains(cursor)) }
            await desk.press(.character("j"), KeyEvent(.pageDown), KeyEvent(.up))
        }
    }

    @Test("B65: no control or format character of any field is ever drawn", arguments: 0..<12)
    func hostileText(seed: UInt64) async throws {
        var chance = Chance(state: seed)
        let clock = Desk.Clock(Desk.start)
        let model = InMemoryGovernance(now: { clock.now })
        for _ in 0..<12 { model.append(Self.hostileEvent(&chance, at: clock.now)) }
        let context = ActionContext(surface: Self.hostile(&chance), coverage: Self.hostile(&chance))
        for login in ["operator_1", "operator_2"] {
            let client = model.clients(as: login)
            _ = try await client.workflow.open(
                RequestDraft(
                    workflowKey: "break-glass-admin-session", arguments: ["tenant": .string(Self.hostile(&chance))],
                    reason: "long enough a reason " + Self.hostile(&chance)), context)
        }
        let widths = [61, 80, 120, 200]
        let desk = await Desk.open(
            as: "operator_1", width: widths[Int(seed) % widths.count], height: 40, model: model, clock: clock)
        await desk.send(.store(.lost(since: clock.now, reason: Self.hostile(&chance))))
        expectClean(desk.canvas)
        await desk.send(.store(.live(InMemoryGovernance.facts)))
        for tab in Console.Tab.allCases {
            await desk.press(.character(Character("\(tab.rawValue)")), .character("j"))
            expectClean(desk.canvas)
            await desk.press(.character("s"))
            expectClean(desk.canvas)
            await desk.press(KeyEvent(.escape))
            await desk.press(KeyEvent(.enter))
            expectClean(desk.canvas)
            await desk.paste(Self.hostile(&chance))
            expectClean(desk.canvas)
            await desk.press(KeyEvent(.escape), KeyEvent(.escape))
        }
        await desk.press(.character("/"))
        await desk.paste("actor:" + Self.hostile(&chance))
        await desk.press(KeyEvent(.enter))
        expectClean(desk.canvas)
        await desk.press(KeyEvent(.escape), .character(":"))
        await desk.paste(Self.hostile(&chance))
        await desk.press(KeyEvent(.enter))
        expectClean(desk.canvas)
    }

    private func expectClean(_ canvas: Canvas, sourceLocation: SourceLocation = #_sourceLocation) {
        for y in 0..<canvas.size.height {
            for cell in canvas.row(y) {
                for scalar in cell.text.unicodeScalars {
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                        Issue.record("U+\(String(scalar.value, radix: 16)) is drawn", sourceLocation: sourceLocation)
                    default: break
                    }
                }
            }
        }
    }

    static let pieces = [
        "\u{1B}[31m", "\u{1B}]52;c;AAAA\u{7}", "\u{9B}2J", "\u{202E}", "\u{2066}", "\u{200B}", "\u{200D}", "\u{AD}",
        "\u{FEFF}", "\u{E0041}", "\r", "\n", "\t", "\u{0}", "\u{7F}", "\u{2028}", "\u{2029}", "\u{301}\u{301}\u{301}",
        "Nоrthwind", "北京", "👩‍👩‍👧", "مرحبا", "<U+202E>", "plain", "e\u{301}", "\u{E000}", "\u{FFFE}", "\u{180E}",
    ]

    static func hostile(_ chance: inout Chance) -> String {
        (0..<Int.random(in: 1...8, using: &chance)).map { _ in pieces.randomElement(using: &chance) ?? "" }.joined()
    }

    static func hostileEvent(_ chance: inout Chance, at moment: Timestamp) -> AuditEvent {
        func text() -> String { hostile(&chance) }
        return AuditEvent(
            id: "", occurredAt: moment, recordedAt: moment, stream: .runtime, category: text(), severity: .critical,
            action: text(), title: text(), detail: text(), actorUsername: text(), actorEmail: text(),
            actorRoles: [text()], actorAuthMethod: text(), via: text(), clientAddress: text(), surface: text(),
            resourceType: text(), resourceID: text(), tenant: text(), environment: text(), packageID: text(),
            correlationID: text(), backend: text(), resultReference: text(), outcome: .unknown, errorCode: text(),
            errorMessage: text(),
            changes: .object([text(): .object(["old": .string(text()), "new": .string(text())])]),
            coverage: text(), origin: text(), originEventID: text())
    }

    @Test("B51 B52: no string of keys and pastes acts without its full confirmation")
    func randomKeys() async throws {
        var actions = 0
        for seed: UInt64 in 0..<24 { actions += try await Self.actions(afterRandomKeys: seed) }
        #expect(actions > 0, "the keys never got as far as a confirmation")
    }

    /// How much was done in one session of random keys, each of it after its confirmation.
    private static func actions(afterRandomKeys seed: UInt64) async throws -> Int {
        var chance = Chance(state: seed)
        let logins = ["operator_1", "operator_2", "finance_1", "auditor_1"]
        let desk = try await Scene.desk(
            as: logins[Int(seed) % logins.count], size: Size(width: 80 + Int(seed) % 3 * 40, height: 24))
        for _ in 0..<400 {
            let before = desk.performed.count
            let review = desk.topReview
            let event = Self.key(&chance, review)
            if let event {
                if event == .character("q") || event == .control("c"), desk.state.dialogs.isEmpty { continue }
                await desk.press(event)
            } else {
                await desk.paste(review?.expectedWord ?? "sign")
            }
            guard desk.performed.count > before else { continue }
            // Whatever was done was reviewed, its word typed key by key, and confirmed by a key of its own.
            let confirmed = try #require(review)
            #expect(confirmed.missingConfirmation == nil)
            #expect(confirmed.phase == .reviewing)
            #expect(event == .control("s") || (event == .character(" ") && confirmed.focus == .confirm))
            #expect(desk.performed.count == before + 1)
            if case .sign(_, let manifest)? = desk.performed.last {
                #expect(manifest == confirmed.request?.manifestSHA256)
            }
        }
        return desk.performed.count
    }

    /// Any key, more often those that matter; nil for a paste.
    private static func key(_ chance: inout Chance, _ review: Review.State?) -> KeyEvent? {
        let common: [KeyEvent] = [
            KeyEvent(.enter), KeyEvent(.tab), KeyEvent(.escape), KeyEvent(.down), KeyEvent(.up), .control("s"),
            .character(" "), .character("s"), .character("x"), .character("w"), .character("c"), .character("6"),
            .character("5"), .character("o"), .character("i"), .character("g"), .character("n"), KeyEvent(.backTab),
            KeyEvent(.pageDown), KeyEvent(.backspace), .character("r"), .character("?"), .character(":"),
        ]
        switch Int.random(in: 0..<12, using: &chance) {
        case 0: return nil
        case 1:
            let scalar = UInt8.random(in: 0x20...0x7E, using: &chance)
            return .character(Character(Unicode.Scalar(scalar)))
        case 2...(review == nil ? 4 : 10):
            // Type on at the word and confirm, as someone would who means it.
            let typed = review?.word.text ?? ""
            guard let word = review?.expectedWord, review?.focus == .word else { return KeyEvent(.tab) }
            guard word.hasPrefix(typed) else { return KeyEvent(.backspace) }
            guard typed.count < word.count else { return .control("s") }
            return .character(word[word.index(word.startIndex, offsetBy: typed.count)])
        default: return common.randomElement(using: &chance)
        }
    }
}

extension Desk {
    var topReview: Review.State? {
        if case .review(let review)? = state.dialogs.last { review } else { nil }
    }
}
