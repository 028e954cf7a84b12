// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What another system reported about one event: the columns that a feed or a file may state.
///
/// The rest is PostgreSQL's: id, time of recording, stream (`runtime`), `via`. All of it is a claim and is shown as
/// "reported by ORIGIN". Encoded under the names of the event's columns; what is nil is left out.
public struct ImportRecord: Sendable, Hashable, Codable {
    /// The source's own id of the event, unique within the origin: a second record with it is a duplicate.
    public var originEventID: String
    public var occurredAt: Timestamp
    /// One of `EventCategory`.
    public var category: String
    public var severity: Severity
    /// SCREAMING_SNAKE.
    public var action: String
    /// At most 200 characters.
    public var title: String
    /// At most 4,000 characters.
    public var detail: String?
    public var actorUsername: String?
    public var actorEmail: String?
    public var actorRoles: [String]?
    public var actorAuthMethod: String?
    public var clientAddress: String?
    public var surface: String?
    public var resourceType: String?
    public var resourceID: String?
    public var tenant: String?
    public var environment: String?
    public var packageID: String?
    public var correlationID: String?
    public var backend: String?
    public var resultReference: String?
    public var outcome: EventOutcome
    public var errorCode: String?
    public var errorMessage: String?
    /// Per field `{"old": …, "new": …}`, without secrets, at most 32 KiB.
    public var changes: JSONValue?

    public init(
        originEventID: String, occurredAt: Timestamp, category: String = EventCategory.runtime.rawValue,
        severity: Severity, action: String, title: String, detail: String? = nil, actorUsername: String? = nil,
        actorEmail: String? = nil, actorRoles: [String]? = nil, actorAuthMethod: String? = nil,
        clientAddress: String? = nil, surface: String? = nil, resourceType: String? = nil, resourceID: String? = nil,
        tenant: String? = nil, environment: String? = nil, packageID: String? = nil, correlationID: String? = nil,
        backend: String? = nil, resultReference: String? = nil, outcome: EventOutcome = .succeeded,
        errorCode: String? = nil, errorMessage: String? = nil, changes: JSONValue? = nil
    ) {
        self.originEventID = originEventID
        self.occurredAt = occurredAt
        self.category = category
        self.severity = severity
        self.action = action
        self.title = title
        self.detail = detail
        self.actorUsername = actorUsername
        self.actorEmail = actorEmail
        self.actorRoles = actorRoles
        self.actorAuthMethod = actorAuthMethod
        self.clientAddress = clientAddress
        self.surface = surface
        self.resourceType = resourceType
        self.resourceID = resourceID
        self.tenant = tenant
        self.environment = environment
        self.packageID = packageID
        self.correlationID = correlationID
        self.backend = backend
        self.resultReference = resultReference
        self.outcome = outcome
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.changes = changes
    }

    private enum CodingKeys: String, CodingKey {
        case originEventID = "origin_event_id"
        case occurredAt = "occurred_at"
        case category
        case severity
        case action
        case title
        case detail
        case actorUsername = "actor_username"
        case actorEmail = "actor_email"
        case actorRoles = "actor_roles"
        case actorAuthMethod = "actor_auth_method"
        case clientAddress = "client_address"
        case surface
        case resourceType = "resource_type"
        case resourceID = "resource_id"
        case tenant
        case environment
        case packageID = "package_id"
        case correlationID = "correlation_id"
        case backend
        case resultReference = "result_reference"
        case outcome
        case errorCode = "error_code"
        case errorMessage = "error_message"
        case changes
    }
}
