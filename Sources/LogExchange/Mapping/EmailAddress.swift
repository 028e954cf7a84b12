// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Text that has the form of an e-mail address, as far as a column that says so should hold it.
struct EmailAddress: Sendable, Hashable {
    let text: String

    /// nil where the text is longer than 254 bytes, has blanks or controls, or is not `NAME@HOST.DOMAIN`.
    init?(_ text: String) {
        guard text.utf8.count <= 254, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, halves[1].contains(".") else { return nil }
        self.text = text
    }
}
