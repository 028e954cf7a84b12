// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

package import Postgres

extension ConnectionString {
    /// The connection string with another user in it; as it is where `user` is nil.
    ///
    /// - Throws: `PostgresError` for what is no connection string.
    package static func text(_ text: String, user: String?) throws(PostgresError) -> String {
        guard let user else { return text }
        var parameters = try parameters(of: text)
        parameters["user"] = user
        return uri(parameters)
    }
}
