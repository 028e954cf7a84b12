// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

/// A theme with what its file left to be said.
public struct LoadedTheme: Sendable, Hashable {
    public let theme: Theme
    /// The file it came from; nil for the compiled-in one.
    public let file: String?
    /// Unknown keys and the like, which never keep a theme from being used.
    public let warnings: [ThemeError]
    /// The file and those that it inherits from, itself first; a change of any of them changes the theme.
    public let files: [String]

    public init(theme: Theme, file: String?, warnings: [ThemeError] = [], files: [String] = []) {
        self.theme = theme
        self.file = file
        self.warnings = warnings
        self.files = files
    }
}
