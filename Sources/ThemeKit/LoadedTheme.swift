// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A theme with what its file left to be said.
public struct LoadedTheme: Sendable, Hashable {
    public let theme: Theme
    /// The file it came from; nil for the compiled-in one.
    public let file: String?
    /// Unknown keys and the like, which never keep a theme from being used.
    public let warnings: [ThemeError]

    public init(theme: Theme, file: String?, warnings: [ThemeError] = []) {
        self.theme = theme
        self.file = file
        self.warnings = warnings
    }
}
