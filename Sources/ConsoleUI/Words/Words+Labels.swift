// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Words {
    /// What stands before a value of a request, a package or a lease.
    enum Labels {
        static let atOpening: DisplayText = "At opening"
        static let blocked: DisplayText = "Blocked"
        static let coverageNow: DisplayText = "Coverage now"
        static let details: DisplayText = "Details"
        static let engine: DisplayText = "Engine"
        static let escalatedBy: DisplayText = "Escalated by"
        static let escalatedFor: DisplayText = "Escalated for"
        static let escalation: DisplayText = "Escalation"
        static let executed: DisplayText = "Executed"
        static let leaseClass: DisplayText = "Lease class"
        static let node: DisplayText = "Node"
        static let package: DisplayText = "Package"
        static let packageNow: DisplayText = "Package now"
        static let packages: DisplayText = "Packages"
        static let reason: DisplayText = "Reason"
        static let request: DisplayText = "Request"
        static let requested: DisplayText = "Requested"
        static let reviews: DisplayText = "Reviews"
        static let session: DisplayText = "Session"
        static let state: DisplayText = "State"
        static let tenant: DisplayText = "Tenant"
        static let workflow: DisplayText = "Workflow"

        /// The state of a package, the revision that it is in, and the release that it carries.
        static func standing(_ package: DeploymentPackage) -> String {
            "\(package.stateLabel), revision \(package.revision), \(package.release ?? "no release")"
        }
        static func session(_ session: PrivilegedSession, now: Timestamp) -> DisplayText {
            if session.isOpen {
                return "◆ open, \(Words.Requests.ends(session.expiresAt.deadlineText(now: now)))"
            } else if let closed = session.closedAt {
                return "○ closed by \(session.closedBy ?? "its expiry") at \(closed.zonedText)"
            }
            return "○ ended at \(session.expiresAt.zonedText)"
        }
        static func signature(_ signature: RequestSignature, isCurrent: Bool) -> DisplayText {
            """
            \(isCurrent ? "✓" : "✗ another manifest:") \(signature.signerName) (\(signature.signer)), \
            \(signature.role.title), \(signature.signedAt.zonedText)
            """
        }
    }
}

extension Words.Form {
    /// The fields of a package's draft.
    static let aiLeaseLabel = "AI lease"
    static let apiServicesLabel = "API services"
    static let approvalZoneLabel = "Approval zone"
    static let artifactLabel = "Artifact"
    static let certificateLabel = "Certificate"
    static let clientThemeLabel = "Client theme"
    static let dnsLabel = "DNS"
    static let domainLabel = "Domain"
    static let productionNodeLabel = "Production node"
    static let releaseLabel = "Release"
    static let rollbackFallbackLabel = "Rollback fallback"
}
