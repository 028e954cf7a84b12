// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CNcurses
import Foundation
import Testing

@testable import NcursesTerminal

@Suite struct DivertedErrorsTests {
    /// A pseudo-terminal without processing: what is written to `slave` is read from `master` as it is.
    private struct Terminal {
        let master: Int32
        let slave: Int32

        init() throws {
            var ends: (master: Int32, slave: Int32) = (-1, -1)
            var modes = termios()
            cfmakeraw(&modes)
            try #require(openpty(&ends.master, &ends.slave, nil, &modes, nil) == 0)
            (master, slave) = ends
        }

        func say(_ text: String) {
            _ = Array(text.utf8).withUnsafeBytes { write(slave, $0.baseAddress, $0.count) }
        }

        /// What the terminal got so far; asks for no more than is there.
        func shown() -> String {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            while poll(&entry, 1, 200) > 0 {
                let count = read(master, &buffer, buffer.count)
                guard count > 0 else { break }
                bytes += buffer[..<count]
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        func end() {
            close(slave)
            close(master)
        }
    }

    @Test("What a crash says while the screen is shown comes out afterwards, controls shown as question marks")
    func comesOutLater() throws {
        let terminal = try Terminal()
        defer { terminal.end() }
        let errors = try #require(DivertedErrors(terminal.slave))
        errors.divert()
        terminal.say("Fatal error: \u{1B}[2J\u{9B}31m \u{7F}é\n")
        #expect(terminal.shown() == "")
        errors.restore()
        #expect(terminal.shown() == "Fatal error: ?[2J??31m ?é\n")
        terminal.say("after")
        #expect(terminal.shown() == "after")
        errors.divert()
        errors.restore()
        #expect(terminal.shown() == "", "nothing comes out twice")
    }

    @Test("Of much only the end comes out")
    func keepsTheEnd() throws {
        let file = try #require(tmpfile())
        defer { fclose(file) }
        let text = (0..<10_000).map { "\($0)\n" }.joined()
        _ = Array(text.utf8).withUnsafeBytes { write(fileno(file), $0.baseAddress, $0.count) }
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: DivertedErrors.limit)
        defer { buffer.deallocate() }
        let pipe = Pipe()
        DivertedErrors.replay(fileno(file), to: pipe.fileHandleForWriting.fileDescriptor, through: buffer)
        try pipe.fileHandleForWriting.close()
        let shown = try #require(try pipe.fileHandleForReading.readToEnd())
        #expect(String(decoding: shown, as: UTF8.self) == String(text.suffix(DivertedErrors.limit)))
    }

    @Test("A standard error that is no terminal is left alone")
    func leavesFilesAlone() throws {
        let file = try #require(tmpfile())
        defer { fclose(file) }
        #expect(DivertedErrors(fileno(file)) == nil)
    }
}
