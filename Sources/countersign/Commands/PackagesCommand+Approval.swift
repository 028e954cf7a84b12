// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Governance

extension PackagesCommand {
    struct Submit: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "Submit a package for approval; your own signature is given with it.",
            discussion: """
                Needs the role Governance Operator. The same as "requests open deployment-package --package NAME". \
                Example:
                  countersign packages submit "POD Engine Alpha" --reason "Storefront release 2026.03.1"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The package's name.")
        var name: String

        @Option(help: ArgumentHelp("Why: at least 10 non-blank characters.", valueName: "text"))
        var reason: String

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            let draft = RequestDraft(
                workflowKey: DeploymentPackage.workflowKey, arguments: ["package": .string(name)], reason: reason)
            return try await session.govern(output, self.output.format) { clients, context in
                try await clients.workflow.open(draft, context)
            }
        }
    }

    struct Sign: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "Sign the approval of a package that is in review.",
            discussion: """
                Needs a role that the approval still waits for. With --manifest exactly the reviewed manifest is \
                signed, or nothing. Example:
                  countersign packages sign "POD Engine Alpha"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The package's name.")
        var name: String

        @Option(help: ArgumentHelp("Refuse where another manifest is current.", valueName: "sha256"))
        var manifest: String?

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            try await session.withApproval(of: name, output, self.output.format) { id, clients, context in
                try await clients.workflow.sign(id, manifest, context)
            }
        }
    }

    struct Reject: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "Reject the approval of a package that is in review.",
            discussion: """
                Needs a role that signs it; the requester withdraws the request instead. Example:
                  countersign packages reject "POD Engine Alpha" --reason "The node is not certified"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The package's name.")
        var name: String

        @Option(help: ArgumentHelp("Why: at least 10 non-blank characters.", valueName: "text"))
        var reason: String

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            try await session.withApproval(of: name, output, self.output.format) { id, clients, context in
                try await clients.workflow.reject(id, reason, context)
            }
        }
    }

    struct Deploy: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "Deploy a package that is approved.",
            discussion: """
                Needs the role Governance Operator. Example:
                  countersign packages deploy "POD Engine Alpha"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The package's name.")
        var name: String

        @Option(help: ArgumentHelp("Refuse where another manifest is current.", valueName: "sha256"))
        var manifest: String?

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            try await session.withApproval(of: name, output, self.output.format) { id, clients, context in
                try await clients.workflow.execute(id, manifest, context)
            }
        }
    }
}

extension DeploymentPackage {
    /// The workflow that approves a package; it is not in the catalog of five.
    static let workflowKey = "deployment-package"
}

extension Session {
    /// Makes a governed call on the one open approval of a package.
    ///
    /// Where there is none, or several of which a person must name one, PostgreSQL is asked for it by the package's name:
    /// it refuses, and that is an event.
    fileprivate func withApproval(
        of package: String, _ output: Output, _ format: OutputFormat,
        _ call: @escaping @Sendable (String, GovernanceClients, ActionContext) async throws -> ActionResult
    ) async throws -> CommandStatus {
        let query = RequestQuery(
            scope: .open, workflowKey: DeploymentPackage.workflowKey, package: package, limit: 10)
        let requests = try await clients.workflow.requests(query)
        switch requests.count {
        case 0: output.say("There is no open approval of \(package). Submit it: countersign packages submit")
        case 1: break
        default:
            let ids = requests.map(\.id).joined(separator: ", ")
            output.say("There are several open approvals of \(package); name one with countersign requests: \(ids)")
        }
        let id = requests.count == 1 ? requests[0].id : package
        return try await govern(output, format) { clients, context in try await call(id, clients, context) }
    }
}
