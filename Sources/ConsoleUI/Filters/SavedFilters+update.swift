// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// The filters that a person keeps.
enum SavedFilters {
    /// The list of them.
    struct State: Sendable, Equatable {
        var selection = 0
    }
}

extension Console.State {
    /// Asks for the filters where they are not known yet.
    mutating func loadSavedFilters() -> [Console.Effect] {
        let token = newToken()
        timeline.savedFilters.token = token
        return [.loadSavedFilters(token: token)]
    }

    mutating func listFilters() -> [Console.Effect] {
        dialogs.append(.filters(SavedFilters.State()))
        return loadSavedFilters()
    }

    /// Keeps the filter that applies now.
    mutating func saveFilter(named name: String) -> [Console.Effect] {
        guard SavedFilter.isName(name) else {
            inform(Words.Filters.noName(name), .warning)
            return []
        }
        guard !timeline.filterText.isEmpty else {
            inform(Words.Filters.nothingToSave)
            return []
        }
        return change(.save(SavedFilter(name: name, expression: timeline.filterText)))
    }

    mutating func deleteFilter(named name: String) -> [Console.Effect] { change(.delete(name)) }

    private mutating func change(_ change: Console.FilterChange) -> [Console.Effect] {
        let token = newToken()
        timeline.savedFilters.token = token
        timeline.filterChange = change
        return [.changeSavedFilters(change, token: token)]
    }

    /// Applies a filter by its name; one that is not known yet is asked for first.
    mutating func useFilter(named name: String) -> [Console.Effect] {
        switchTab(to: .timeline)
        guard let filters = timeline.savedFilters.value else {
            timeline.wantedFilter = name
            return loadSavedFilters()
        }
        guard let filter = filters.first(where: { $0.name == name }) else {
            inform(Words.Filters.unknown(name), .warning)
            return []
        }
        return apply(filterText: filter.expression)
    }

    mutating func takeSavedFilters(
        _ result: Result<[SavedFilter], GovernanceError>, token: Int
    ) -> [Console.Effect] {
        guard timeline.savedFilters.finish(result, token: token, at: now) else { return [] }
        let change = timeline.filterChange
        let wanted = timeline.wantedFilter
        timeline.filterChange = nil
        timeline.wantedFilter = nil
        switch result {
        case .failure(let error): inform(DisplayText(error.message), .warning)
        case .success:
            switch change {
            case .save(let filter): inform(Words.Filters.saved(filter.name), .success)
            case .delete(let name): inform(Words.Filters.deleted(name), .success)
            case nil: break
            }
            if let wanted { return useFilter(named: wanted) }
        }
        return []
    }

    // MARK: The list

    mutating func handleFiltersKey(_ event: KeyEvent, _ list: SavedFilters.State, at index: Int) -> [Console.Effect] {
        var list = list
        let filters = timeline.savedFilters.value ?? []
        list.selection = min(list.selection, max(0, filters.count - 1))
        switch event {
        case KeyEvent(.escape), .character("q"), .control("c"):
            dialogs.removeLast()
            return []
        case KeyEvent(.down), .character("j"): list.selection = min(list.selection + 1, max(0, filters.count - 1))
        case KeyEvent(.up), .character("k"): list.selection = max(0, list.selection - 1)
        case KeyEvent(.enter):
            guard filters.indices.contains(list.selection) else { return [] }
            dialogs.removeLast()
            return useFilter(named: filters[list.selection].name)
        case KeyEvent(.delete), .character("x"):
            guard filters.indices.contains(list.selection) else { return [] }
            return deleteFilter(named: filters[list.selection].name)
        default: return []
        }
        dialogs[index] = .filters(list)
        return []
    }
}
