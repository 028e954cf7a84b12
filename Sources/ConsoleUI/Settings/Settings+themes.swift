// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// Themes: moving shows one, Enter keeps it, anything else brings the former one back.
extension Console.State {
    /// The theme in focus.
    var themeIndex: Int {
        let name = settings.previewed ?? themeName
        return themeNames.firstIndex(of: name) ?? 0
    }

    mutating func moveThemes(_ command: Console.Command) -> [Console.Effect] {
        guard !themeNames.isEmpty else { return [] }
        let index = moved(themeIndex, command, count: themeNames.count, page: 5)
        let name = themeNames[index]
        guard name != settings.previewed ?? themeName else { return [] }
        settings.themeProblem = nil
        settings.previewed = name == themeName ? nil : name
        return [.previewTheme(name)]
    }

    mutating func takePreview(_ result: Result<String, Console.ThemeProblem>) {
        guard case .failure(let problem) = result else { return }
        settings.themeProblem = problem.message
    }

    mutating func keepTheme() -> [Console.Effect] {
        guard let name = settings.previewed, settings.themeProblem == nil else { return [] }
        return [.useTheme(name)]
    }

    /// - Returns: nil where no theme is tried out.
    mutating func abandonPreview() -> [Console.Effect]? {
        guard settings.previewed != nil else { return nil }
        settings.previewed = nil
        settings.themeProblem = nil
        return [.previewTheme(themeName)]
    }

    /// Whoever goes elsewhere has not kept the theme.
    mutating func endPreviewElsewhere() -> [Console.Effect] {
        guard tab != .settings || settings.section != .themes else { return [] }
        return abandonPreview() ?? []
    }

    mutating func takeReloadedTheme(_ result: Result<String, Console.ThemeProblem>) {
        switch result {
        case .success(let name): inform(Words.Settings.reloaded(name))
        case .failure(let problem): inform(Words.Settings.notReloaded(problem.message), .error)
        }
    }
}
