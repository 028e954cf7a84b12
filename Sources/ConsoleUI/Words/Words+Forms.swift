// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Words {
    enum Form {
        static let reasonLabel = "Reason"
        static let reasonHelp = "At least 10 non-blank characters. It is kept in the trail."
        static let draftKept: DisplayText = "The draft is kept. Open the form again to go on with it."
        static let cancel: DisplayText = "Cancel"
        static let review: DisplayText = "Review  Ctrl-S"
        static let nothingSent: DisplayText = "Nothing is sent before the review."

        static let packageName = "Package"
        static let packageNameHelp = "Named after its engine, e.g. POD Engine Delta."
        static let unchanged = "Left as it is, it stays."
        static let presentationOnly = "Theme scope remains presentation-only. Left as it is, it stays."
        static let zoneHelp = "The zone in which the approval is shown, e.g. America/New_York."
        static let draftAbout: DisplayText =
            "Every revision has a manifest of its own; signatures on the one before are void."
        static let notChosen: DisplayText = "none chosen: ↑ ↓ or a letter chooses"
        static let tick: DisplayText = "Space ticks, ↑ ↓ moves"
        static let pasteDoesNotConfirm: DisplayText = "A paste does not confirm. Type the name."

        static func draftTitle(_ package: DeploymentPackage?) -> DisplayText {
            package.map { "Revise \($0.name)" } ?? "Draft a package"
        }
        static func amendTitle(_ request: GovernanceRequest) -> DisplayText { "Amend: \(request.workflowTitle)" }
        static func amendAbout(_ request: GovernanceRequest) -> DisplayText {
            "It stays about \(request.subject ?? "the same"). What was signed no longer counts: it is signed again."
        }
        static func choose(_ label: String) -> String { "\(label) is required: choose one." }
        static func mismatch(_ label: String, _ name: String) -> String { "\(label): this is not \(name)." }
        static func repeats(_ name: String?) -> DisplayText {
            name.map { "exactly  \($0)" } ?? "what is to be typed again is not stated yet"
        }
        static func left(_ count: Int) -> DisplayText { count < 0 ? "\(-count) too many" : "\(count) left" }
        static func choices(_ shown: Int, _ count: Int) -> DisplayText { "\(shown) of \(count)" }
        static func title(_ workflow: Workflow) -> DisplayText { "\(workflow.title)" }
        static func required(_ label: String) -> String { "\(label) is required." }
        static func tooShort(_ label: String, minimum: Int) -> String {
            "\(label) needs at least \(minimum) characters."
        }
        static func tooLong(_ label: String, maximum: Int) -> String {
            "\(label) takes at most \(maximum) characters."
        }
        static func reasonTooShort(_ label: String, minimum: Int, count: Int) -> String {
            "\(label) needs at least \(minimum) non-blank characters, it has \(count)."
        }
        static func notANumber(_ label: String) -> String { "\(label) takes a whole number." }
        static func outOfRange(_ label: String, minimum: Int?, maximum: Int?) -> String {
            switch (minimum, maximum) {
            case (let minimum?, let maximum?): "\(label) takes \(minimum) to \(maximum)."
            case (let minimum?, nil): "\(label) takes \(minimum) or more."
            case (nil, let maximum?): "\(label) takes \(maximum) or less."
            case (nil, nil): "\(label) is out of range."
            }
        }
        static func unticked(_ label: String, _ items: [String]) -> String {
            "\(label) is not complete: \(items.joined(separator: ", "))."
        }
    }
}
