// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A line of the retirement controls; locked while the engine serves.
public struct RetirementControl: Sendable, Hashable, Codable {
    public var words: PanelNote
    public var isLocked: Bool
    public var lockReason: String?

    public init(words: PanelNote, isLocked: Bool, lockReason: String? = nil) {
        self.words = words
        self.isLocked = isLocked
        self.lockReason = lockReason
    }
}
