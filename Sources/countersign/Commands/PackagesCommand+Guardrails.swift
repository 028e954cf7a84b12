// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

import ArgumentParser
import CellCanvas
import CountersignProgram
import Governance

extension PackagesCommand {
    struct Guardrails: SessionCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read the guardrails of a package's life: what holds for every package.",
            discussion: """
                Any registered person may. Example:
                  countersign packages guardrails
                """)

        @OptionGroup(title: "Options that every command takes")
        var global: GlobalOptions
        @OptionGroup var output: OutputOptions

        func perform(in session: Session, _ output: Output) async throws -> CommandStatus {
            var writer = RecordWriter(PanelNote.shape, format: self.output.format, output: output)
            try writer.write(try await session.clients.packages.guardrails())
            try writer.end(ifEmpty: "There is no guardrail.")
            return .done
        }
    }
}
