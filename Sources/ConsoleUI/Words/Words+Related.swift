// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Words {
    /// What belongs to an event.
    enum Related {
        static let title: DisplayText = "Related"
        static let near: DisplayText = "Within 1h"
        static let counting: DisplayText = "…"
        static let unknown: DisplayText = "?"

        static func name(_ relation: EventRelation, _ value: String) -> DisplayText {
            let value = DisplayText(value).truncated(to: 24, at: .middle)
            return switch relation {
            case .correlation: "same correlation id"
            case .request: "same request"
            case .package: "same package"
            case .principal, .subject: "by \(value)"
            case .resource: "on \(value)"
            case .standing: "about \(value)"
            }
        }
        static func count(_ count: RelatedCount) -> DisplayText { count.isCut ? "\(count.count)+" : "\(count.count)" }

        static func unrelated(_ others: [EventRelation]) -> DisplayText {
            let words: DisplayText = "This event belongs to no request, correlation id or package."
            return others.isEmpty ? words : words + " Near it in time: \(commands(others))."
        }
        static func also(_ others: [EventRelation]) -> DisplayText {
            "More in common: \(commands(others)). Esc leads back."
        }
        private static func commands(_ relations: [EventRelation]) -> DisplayText {
            relations.map { DisplayText(":related \($0.rawValue)") }.joined(separator: ", ")
        }
    }
}
