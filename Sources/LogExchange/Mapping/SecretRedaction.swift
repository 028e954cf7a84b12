// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Governance

/// Takes secrets out of what a source reports, before it goes anywhere.
///
/// Under a key that names a secret every text becomes `[redacted]`, at any depth; truth values and numbers stay, since
/// they are settings (`passwordResetRequired`, `minimumPasswordLength`). AWS access key ids, tokens that show what they
/// are, and the secret parts of URLs are taken out of any text.
enum SecretRedaction {
    static let mark = "[redacted]"

    /// Parts of keys, compared in lower case without anything but letters and digits.
    private static let secretParts = [
        "password", "passwd", "passphrase", "secret", "token", "accesskeyid", "privatekey", "keymaterial", "plaintext",
        "credential", "signature", "authorization", "apikey", "authenticationcode", "samlassertion", "customerkey",
    ].map { Array($0.utf8) }
    /// Keys that only sound like secrets: names of things, settings, and paging marks.
    private static let harmless: Set<String> = [
        "secretid", "secretarn", "secretname", "secretidlist", "secretversionid", "secretlist", "httptokens",
        "tokentype", "nexttoken", "signatureversion", "credentialsource",
    ]

    /// The value with every text as ``redacted(_:to:bytes:)`` leaves it.
    static func redacted(_ value: JSONValue, key: String, textLimit: Int) -> JSONValue {
        redacted(value, isSecret: namesSecret(key), textLimit: textLimit)
    }

    /// Free text without access key ids, tokens and the secret parts of URLs, cut as `BoundedText` cuts.
    ///
    /// Of a long text only the beginning is looked at, four times as much as can be shown: what a source sends costs no
    /// more than that. A secret that this beginning ends in is redacted as far as it goes.
    static func redacted(_ text: String, to limit: Int, bytes: Int = .max) -> String {
        let scalars = text.unicodeScalars
        guard text.utf8.count > 4 * limit,
            let end = scalars.index(scalars.startIndex, offsetBy: 4 * limit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return BoundedText.cut(redacted(text), to: limit, bytes: bytes) }
        let beginning = redacted(String(scalars[..<end]), isCut: true)
        return BoundedText.cut(beginning, to: limit, bytes: bytes, originalLength: scalars.count)
    }

    /// The whole text without secrets; where `isCut`, it went on, so that it may end in half of one.
    static func redacted(_ text: String, isCut: Bool = false) -> String {
        withoutKeyIDs(withoutTokens(text, isCut: isCut), isCut: isCut)
    }

    private static func withoutKeyIDs(_ text: String, isCut: Bool) -> String {
        guard text.utf8.count >= keyIDLength else { return text }
        let bytes = Array(text.utf8)
        guard holds(bytes, Array("KIA".utf8)) || holds(bytes, Array("SIA".utf8)) else { return text }
        var result: [UInt8] = []
        var copied = 0
        var index = 0
        while index + keyIDStart < bytes.count {
            if let end = endOfKeyID(bytes, at: index, isCut: isCut) {
                result += bytes[copied..<index]
                result += Array(mark.utf8)
                index = end
                copied = index
            } else {
                index += 1
            }
        }
        guard copied > 0 else { return text }
        result += bytes[copied...]
        return String(decoding: result, as: UTF8.self)
    }

    static func namesSecret(_ key: String) -> Bool {
        let plain = key.utf8.compactMap(folded)
        guard secretParts.contains(where: { holds(plain, $0) }) else { return false }
        return !harmless.contains(String(decoding: plain, as: UTF8.self))
    }

    private static func holds(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard text.count >= part.count else { return false }
        for start in 0...text.count - part.count where text[start] == part[0] {
            if text[start..<start + part.count].elementsEqual(part) { return true }
        }
        return false
    }

    private static func folded(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte + 0x20
        case 0x61...0x7A, 0x30...0x39: byte
        default: nil
        }
    }

    private static func redacted(_ value: JSONValue, isSecret: Bool, textLimit: Int) -> JSONValue {
        switch value {
        case .string(let text): .string(isSecret && !text.isEmpty ? mark : redacted(text, to: textLimit))
        case .array(let array): .array(array.map { redacted($0, isSecret: isSecret, textLimit: textLimit) })
        case .object(let object):
            .object(
                Dictionary(
                    uniqueKeysWithValues: object.map {
                        ($0, redacted($1, isSecret: isSecret || namesSecret($0), textLimit: textLimit))
                    }))
        case .null, .bool, .integer, .double: value
        }
    }

    /// Long-term (AKIA) and temporary (ASIA) access key ids are 20 capitals and digits.
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    private static let keyIDLength = 20
    /// What shows that it is one.
    private static let keyIDStart = 4

    /// Where the key id ends that begins here, nil where none does. At the end of a cut text, its beginning is enough.
    private static func endOfKeyID(_ bytes: [UInt8], at index: Int, isCut: Bool) -> Int? {
        guard bytes[index] == UInt8(ascii: "A"), bytes[index + 2] == UInt8(ascii: "I"),
            bytes[index + 3] == UInt8(ascii: "A"),
            bytes[index + 1] == UInt8(ascii: "K") || bytes[index + 1] == UInt8(ascii: "S"),
            index == 0 || !isKeyByte(bytes[index - 1]) || isBehindEscape(bytes, index)
        else { return nil }
        let end = min(index + keyIDLength, bytes.count)
        guard bytes[(index + keyIDStart)..<end].allSatisfy(isKeyByte) else { return nil }
        if end == bytes.count { return isCut || end == index + keyIDLength ? end : nil }
        return isKeyByte(bytes[end]) ? nil : end
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
    }
}
