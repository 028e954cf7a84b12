// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import Foundation
import Governance
import Postgres

/// JSON as text, the form in which it travels to and from PostgreSQL.
enum JSONText {
    static func decode(_ text: String) throws(GovernanceError) -> JSONValue {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        } catch {
            throw GovernanceError(.unexpected, "A JSON column cannot be read.")
        }
    }

    static func encode(_ value: JSONValue) throws(GovernanceError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw GovernanceError(.invalidInput, "A number that is not finite cannot be sent.")
        }
    }
}
