// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@testable import PrivateCluster

@Suite("The server's process file")
struct PostmasterFileTests {
    private let whole = "4242\n/d\n1700000000\n5432\n/s\n\n  16221 \t  9\nready   \n"

    @Test("A whole file tells the process, the shared memory and the state")
    func parsed() throws {
        let file = try #require(PostmasterFile(whole))
        #expect(file.processIdentifier == 4_242)
        #expect(file.sharedMemoryIdentifier == 9)
        #expect(file.status == .ready)
    }

    @Test("A file on its way tells what is there and never half a line")
    func partial() {
        #expect(PostmasterFile("") == nil)
        #expect(PostmasterFile("42") == nil)
        #expect(PostmasterFile("42\n/d\n")?.processIdentifier == 42)
        #expect(PostmasterFile(String(whole.dropLast()))?.status == nil)
        #expect(PostmasterFile("-1\n") == nil)
        #expect(PostmasterFile("postgres\n") == nil)
    }
}
