// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import GovernanceTestSupport
import Subprocess
import Testing

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A terminal in which a person runs the built program: a session of a tmux server that belongs to the test's home.
///
/// The server's socket lies in the home, and the program is called by a link there: whatever becomes of the test process,
/// the home's guardian finds both by their command lines.
struct JourneyTerminal: Sendable {
    /// A wait for something that did not appear in time.
    struct Missing: Error, CustomStringConvertible {
        var what: String
        var screen: String

        var description: String { "\(what) did not come about. The screen:\n\(screen)" }
    }

    /// How long anything may take to appear on a machine that is busy with other tests.
    private static let limit = Duration.seconds(30)

    let name: String
    private var size = (width: 0, height: 0)
    /// What runs in it.
    private var command = ""
    private let home = BuiltProgram.home

    /// The program by the name under which it is found again.
    static var program: String { "\(BuiltProgram.home)/countersign" }

    /// Opens a terminal that runs a shell command.
    static func open(_ name: String, width: Int = 120, height: Int = 40, _ command: String) async throws -> Self {
        let files = FileManager.default
        try files.createDirectory(atPath: BuiltProgram.home, withIntermediateDirectories: true)
        if !files.fileExists(atPath: program) {
            try files.createSymbolicLink(atPath: program, withDestinationPath: BuiltProgram.path)
        }
        let terminal = Self(name: name, size: (width, height), command: command)
        try await terminal.start()
        return terminal
    }

    private init(name: String, size: (width: Int, height: Int) = (0, 0), command: String = "") {
        self.name = name
        self.size = size
        self.command = command
    }

    private func start() async throws {
        // The server of the journey before may be about to end still: it takes the connection and drops it.
        try await eventually {
            do {
                try await tmux(
                    "start-server", ";", "set-option", "-s", "exit-empty", "off", ";",
                    "set-option", "-g", "default-terminal", "screen-256color", ";", "new-session", "-d", "-s", name,
                    "-x", "\(size.width)", "-y", "\(size.height)", command)
                return true
            } catch let missing as Missing where missing.screen.contains("server exited unexpectedly") {
                return false
            }
        }
    }

    /// Opens the console of a persona.
    static func console(as person: String, width: Int = 120, height: Int = 40) async throws -> Self {
        // The shell tells how the console ended, and keeps the terminal open: tmux's own word for it comes late or not at
        // all where two of its children end at once.
        let start = "sh -c 'echo $$ > \(BuiltProgram.home)/\(person).pid; exec \(program) demo --as \(person)'"
        return try await open(
            person, width: width, height: height, "\(start); echo \"ended with $?\"; exec cat")
    }

    /// Opens a shell that a person would type into.
    static func shell(_ name: String) async throws -> Self {
        let start = "\(BuiltProgram.home)/shell"
        try "PS1='ready> '\n".write(toFile: start, atomically: false, encoding: .utf8)
        let terminal = try await open(name, "exec bash --noprofile --rcfile \(start) -i")
        try await terminal.wait(for: "ready>")
        return terminal
    }

    /// Ends all terminals of the test, with what runs in them.
    static func closeAll() async throws {
        try await Self(name: "").tmux("kill-server")
    }

    // MARK: At the keyboard

    /// Presses keys by tmux's names: `Enter`, `Tab`, `Escape`, `C-s`, or a character.
    func press(_ keys: String...) async throws {
        try await tmux(["send-keys", "-t", name] + keys)
    }

    func type(_ text: String) async throws {
        try await tmux("send-keys", "-t", name, "-l", text)
    }

    /// Pastes as a terminal does it: marked as a paste where the program asked for that.
    func paste(_ text: String) async throws {
        try await tmux("set-buffer", "-b", name, "--", text, ";", "paste-buffer", "-p", "-r", "-b", name, "-t", name)
    }

    /// Types a command into a shell, on a screen that was cleared.
    func run(_ command: String) async throws {
        try await type("clear; \(command)")
        try await press("Enter")
    }

    /// Clicks the second letter of a text on the screen.
    func click(_ text: String) async throws {
        try await wait(for: text)
        let lines = try await screen().split(separator: "\n", omittingEmptySubsequences: false)
        for (row, line) in lines.enumerated() {
            guard let range = line.firstRange(of: text) else { continue }
            // Every letter on these screens has one column.
            let column = line[..<range.lowerBound].count + 2
            for end in ["M", "m"] { try await type("\u{1B}[<0;\(column);\(row + 1)\(end)") }
            return
        }
    }

    func resize(width: Int, height: Int) async throws {
        try await tmux("resize-window", "-t", name, "-x", "\(width)", "-y", "\(height)")
    }

    /// Closes the terminal and runs the program anew in another one, so that nothing old is on the screen.
    func runAgain() async throws {
        try await tmux("kill-session", "-t", name)
        try await start()
    }

    // MARK: On the screen

    func screen() async throws -> String {
        try await tmux("capture-pane", "-p", "-t", name)
    }

    /// The screen with the escape sequences of its colours and attributes.
    func styledScreen() async throws -> String {
        try await tmux("capture-pane", "-p", "-e", "-t", name)
    }

    /// What tmux knows of the terminal, by the names of format variables with commas between them.
    func property(_ variables: String) async throws -> String {
        let format = variables.split(separator: ",").map { "#{\($0)}" }.joined(separator: ",")
        return try await tmux("display-message", "-p", "-t", name, format)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Whether the terminal is as a shell expects it: no alternate screen, a cursor, no reports of the mouse.
    func isSane() async throws -> Bool {
        try await property("alternate_on,cursor_flag,mouse_any_flag") == "0,1,0"
    }

    /// Waits until the screen shows all texts at once.
    @discardableResult
    func wait(for texts: String...) async throws -> String {
        var shown = ""
        try await wait(for: texts.joined(separator: " and ")) {
            shown = try await screen()
            return texts.allSatisfy(shown.contains)
        }
        return shown
    }

    func wait(untilGone text: String) async throws {
        try await wait(for: "The end of \(text)") { try await !screen().contains(text) }
    }

    /// Waits until the console has ended with an exit status, or with 128 and the number of the signal that ended it.
    func waitForEnd(with status: Int32) async throws {
        try await wait(for: "ended with \(status)")
    }

    /// The console's process.
    func process() throws -> pid_t {
        let text = try String(contentsOfFile: "\(home)/\(name).pid", encoding: .utf8)
        return try #require(pid_t(text.trimmingCharacters(in: .newlines)))
    }

    /// Waits until something holds that is not on the screen.
    func wait(for what: String, _ condition: () async throws -> Bool) async throws {
        do {
            try await eventually(within: Self.limit, condition)
        } catch is NeverHeld {
            throw Missing(what: what, screen: try await screen())
        }
    }

    // MARK: tmux

    @discardableResult
    private func tmux(_ arguments: String...) async throws -> String {
        try await tmux(arguments)
    }

    @discardableResult
    private func tmux(_ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .name("tmux"), arguments: Arguments(["-S", "\(home)/tmux", "-f", "/dev/null"] + arguments),
            environment: BuiltProgram.environment(), output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            throw Missing(what: "tmux \(arguments.first ?? "")", screen: result.standardError)
        }
        return result.standardOutput
    }
}

/// Runs a journey and closes its terminals, however it ends.
func journey(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch {
        try? await JourneyTerminal.closeAll()
        throw error
    }
    try await JourneyTerminal.closeAll()
}
