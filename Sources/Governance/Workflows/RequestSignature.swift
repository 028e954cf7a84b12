// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One person's signature on one slot.
public struct RequestSignature: Sendable, Hashable, Codable {
    public var slot: String
    public var role: GovernanceRole
    public var signer: String
    public var signerName: String
    public var signedAt: Timestamp
    /// Hex SHA-256 of the manifest that was signed.
    public var manifestSHA256: String

    public init(
        slot: String, role: GovernanceRole, signer: String, signerName: String, signedAt: Timestamp,
        manifestSHA256: String
    ) {
        self.slot = slot
        self.role = role
        self.signer = signer
        self.signerName = signerName
        self.signedAt = signedAt
        self.manifestSHA256 = manifestSHA256
    }
}
