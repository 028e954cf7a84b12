// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// The catalog of privileged workflows.
enum Workflows {
    struct State: Sendable, Equatable {
        var catalog = Loaded<[Workflow]>()
        var list = AnchoredList<String>()
        /// Forms that were left without being sent, by workflow: what was typed is never lost.
        var drafts: [String: Form.State] = [:]

        var workflows: [Workflow] { catalog.value ?? [] }
        var selected: Workflow? {
            let workflows = workflows
            guard !workflows.isEmpty else { return nil }
            return workflows[list.selectedIndex(in: workflows.map(\.key))]
        }
    }
}
