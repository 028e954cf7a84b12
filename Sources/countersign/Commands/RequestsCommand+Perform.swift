// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import CellCanvas
import CountersignProgram
import Governance

extension RequestsCommand.List {
    func check() throws(CommandFailure) {
        guard (1...1_000).contains(limit) else { throw CommandFailure(.usage, "--limit must be 1 to 1000.") }
        guard [waiting, others, open].count(where: { $0 }) <= 1 else {
            throw CommandFailure(.usage, "--waiting, --others and --open exclude each other: what waits is open.")
        }
    }

    private var scope: RequestQuery.Scope {
        if waiting { return .waitingForMe }
        if others { return .waitingForOthers }
        return open ? .open : .all
    }

    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        let query = RequestQuery(
            scope: scope, workflowKey: workflow, package: package, after: after, limit: limit)
        let requests = try await session.clients.workflow.requests(query)
        var writer = RecordWriter(GovernanceRequest.shape, format: self.output.format, output: output)
        try writer.write(requests)
        try writer.end(ifEmpty: waiting ? "Nothing waits for you." : "There is no such request.")
        if requests.count == limit, let last = requests.last { output.say("There may be more: --after \(last.id)") }
        return .done
    }
}

extension RequestsCommand.Show {
    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        guard let request = try await session.clients.workflow.request(id) else {
            return output.writeNotFound("There is no request \(id).", format: self.output.format)
        }
        try output.write(request, GovernanceRequest.shape, format: self.output.format)
        return .done
    }
}

extension RequestsCommand.Open {
    static var sealing: Session.Sealing { .afterwards }

    /// What is given and nothing else; PostgreSQL checks fields, types and limits.
    var draft: RequestDraft {
        var arguments: [String: JSONValue] = [:]
        arguments["tenant"] = tenant.map(JSONValue.string)
        arguments["package"] = package.map(JSONValue.string)
        arguments["lease"] = lease.map(JSONValue.string)
        arguments["confirm"] = confirm.map(JSONValue.string)
        arguments["cap"] = cap.map(JSONValue.integer)
        arguments["minutes"] = minutes.map(JSONValue.integer)
        arguments["checklist"] = checklist.map(JSONValue.init(checklist:))
        return RequestDraft(workflowKey: workflow, arguments: arguments, reason: reason ?? "")
    }

    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        try await session.govern(output, self.output.format) { clients, context in
            try await clients.workflow.open(draft, context)
        }
    }
}

extension RequestsCommand.Sign {
    static var sealing: Session.Sealing { .afterwards }

    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        try await session.govern(output, self.output.format) { clients, context in
            try await clients.workflow.sign(id, manifest, context)
        }
    }
}

extension RequestsCommand.Execute {
    static var sealing: Session.Sealing { .afterwards }

    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        try await session.govern(output, self.output.format) { clients, context in
            try await clients.workflow.execute(id, manifest, context)
        }
    }
}

extension RequestsCommand.Review {
    static var sealing: Session.Sealing { .afterwards }

    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        try await session.govern(output, self.output.format) { clients, context in
            try await clients.workflow.review(id, note, context)
        }
    }
}

extension RequestsCommand.Reject {
    static var sealing: Session.Sealing { .afterwards }

    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        try await session.govern(output, self.output.format) { clients, context in
            try await clients.workflow.reject(id, reason, context)
        }
    }
}

extension RequestsCommand.Withdraw {
    static var sealing: Session.Sealing { .afterwards }

    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        try await session.govern(output, self.output.format) { clients, context in
            try await clients.workflow.withdraw(id, reason, context)
        }
    }
}

extension RequestsCommand.Amend {
    static var sealing: Session.Sealing { .afterwards }

    func check() throws(CommandFailure) {
        guard reason != nil || cap != nil || checklist != nil || minutes != nil else {
            throw CommandFailure(.usage, "Say what changes: --reason, --cap, --checklist or --minutes.")
        }
    }

    /// The arguments that the request has, with those that are given.
    func arguments(of request: GovernanceRequest) -> [String: JSONValue] {
        var arguments = request.arguments
        if let cap { arguments["cap"] = .integer(cap) }
        if let minutes { arguments["minutes"] = .integer(minutes) }
        if let checklist { arguments["checklist"] = JSONValue(checklist: checklist) }
        return arguments
    }

    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        // An unknown id is PostgreSQL's to refuse: the attempt is kept.
        let request = try await session.clients.workflow.request(id)
        return try await session.govern(output, self.output.format) { clients, context in
            try await clients.workflow.amend(
                id, request.map(arguments(of:)) ?? [:], reason ?? request?.reason ?? "", context)
        }
    }
}

extension RequestsCommand.Close {
    static var sealing: Session.Sealing { .afterwards }

    func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
        try await session.govern(output, self.output.format) { clients, context in
            try await clients.workflow.close(id, reason, context)
        }
    }
}

extension JSONValue {
    /// `a,b,c` as an array of texts.
    fileprivate init(checklist text: String) {
        self = .array(text.split(separator: ",").map { .string(String($0.trimmingBlanks)) })
    }
}

extension Substring {
    var trimmingBlanks: Substring {
        var rest = drop(while: \.isWhitespace)
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }
}
