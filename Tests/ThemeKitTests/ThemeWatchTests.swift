// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import Foundation
import Testing

@testable import ThemeKit

@Suite("P1 36: a theme whose file is changed")
struct ThemeWatchTests {
    private func write(_ text: String, _ path: String, atomically: Bool = false) throws {
        try text.write(toFile: path, atomically: atomically, encoding: .utf8)
    }

    @Test("A change is told once, a bad file with its line, and the next good one again")
    func changes() throws {
        try withThemes(["mine.yaml": "styles: {title: 1}"]) { (folders: [String]) throws -> Void in
            let library = ThemeLibrary(folders: folders)
            let path = folders[0] + "/mine.yaml"
            var watch = ThemeWatch(try library.load("mine"), named: "mine", in: library)
            #expect(!watch.isIdle)
            #expect(watch.look() == nil)
            try write("styles: {title: 255}", path)
            #expect(try watch.look()?.get().theme.style(.title).foreground == .indexed(255))
            #expect(watch.look() == nil)
            try write("styles:\n  title: red green\n", path)
            let error = #expect(throws: ThemeError.self) { try watch.look()?.get() }
            #expect(error?.line == 2 && error?.file == path)
            #expect(watch.look() == nil)
            // an editor that writes a new file and renames it over the old one
            try write("styles: {title: 4}", path, atomically: true)
            #expect(try watch.look()?.get().theme.style(.title).foreground == .indexed(4))
        }
    }

    @Test("A change of what it inherits from counts, and of what it inherits from by now")
    func inheritance() throws {
        let files = [
            "leaf.yaml": "inherits: base", "base.yaml": "styles: {title: 1}", "other.yaml": "styles: {title: 2}",
        ]
        try withThemes(files) { (folders: [String]) throws -> Void in
            let library = ThemeLibrary(folders: folders)
            let loaded = try library.load("leaf")
            #expect(loaded.files == [folders[0] + "/leaf.yaml", folders[0] + "/base.yaml"])
            var watch = ThemeWatch(loaded, named: "leaf", in: library)
            try write("styles: {title: 111}", folders[0] + "/base.yaml")
            #expect(try watch.look()?.get().theme.style(.title).foreground == .indexed(111))
            try write("inherits:  other", folders[0] + "/leaf.yaml")
            #expect(try watch.look()?.get().theme.style(.title).foreground == .indexed(2))
            try write("styles: {title: 222}", folders[0] + "/other.yaml")
            #expect(try watch.look()?.get().theme.style(.title).foreground == .indexed(222))
        }
    }

    @Test("A file that is gone for one look is being replaced; gone for good, it is said")
    func gone() throws {
        try withThemes(["mine.yaml": "styles: {title: 1}"]) { (folders: [String]) throws -> Void in
            let library = ThemeLibrary(folders: folders)
            var watch = ThemeWatch(try library.load("mine"), named: "mine", in: library)
            try FileManager.default.removeItem(atPath: folders[0] + "/mine.yaml")
            #expect(watch.look() == nil)
            let error = #expect(throws: ThemeError.self) { try watch.look()?.get() }
            #expect(error?.code == .notFound)
            try write("styles: {title: 7}", folders[0] + "/mine.yaml")
            #expect(try watch.look()?.get().theme.style(.title).foreground == .indexed(7))
        }
    }

    @Test("The theme that is compiled in has no file to watch")
    func builtIn() throws {
        let library = ThemeLibrary(folders: [])
        #expect(ThemeWatch(try library.load("countersign-dark"), named: "countersign-dark", in: library).isIdle)
    }
}
