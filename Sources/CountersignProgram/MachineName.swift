// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation

/// What this machine calls itself.
package enum MachineName {
    /// The host name, without asking any name service; `localhost` where there is none.
    package static var current: String {
        var buffer = [CChar](repeating: 0, count: 254)
        guard gethostname(&buffer, buffer.count - 1) == 0, buffer[0] != 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
