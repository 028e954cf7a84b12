// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Governance
import GovernanceTestSupport
import Testing

@testable import ConsoleUI

@Suite("P1-23: keys that a person chooses")
struct KeymapTests {
    private func read(_ lines: (String, [String])...) -> (keymap: Keymap, problems: [String]) {
        let entries = lines.enumerated().map { Keymap.Entry(name: $1.0, keys: $1.1, line: $0 + 1) }
        let (keymap, problems) = Keymap.reading(entries, file: "keys.yaml")
        return (keymap, problems.map(\.description))
    }

    @Test("Keys are read as they are written, and written as they are read")
    func notation() throws {
        let keys: [(String, KeyEvent)] = [
            ("f", .character("f")), ("F", .character("F")), ("?", .character("?")), ("é", .character("é")),
            ("F1", KeyEvent(.function(1))), ("f24", KeyEvent(.function(24))), ("Ctrl-D", .control("d")),
            ("C-d", .control("d")), ("Alt-Left", KeyEvent(.left, .alt)), ("M-m", KeyEvent(.character("m"), .alt)),
            ("Shift-Tab", KeyEvent(.backTab)), ("pgdn", KeyEvent(.pageDown)), ("Space", .character(" ")),
            ("-", .character("-")), ("Alt--", KeyEvent(.character("-"), .alt)), ("Shift-Up", KeyEvent(.up, .shift)),
        ]
        for (text, key) in keys {
            #expect(try KeyNotation.parse(text) == key, "\(text)")
            #expect(try KeyNotation.parse(key.notation) == key, "\(key.notation)")
        }
        for action in Keymap.actions {
            for key in action.keys { #expect(try KeyNotation.parse(key.notation) == key) }
        }
    }

    @Test(
        "What is no key is told with what to write instead",
        arguments: [
            ("", "is no key"), ("ff", "is no key"), ("F25", "is no key"), ("Ctrl-I", "cannot tell Ctrl-I from Tab"),
            ("Ctrl-M", "from Enter"), ("Ctrl-[", "from Esc"), ("Ctrl-1", "goes with letters"),
            ("Shift-a", "write the capital letter"), ("Ctrl-", "is no key"),
        ])
    func faults(text: String, words: String) {
        let (keymap, problems) = read(("timeline.follow", [text]))
        #expect(keymap == .standard)
        #expect(problems.count == 1 && problems[0].hasPrefix("keys.yaml:1: timeline.follow: "))
        #expect(problems.first?.contains(words) == true, "\(problems)")
    }

    @Test("An unknown action is told with the nearest one, and the rest of the file is used")
    func unknown() {
        let (keymap, problems) = read(("timeline.folow", ["f"]), ("timeline.follow", ["L"]))
        let told = "keys.yaml:1: timeline.folow: there is no action of this name; did you mean timeline.follow?"
        #expect(problems == [told])
        #expect(keymap.keys(of: "timeline.follow") == [.character("L")])
    }

    @Test("Two actions of one screen with one key: both are named, and the later keeps its standard keys")
    func conflicts() {
        let (keymap, problems) = read(("request.sign", ["r"]), ("timeline.follow", ["m"]), ("timeline.filter", ["m"]))
        #expect(problems.count == 2)
        #expect(problems[0].hasPrefix("keys.yaml:1: request.sign: r means global.refresh on the same screen"))
        #expect(problems[1].hasPrefix("keys.yaml:3: timeline.filter: m means timeline.follow in line 2"))
        #expect(keymap.keys(of: "request.sign") == [.character("s")])
        #expect(keymap.keys(of: "timeline.follow") == [.character("m")])
        #expect(keymap.keys(of: "timeline.filter") == [.character("/")])
    }

    @Test("Keys may change places, and one key may mean two things on two screens")
    func swaps() {
        let (keymap, problems) = read(("request.sign", ["x"]), ("request.reject", ["s"]), ("timeline.follow", ["s"]))
        #expect(problems.isEmpty)
        #expect(keymap.keys(of: "request.sign") == [.character("x")])
    }

    @Test("B51: what confirms cannot be given a key, and nothing governed begins with Enter or Space")
    func confirmation() {
        for name in Keymap.fixed {
            for key in ["Enter", "Space", "s"] {
                let (keymap, problems) = read((name, [key]))
                #expect(keymap == .standard && problems.count == 1 && problems[0].contains("is fixed"))
            }
        }
        for action in Keymap.actions where action.isGoverned {
            for key in ["Enter", "Space", "Ctrl-S"] {
                let (keymap, problems) = read((action.name, [key]))
                #expect(keymap == .standard && problems.count == 1, "\(action.name) \(key)")
            }
        }
        for key in ["Ctrl-C", "Ctrl-Z", "Ctrl-L", "Ctrl-S"] {
            #expect(read(("timeline.follow", [key])).problems.first?.contains("is the console's own") == true)
        }
    }

    @Test("No action has Ctrl-A or Ctrl-B, which belong to multiplexers, and no two of a place share a key")
    func defaults() {
        #expect(read().problems.isEmpty)
        var used: [Keymap.Place: [KeyEvent: String]] = [:]
        for action in Keymap.actions {
            #expect(!action.keys.contains(.control("a")) && !action.keys.contains(.control("b")))
            for place in action.places {
                for key in action.keys {
                    #expect(used[place]?[key] == nil, "\(key.notation): \(action.name), \(used[place]?[key] ?? "")")
                    used[place, default: [:]][key] = action.name
                }
            }
        }
    }

    @Test("Every key of every screen belongs to an action of the catalogue", arguments: ScreenTests.personas)
    func complete(persona: String) async throws {
        let desk = try await Scene.desk(as: persona, size: Size(width: 120, height: 40))
        for tab in Console.Tab.allCases {
            await desk.press(.character(Character("\(tab.rawValue)")))
            for _ in 0..<6 {
                for binding in desk.state.bindings {
                    let name = try #require(binding.command.actionName, "\(binding.label) has no action")
                    let action = try #require(Keymap.action(named: name), "\(name) is not in the catalogue")
                    #expect(Set(binding.keys).isSubset(of: action.keys), "\(name)")
                    #expect(action.places.contains(.screen(tab)), "\(name) on \(tab)")
                }
                await desk.press(KeyEvent(tab == .overview ? .tab : .down))
            }
        }
    }

    @Test("A chosen key acts, the old one no longer does, and footer and help show it")
    func used() async {
        let (keymap, problems) = read(
            ("timeline.follow", ["L", "Alt-f"]), ("global.help", ["F9"]), ("list.down", ["N"]), ("global.quit", ["Q"]))
        #expect(problems.isEmpty)
        let desk = await Desk.open(conventions: Console.Conventions(keymap: keymap))
        await desk.press(.character("2"))
        #expect(desk.shows("L Follow") || desk.shows("L Stop following"))
        await desk.press(.character("f"))
        #expect(desk.state.timeline.isFollowing)
        await desk.press(KeyEvent(.character("f"), .alt))
        #expect(!desk.state.timeline.isFollowing)
        await desk.press(.character("?"))
        #expect(desk.state.dialogs.isEmpty)
        await desk.press(KeyEvent(.function(9)))
        #expect(desk.shows("L Alt-f"))
        await desk.press(KeyEvent(.escape), .character("q"))
        #expect(!desk.state.isQuitting)
        await desk.press(.control("c"))
        #expect(desk.state.isQuitting)
    }

    @Test("Dialogs of reading take chosen keys, those of acting none")
    func dialogs() async throws {
        let (keymap, problems) = read(("list.down", ["N"]), ("request.sign", ["S"]), ("list.copy", ["c"]))
        #expect(problems.count == 1 && problems[0].contains("list.copy"))
        let desk = try await Scene.desk(
            as: "operator_1", size: Size(width: 120, height: 24), conventions: Console.Conventions(keymap: keymap))
        await desk.press(.character("6"), KeyEvent(.enter))
        let before = try #require(desk.topReview)
        await desk.press(.character("j"))
        #expect(desk.topReview?.scroll == before.scroll)
        await desk.press(.character("N"))
        #expect(desk.topReview?.scroll == before.scroll + 1)
        await desk.press(.character("s"))
        #expect(desk.topReview?.isAction == false)
        await desk.press(.character("S"))
        #expect(desk.topReview?.isAction == true)
        // the word is typed with the letters that it has
        await desk.type("sign")
        #expect(desk.topReview?.word.text == "sign")
        #expect(desk.performed.isEmpty)
    }

    @Test("What is wrong in the file is said at the start, once")
    func notice() async {
        let desk = Desk(
            conventions: Console.Conventions(problems: ["keys.yaml:3: x: is no key", "keys.yaml:4: y: is no key"]))
        #expect(desk.shows("keys.yaml:3: x: is no key; 1 more: countersign keys check"))
        await desk.send(.painted)
        await desk.press(.character("2"))
        #expect(!desk.shows("keys.yaml"))
    }
}
