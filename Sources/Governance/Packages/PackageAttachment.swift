// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Something that a package holds and that its retirement takes away, one by one.
public struct PackageAttachment: Sendable, Hashable, Codable {
    /// `ai-lease`, `api-service`, `client-access`, `placement`, `domain`, `dns` or `ssl`.
    public var kind: String
    public var name: String
    /// What may be shown of a credential; the rest never leaves the database.
    public var maskedCredential: String?
    public var attachedAt: Timestamp?
    public var revokedAt: Timestamp?
    public var revokedBy: String?
    public var revokedRequestID: String?

    public init(
        kind: String, name: String, maskedCredential: String? = nil, attachedAt: Timestamp? = nil,
        revokedAt: Timestamp? = nil, revokedBy: String? = nil, revokedRequestID: String? = nil
    ) {
        self.kind = kind
        self.name = name
        self.maskedCredential = maskedCredential
        self.attachedAt = attachedAt
        self.revokedAt = revokedAt
        self.revokedBy = revokedBy
        self.revokedRequestID = revokedRequestID
    }
}
