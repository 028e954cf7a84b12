// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The command line that does what a review does, to be read, learnt from and copied. It holds no secret: what the
/// console states is all that there is in it.
struct CommandTwin: Sendable, Equatable {
    /// How the program is called for the same database and person, e.g. `countersign --demo --as operator_1`.
    var invocation: [String]

    func line(for action: Console.GovernedAction) -> String {
        (invocation.map { ShellWord($0).text } + words(of: action)).joined(separator: " ")
    }

    private func words(of action: Console.GovernedAction) -> [String] {
        switch action {
        case .open(let draft): opening(draft)
        case .sign(let id, let manifest):
            ["requests", "sign"] + options(("manifest", manifest)) + arguments(id)
        case .execute(let id, let manifest):
            ["requests", "execute"] + options(("manifest", manifest)) + arguments(id)
        case .reject(let id, let reason): ["requests", "reject"] + options(("reason", reason)) + arguments(id)
        case .withdraw(let id, let reason): ["requests", "withdraw"] + options(("reason", reason)) + arguments(id)
        case .amend(let id, let values, let reason):
            ["requests", "amend"] + stated(values, ["cap", "minutes", "checklist"])
                + options(("reason", reason)) + arguments(id)
        case .close(let id, let reason): ["requests", "close"] + options(("reason", reason)) + arguments(id)
        case .review(let id, let note): ["requests", "review"] + options(("note", note)) + arguments(id)
        case .escalate(let lease, let reason):
            ["leases", "escalate"] + options(("reason", reason)) + arguments(lease)
        case .draftPackage(let name, let details, let reason):
            ["packages", "draft"] + options(details) + options(("reason", reason)) + arguments(name)
        case .block(let name, let reason): ["packages", "block"] + options(("reason", reason)) + arguments(name)
        case .unblock(let name, let reason): ["packages", "unblock"] + options(("reason", reason)) + arguments(name)
        case .setServing(let engine, let isServing, let reason):
            ["packages", isServing ? "serve" : "drain"] + options(("reason", reason)) + arguments(engine)
        }
    }

    private func opening(_ draft: RequestDraft) -> [String] {
        ["requests", "open", ShellWord(draft.workflowKey).text]
            + stated(draft.arguments, ["tenant", "package", "lease", "cap", "minutes", "confirm", "checklist"])
            + options(("reason", draft.reason))
    }

    private func stated(_ values: [String: JSONValue], _ names: [String]) -> [String] {
        names.flatMap { name in Self.text(values[name]).map { options((name, $0)) } ?? [] }
    }

    private func options(_ details: PackageDetails) -> [String] {
        let order = [
            "release", "artifact", "lease", "api_services", "theme", "node", "fallback", "zone", "domain", "dns", "ssl",
        ]
        return order.flatMap { name -> [String] in
            guard case .string(let text)? = details.stated[name] else { return [] }
            return options((name == "api_services" ? "api-services" : name, text))
        }
    }

    /// `--name VALUE`; with an equals sign where the value could be taken for an option.
    private func options(_ option: (name: String, value: String)) -> [String] {
        let word = ShellWord(option.value).text
        return option.value.hasPrefix("-") ? ["--\(option.name)=\(word)"] : ["--\(option.name)", word]
    }

    private func arguments(_ value: String) -> [String] {
        value.hasPrefix("-") ? ["--", ShellWord(value).text] : [ShellWord(value).text]
    }

    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .array(let items): items.compactMap { text($0) }.joined(separator: ",")
        case .null, .bool, .double, .object, nil: nil
        }
    }
}

extension Console.State {
    var twin: CommandTwin { CommandTwin(invocation: invocation) }
}
