// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// A manifest in words: what of it a reader has to know first, and every member of it, one a row.
///
/// It is read from the bytes that are signed, and from nothing else.
struct ManifestOutline {
    private let members: [String: JSONValue]

    /// nil where the manifest is no JSON object that can be shown exactly.
    init?(_ manifest: String) {
        guard case .object(let members)? = JSONValue(parsing: manifest) else { return nil }
        self.members = members
    }

    /// What is carried out, resource by resource, when an engine retires; nil where nothing is retired.
    var revocations: [(kind: String, name: String)]? {
        guard case .array(let items)? = members["revocations"] else { return nil }
        return items.map { item in
            guard case .object(let pair) = item else { return ("", item.compactText) }
            return (Self.text(pair["kind"]) ?? "", Self.text(pair["name"]) ?? item.compactText)
        }
    }

    /// The exact bundle that a rollback goes back to, the release first; nil where nothing is rolled back.
    var rollback: [(kind: String, name: String)]? { Self.bundle(members["rollback"]) }

    /// The bundle that the package carries now.
    var bundle: [(kind: String, name: String)]? {
        guard case .object(let package)? = members["package"] else { return nil }
        return Self.bundle(package["bundle"])
    }

    var checklist: [String]? {
        guard case .array(let items)? = argument("checklist") else { return nil }
        return items.map { Self.text($0) ?? $0.compactText }
    }

    func argument(_ name: String) -> JSONValue? {
        guard case .object(let arguments)? = members["arguments"] else { return nil }
        return arguments[name]
    }

    /// Something of the package or the lease, in words.
    func text(_ path: String...) -> String? {
        var value: JSONValue? = .object(members)
        for name in path {
            guard case .object(let object)? = value else { return nil }
            value = object[name]
        }
        return Self.text(value)
    }

    /// Every member: `package.node`, `revocations 2`.
    var rows: [(label: String, value: String)] {
        let order = ["title", "workflow", "request", "requester", "reason", "arguments", "opened_at", "expires_at"]
        let first = order.filter { members[$0] != nil }
        let rest = members.keys.filter { !order.contains($0) }.sorted()
        return (first + rest).flatMap { name in members[name].map { Self.rows(name, $0) } ?? [] }
    }

    private static func rows(_ label: String, _ value: JSONValue) -> [(label: String, value: String)] {
        switch value {
        case .object(let members) where !members.isEmpty:
            members.sorted { $0.key < $1.key }.flatMap { rows("\(label).\($0.key)", $0.value) }
        case .array(let items) where !items.isEmpty:
            items.enumerated().map { ("\(label) \($0.offset + 1)", text($0.element) ?? $0.element.compactText) }
        default: [(label, text(value) ?? value.compactText)]
        }
    }

    private static func bundle(_ value: JSONValue?) -> [(kind: String, name: String)]? {
        guard case .object(let bundle)? = value else { return nil }
        let order = ["release", "artifact", "ai-lease", "api-service-pool", "theme"]
        let rest = bundle.keys.filter { !order.contains($0) }.sorted()
        return (order + rest).compactMap { kind in text(bundle[kind]).map { (kind, $0) } }
    }

    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .null, .bool, .double, .array, .object, nil: nil
        }
    }
}
