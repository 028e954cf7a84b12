// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas

/// Copying through the terminal: OSC 52, which also works over SSH.
enum Clipboard {
    /// The most base64 that terminals take; beyond it some drop the text without a word (xterm, hterm).
    static let limit = 74_994

    /// The bytes that put `text` on the clipboard, or nil when it is too large.
    ///
    /// Inside tmux or screen the sequence goes to them and, wrapped, to the terminal around them, since whether they
    /// pass it on depends on their settings.
    static func sequence(for text: String, environment: [String: String]) -> [UInt8]? {
        let payload = base64(Array(sanitized(text).utf8))
        guard payload.utf8.count <= limit else { return nil }
        let plain = "\u{1B}]52;c;\(payload)\u{07}"
        return switch Multiplexer(environment) {
        case .tmux: Array((plain + "\u{1B}Ptmux;\u{1B}\(plain)\u{1B}\\").utf8)
        case .screen: Array("\u{1B}P\(plain)\u{1B}\\".utf8)
        case nil: Array(plain.utf8)
        }
    }

    /// What is copied may be pasted into a shell: everything hidden is written out, only newlines and tabs stay.
    static func sanitized(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false)
                .map { DisplayText($0).description }
                .joined(separator: "\t")
        }.joined(separator: "\n")
    }

    /// RFC 4648 section 4; Foundation is not worth its start-up time for this.
    static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
            for position in 0..<4 {
                output.append(
                    position <= group.count
                        ? alphabet[bits >> (18 - 6 * position) & 0x3F] : UInt8(ascii: "="))
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
