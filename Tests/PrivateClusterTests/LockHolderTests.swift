// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Testing

@testable import PrivateCluster

#if os(Linux)
@Suite("Who holds a lock")
struct LockHolderTests {
    @Test("A file of another device with the same inode number is another file, and who waits does not hold")
    func devices() {
        let locks = """
            1: FLOCK  ADVISORY  READ 4242 fe:00:1048602 0 EOF
            2: FLOCK  ADVISORY  READ 4243 fe:00:1048602 0 EOF
            2: -> FLOCK  ADVISORY  WRITE 4244 fe:00:1048602 0 EOF
            3: FLOCK  ADVISORY  WRITE 4245 00:1b:1048602 0 EOF
            4: POSIX  ADVISORY  WRITE 4246 fe:00:1048602 0 EOF
            5: FLOCK  ADVISORY  WRITE 4247 fe:00:7 0 EOF
            """
        #expect(FileLock.holders(of: 1_048_602, on: "254:0", in: locks) == 2)
        #expect(FileLock.holders(of: 1_048_602, on: "0:27", in: locks) == 1)
        #expect(FileLock.holders(of: 1_048_602, on: "8:1", in: locks) == 0)
    }
}
#endif
