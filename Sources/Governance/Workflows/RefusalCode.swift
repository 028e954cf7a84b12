// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The stable codes with which PostgreSQL refuses.
public enum RefusalCode: String, Sendable, Hashable, CaseIterable {
    case roleRequired = "role-required"
    case selfApproval = "self-approval"
    case alreadySigned = "already-signed"
    case reasonRequired = "reason-required"
    case confirmationMismatch = "confirmation-mismatch"
    case checklistIncomplete = "checklist-incomplete"
    case notEscalated = "not-escalated"
    case engineActive = "engine-active"
    case expired
    case changedSinceReview = "changed-since-review"
    case requestClosed = "request-closed"
    case notFound = "not-found"
    case invalidInput = "invalid-input"
    case unsafeLogin = "unsafe-login"
    case suspended
}
