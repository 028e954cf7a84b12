// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Takes out what must not be kept, wherever a message quotes it.
package enum Redaction {
    package static let mark = "[left out]"

    package static func redacted(_ text: String) -> String {
        text
            // libpq's keywords and environment-like assignments, quoted or not
            .replacing(
                /(?i)((?:ssl)?password|pgpassword|passfile|secret|token)(["']?\s*[=:]\s*)('[^']*'|"[^"]*"|[^\s&;,'"]+)/
            ) {
                "\($0.1)\($0.2)\(mark)"
            }
            // scheme://user:password@host
            .replacing(/([A-Za-z][A-Za-z0-9+.\-]*:\/\/[^\s:@\/]*):[^\s@\/]+@/) { "\($0.1):\(mark)@" }
            .replacing(/(?i)(bearer|basic)\s+[A-Za-z0-9._~+\/=\-]{8,}/) { "\($0.1) \(mark)" }
            .replacing(/glpat-[A-Za-z0-9_\-]{8,}/, with: mark)
    }
}
