// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The life of a request: requested → partly signed → authorized → executed, or one of the other ends.
public enum RequestState: String, Sendable, Hashable, Codable, CaseIterable {
    case requested
    case partlySigned = "partly-signed"
    case authorized
    case executed
    case rejected
    case withdrawn
    case expired
    case failed

    /// Whether someone can still sign, reject, withdraw or execute.
    public var isOpen: Bool {
        switch self {
        case .requested, .partlySigned, .authorized: true
        case .executed, .rejected, .withdrawn, .expired, .failed: false
        }
    }
}
