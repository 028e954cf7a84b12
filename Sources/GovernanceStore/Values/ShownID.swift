// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Ids as people see them: `audit_<uuid>` for events, `req_<uuid>` for requests. Tables hold the bare UUID.
enum ShownID {
    static let eventPrefix = "audit_"
    static let requestPrefix = "req_"

    /// The lower-case UUID inside a shown or bare id; nil where it is neither.
    static func uuid(_ id: String, prefix: String) -> String? {
        let bare = id.hasPrefix(prefix) ? id.dropFirst(prefix.count) : Substring(id)
        let utf8 = bare.utf8
        guard utf8.count == 36 else { return nil }
        for (index, byte) in utf8.enumerated() {
            switch index {
            case 8, 13, 18, 23:
                guard byte == UInt8(ascii: "-") else { return nil }
            default:
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                    UInt8(ascii: "A")...UInt8(ascii: "F"):
                    continue
                default:
                    return nil
                }
            }
        }
        return bare.lowercased()
    }

    static func event(_ uuid: String) -> String { eventPrefix + uuid }
    static func request(_ uuid: String) -> String { requestPrefix + uuid }
}
