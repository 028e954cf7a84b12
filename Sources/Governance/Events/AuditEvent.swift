// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// One entry of the audit trail, with the columns of the table `countersign.event`.
///
/// Where `origin` is set the event is a claim: another system reported it, and `via` is the login that brought it in.
/// Every string is untrusted text and passes the display sanitiser before it is shown.
public struct AuditEvent: Sendable, Hashable, Codable, Identifiable {
    /// `audit_<uuid>`; the UUID is version 7 and made by the server, so ids sort by time of recording.
    public var id: String
    /// Version of the canonical form.
    public var format: Int
    /// When it happened: a claim where `origin` is set.
    public var occurredAt: Timestamp
    /// When PostgreSQL took it.
    public var recordedAt: Timestamp
    public var stream: EventStream
    /// One of `EventCategory`, or a newer schema's word.
    public var category: String
    public var severity: Severity
    /// SCREAMING_SNAKE, e.g. `SIGN_REQUEST`.
    public var action: String
    public var title: String
    public var detail: String?
    public var actorUsername: String?
    public var actorEmail: String?
    public var actorRoles: [String]
    public var actorAuthMethod: String?
    public var via: String?
    public var clientAddress: String?
    /// The control surface: console, cli, api, sql, runner, gitops, feed …
    public var surface: String?
    public var resourceType: String?
    public var resourceID: String?
    public var tenant: String?
    public var environment: String?
    public var packageID: String?
    /// `req_<uuid>`.
    public var requestID: String?
    public var correlationID: String?
    public var backend: String?
    public var resultReference: String?
    public var outcome: EventOutcome
    public var errorCode: String?
    public var errorMessage: String?
    /// Per field `{"old": …, "new": …}`; nil where nothing changed.
    public var changes: JSONValue?
    /// Live sources at that moment, e.g. `3/5`; the client's claim.
    public var coverage: String?
    public var origin: String?
    public var originEventID: String?
    /// The contiguous number given by sealing; nil until sealed, or where the query did not ask for it.
    public var sequence: Int64?

    /// Whether another system reported this event.
    public var isClaim: Bool { origin != nil }

    public init(
        id: String, format: Int = 1, occurredAt: Timestamp, recordedAt: Timestamp, stream: EventStream,
        category: String, severity: Severity, action: String, title: String, detail: String? = nil,
        actorUsername: String? = nil, actorEmail: String? = nil, actorRoles: [String] = [],
        actorAuthMethod: String? = nil, via: String? = nil, clientAddress: String? = nil, surface: String? = nil,
        resourceType: String? = nil, resourceID: String? = nil, tenant: String? = nil, environment: String? = nil,
        packageID: String? = nil, requestID: String? = nil, correlationID: String? = nil, backend: String? = nil,
        resultReference: String? = nil, outcome: EventOutcome = .succeeded, errorCode: String? = nil,
        errorMessage: String? = nil, changes: JSONValue? = nil, coverage: String? = nil, origin: String? = nil,
        originEventID: String? = nil, sequence: Int64? = nil
    ) {
        self.id = id
        self.format = format
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.stream = stream
        self.category = category
        self.severity = severity
        self.action = action
        self.title = title
        self.detail = detail
        self.actorUsername = actorUsername
        self.actorEmail = actorEmail
        self.actorRoles = actorRoles
        self.actorAuthMethod = actorAuthMethod
        self.via = via
        self.clientAddress = clientAddress
        self.surface = surface
        self.resourceType = resourceType
        self.resourceID = resourceID
        self.tenant = tenant
        self.environment = environment
        self.packageID = packageID
        self.requestID = requestID
        self.correlationID = correlationID
        self.backend = backend
        self.resultReference = resultReference
        self.outcome = outcome
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.changes = changes
        self.coverage = coverage
        self.origin = origin
        self.originEventID = originEventID
        self.sequence = sequence
    }
}
