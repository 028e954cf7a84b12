// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// The keys of the packages screen.
extension Console.State {
    var packageBindings: [Console.Binding] {
        let label: DisplayText? =
            switch packages.section {
            case .trace: Words.Keys.everyField
            case .workflows: Words.Keys.open
            case .summary: packages.chosen?.approval?.requestID == nil ? nil : Words.Keys.read
            default: nil
            }
        let enter = label.map {
            [
                Console.Binding(
                    KeyEvent(.enter), label: $0, command: .enter, offer: packageStep?.offer ?? .available, isHint: true)
            ]
        }
        return (enter ?? []) + engineBindings
            + [
                Console.Binding(KeyEvent(.tab), label: Words.Keys.nextPanel, command: .nextPanel, isHint: true),
                Console.Binding(KeyEvent(.backTab), label: Words.Keys.previousPanel, command: .previousPanel),
            ] + packageSteps.map(\.binding)
            + [Console.Binding(.character("y"), label: Words.Keys.copyHash, command: .copyID)]
    }

    var engineBindings: [Console.Binding] {
        [
            Console.Binding(
                .character("]"), KeyEvent(.right), label: Words.Keys.nextEngine, command: .nextEngine, isHint: true),
            Console.Binding(
                .character("["), KeyEvent(.left), label: Words.Keys.previousEngine, command: .previousEngine),
        ]
    }
}
