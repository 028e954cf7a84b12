// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The form of a package's draft: every detail that PostgreSQL takes, and the reason.
extension Form {
    static func packageFields(of package: DeploymentPackage?) -> [WorkflowField] {
        func detail(_ name: String, _ label: String, _ present: String?, _ help: String = "") -> WorkflowField {
            WorkflowField(
                name: name, label: label, kind: .text, isRequired: false, maximum: 200, defaultValue: present,
                help: help)
        }
        var fields: [WorkflowField] = []
        if package == nil {
            fields.append(
                WorkflowField(
                    name: "name", label: Words.Form.packageName, kind: .text, isRequired: true, minimum: 1,
                    maximum: 120, help: Words.Form.packageNameHelp))
        }
        fields += [
            detail("release", Words.Form.releaseLabel, package?.release, Words.Form.unchanged),
            detail("artifact", Words.Form.artifactLabel, nil, Words.Form.unchanged),
            detail("lease", Words.Form.aiLeaseLabel, nil, Words.Form.unchanged),
            detail("api_services", Words.Form.apiServicesLabel, nil, Words.Form.unchanged),
            detail("theme", Words.Form.clientThemeLabel, nil, Words.Form.presentationOnly),
            detail("node", Words.Form.productionNodeLabel, package?.node, Words.Form.unchanged),
            detail("fallback", Words.Form.rollbackFallbackLabel, package?.fallback, Words.Form.unchanged),
            detail("zone", Words.Form.approvalZoneLabel, package?.approval?.zone, Words.Form.zoneHelp),
            detail("domain", Words.Form.domainLabel, nil, Words.Form.unchanged),
            detail("dns", Words.Form.dnsLabel, nil, Words.Form.unchanged),
            detail("ssl", Words.Form.certificateLabel, nil, Words.Form.unchanged),
            reasonField,
        ]
        return fields
    }
}

/// A package's draft as it would be sent.
struct PackageDraft: Sendable, Equatable {
    var name: String
    /// Only what differs from the package as it is.
    var details: PackageDetails
    var reason: String
    /// The package as it was; nil for the first draft of an engine's.
    var package: DeploymentPackage?

    init?(_ form: Form.State) {
        guard case .package(let package) = form.subject else { return nil }
        func text(_ name: String) -> String? {
            guard let field = form.fields.first(where: { $0.definition.name == name }), field.isTouched else {
                return nil
            }
            let text = field.editor.text.trimmingSpaces
            return text.isEmpty ? nil : text
        }
        guard let name = package?.name ?? text("name") else { return nil }
        self.package = package
        self.name = name
        reason = form.reason
        details = PackageDetails()
        details.release = text("release")
        details.artifact = text("artifact")
        details.lease = text("lease")
        details.apiServices = text("api_services")
        details.theme = text("theme")
        details.node = text("node")
        details.fallback = text("fallback")
        details.zone = text("zone")
        details.domain = text("domain")
        details.dns = text("dns")
        details.ssl = text("ssl")
    }
}
