// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Governance

struct PackagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "packages",
        abstract: "See the deployment packages; draft, approve and deploy them.",
        discussion: """
            A package is named after its engine. It is drafted, submitted for review, approved by an operator and a \
            finance reviewer, and deployed; rollback and retirement are workflows of their own (requests open).
            """,
        subcommands: [
            List.self, Show.self, Draft.self, Submit.self, Sign.self, Reject.self, Deploy.self, Block.self,
            Unblock.self, Serve.self, Drain.self, Guardrails.self,
        ])
}

extension PackagesCommand {
    struct List: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the packages and their states.",
            discussion: """
                Any registered person may. Example:
                  countersign packages list
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            var writer = RecordWriter(DeploymentPackage.shape, format: self.output.format, output: output)
            try writer.write(try await session.clients.packages.packages())
            try writer.end(ifEmpty: "There is no package.")
            return .done
        }
    }

    struct Show: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one package: what it binds, its releases, its rollback plan and retirement controls.",
            discussion: """
                Any registered person may. Example:
                  countersign packages show "POD Engine Alpha"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The package's name.")
        var name: String

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            guard let dossier = try await session.clients.packages.dossier(name) else {
                return output.writeNotFound("There is no package \(name).", format: self.output.format)
            }
            try output.write(dossier, PackageDossier.shape, format: self.output.format)
            return .done
        }
    }

    struct Draft: SessionCommand {
        static let sealing = Session.Sealing.afterwards
        static let configuration = CommandConfiguration(
            abstract: "Draft the package of an engine, or revise it.",
            discussion: """
                Needs the role Governance Operator. What is not stated stays as it is; every revision has a manifest of \
                its own, and signatures on the one before are void. Example:
                  countersign packages draft "POD Engine Alpha" --release 2026.04 --node prod-node-02 \\
                      --reason "Move to the new node"
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        @Argument(help: "The package's name: its engine's.")
        var name: String

        @Option(help: ArgumentHelp("The release that it carries.", valueName: "name"))
        var release: String?

        @Option(help: ArgumentHelp("The certified artifact.", valueName: "name"))
        var artifact: String?

        @Option(help: ArgumentHelp("The AI lease.", valueName: "name"))
        var lease: String?

        @Option(help: ArgumentHelp("The API services.", valueName: "names"))
        var apiServices: String?

        @Option(help: ArgumentHelp("The client theme.", valueName: "name"))
        var theme: String?

        @Option(help: ArgumentHelp("The production node.", valueName: "name"))
        var node: String?

        @Option(help: ArgumentHelp("What a rollback returns to.", valueName: "text"))
        var fallback: String?

        @Option(
            help: ArgumentHelp("The zone in which the approval is shown, e.g. America/New_York.", valueName: "zone"))
        var zone: String?

        @Option(help: ArgumentHelp("The domain binding.", valueName: "name"))
        var domain: String?

        @Option(help: ArgumentHelp("The DNS binding.", valueName: "name"))
        var dns: String?

        @Option(help: ArgumentHelp("The certificate binding.", valueName: "name"))
        var ssl: String?

        @Option(help: ArgumentHelp("Why: at least 10 non-blank characters.", valueName: "text"))
        var reason: String

        var details: PackageDetails {
            var details = PackageDetails()
            details.release = release
            details.artifact = artifact
            details.lease = lease
            details.apiServices = apiServices
            details.theme = theme
            details.node = node
            details.fallback = fallback
            details.zone = zone
            details.domain = domain
            details.dns = dns
            details.ssl = ssl
            return details
        }

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            try await session.govern(output, self.output.format) { clients, context in
                try await clients.packages.draft(name, details, reason, context)
            }
        }
    }
}
