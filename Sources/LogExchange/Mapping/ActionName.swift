// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// `GetBucketAcl` → `GET_BUCKET_ACL`.
enum ActionName {
    /// At most as many characters as the column takes.
    static let limit = 100

    /// The API name in SCREAMING_SNAKE; nil where nothing of it can begin an action.
    ///
    /// A word begins at a capital after a small letter or digit, and at the last capital of several before a small
    /// letter, so acronyms stay whole: `DescribeDBInstances` → `DESCRIBE_DB_INSTANCES`. An acronym's plural s belongs
    /// to it (`DescribeVPCs` → `DESCRIBE_VPCS`), digits to the word before them. All else is an underscore.
    static func screamingSnake(_ name: String) -> String? {
        let bytes = Array(name.utf8.prefix(4 * limit))
        var result: [UInt8] = []
        for index in bytes.indices {
            let byte = bytes[index]
            guard isCapital(byte) || isSmall(byte) || isDigit(byte) else {
                if let last = result.last, last != underscore { result.append(underscore) }
                continue
            }
            if beginsWord(at: index, in: bytes), let last = result.last, last != underscore {
                result.append(underscore)
            }
            result.append(isSmall(byte) ? byte - 0x20 : byte)
        }
        while result.last == underscore { result.removeLast() }
        guard let first = result.first, isCapital(first) else { return nil }
        return String(decoding: result.prefix(limit), as: UTF8.self)
    }

    private static let underscore = UInt8(ascii: "_")

    private static func beginsWord(at index: Int, in bytes: [UInt8]) -> Bool {
        guard index > 0, isCapital(bytes[index]) else { return false }
        let previous = bytes[index - 1]
        if isSmall(previous) || isDigit(previous) { return true }
        guard isCapital(previous), index + 1 < bytes.count, isSmall(bytes[index + 1]) else { return false }
        let isPlural =
            bytes[index + 1] == UInt8(ascii: "s") && (index + 2 == bytes.count || isCapital(bytes[index + 2]))
        return !isPlural
    }

    private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
    private static func isSmall(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
