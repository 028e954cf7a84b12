// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Governance

struct WorkflowsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "workflows", abstract: "Read the catalog of privileged workflows.", subcommands: [List.self])
}

extension WorkflowsCommand {
    struct List: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the workflows: who signs, under which condition.",
            discussion: """
                Any registered person may. With --format json also the fields that opening needs. Example:
                  countersign workflows list
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            var writer = RecordWriter(Workflow.shape, format: self.output.format, output: output)
            try writer.write(try await session.clients.workflow.catalog().filter(\.isInCatalog))
            try writer.end(ifEmpty: "The catalog is empty.")
            return .done
        }
    }
}
