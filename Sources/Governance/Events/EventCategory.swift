// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// What an event is about, in the words of the seed documents.
public enum EventCategory: String, Sendable, Hashable, Codable, CaseIterable {
    case privilegedAccess = "privileged-access"
    case aiLeasing = "ai-leasing"
    case accessControl = "access-control"
    case deploymentPackage = "deployment-package"
    case rollback
    case retirement
    case quota
    case runner
    case gitopsConfig = "gitops-config"
    case bundle
    case source
    case assignment
    case revision
    case runtime
    case integrity
    case retention
    case session
}
