// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// Three lines of a panel: what, how, and what follows from it.
public struct PanelNote: Sendable, Hashable, Codable {
    public var title: String
    public var detail: String
    public var note: String

    public init(title: String, detail: String, note: String) {
        self.title = title
        self.detail = detail
        self.note = note
    }
}
