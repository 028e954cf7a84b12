// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// An input that is bound to a package: its artifact, AI lease, API services or theme.
public struct PackageResource: Sendable, Hashable, Codable {
    /// `artifact`, `ai-lease`, `api-service-pool` or `theme`.
    public var kind: String
    public var name: String
    public var words: PanelNote

    public init(kind: String, name: String, words: PanelNote) {
        self.kind = kind
        self.name = name
        self.words = words
    }
}
