// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// The life of a deployment package. Every transition is made by PostgreSQL, with its event.
public enum PackageState: String, Sendable, Hashable, Codable, CaseIterable {
    case draft
    case inReview = "in-review"
    case ready
    /// Something keeps it from going on, e.g. node placement; `DeploymentPackage.blockedReason` says what.
    case blocked
    case deployed
    case rolledBack = "rolled-back"
    case retiring
    case retired
}
