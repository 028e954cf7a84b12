// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Who approved a deployment package, and when.
public struct PackageApproval: Sendable, Hashable, Codable {
    /// The approvers' names as the screens say them, e.g. `Governance Operator 1 + Finance Reviewer 1`.
    public var approvers: String
    public var logins: [String]
    public var roles: [String]
    public var approvedAt: Timestamp
    /// An IANA zone, e.g. `America/New_York`, and the moment as a person there says it.
    public var zone: String
    public var shownTime: String
    /// When the package may be deployed; open on either side where nil.
    public var windowOpensAt: Timestamp?
    public var windowClosesAt: Timestamp?
    public var requestID: String?

    public init(
        approvers: String, logins: [String], roles: [String], approvedAt: Timestamp, zone: String, shownTime: String,
        windowOpensAt: Timestamp? = nil, windowClosesAt: Timestamp? = nil, requestID: String? = nil
    ) {
        self.approvers = approvers
        self.logins = logins
        self.roles = roles
        self.approvedAt = approvedAt
        self.zone = zone
        self.shownTime = shownTime
        self.windowOpensAt = windowOpensAt
        self.windowClosesAt = windowClosesAt
        self.requestID = requestID
    }
}
