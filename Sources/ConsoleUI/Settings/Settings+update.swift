// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// Moving through the settings.
extension Console.State {
    mutating func changeSection(by delta: Int) -> [Console.Effect] {
        let all = Settings.Section.allCases
        settings.section = all[(settings.section.rawValue + delta + all.count) % all.count]
        return loadSettings()
    }

    mutating func moveSettings(_ command: Console.Command) -> [Console.Effect] {
        switch settings.section {
        case .themes: return moveThemes(command)
        case .controlEvents, .authEvents: return moveFeed(command)
        case .grants where !grantRows.isEmpty && command != .pageUp && command != .pageDown:
            let rows = grantRows
            let index = moved(settings.person.selectedIndex(in: rows), command, count: rows.count, page: 1)
            settings.person.select(index: index, in: rows, height: rows.count)
            settings.scrolls[.grants] = 0
        case .identity, .grants, .connection, .keys: scrollSettings(command)
        }
        return []
    }

    private mutating func scrollSettings(_ command: Console.Command) {
        let (lines, height) = SettingsView.extent(of: self)
        let maximum = max(0, lines - height)
        let top = min(settings.scrolls[settings.section] ?? 0, maximum)
        settings.scrolls[settings.section] = moved(top, command, count: maximum + 1, page: height)
    }

    // MARK: Events

    private mutating func moveFeed(_ command: Console.Command) -> [Console.Effect] {
        guard lock(on: settings.section) == nil, let stream = settings.section.stream else { return [] }
        let feed = settings.feed(stream)
        let ids = feed.window.ids
        guard !ids.isEmpty else { return [] }
        let height = EventFeedView.visibleEvents(in: self)
        let index = moved(feed.list.selectedIndex(in: ids), command, count: ids.count, page: height)
        settings.change(stream) { feed in
            command == .first ? feed.list.goToHead() : feed.list.select(index: index, in: ids, height: height)
        }
        // well before the reader gets to the end
        return ids.count - index <= 2 * height ? loadOlder(stream) : []
    }

    mutating func enterSettings() -> [Console.Effect] {
        switch settings.section {
        case .themes: return keepTheme()
        case .controlEvents, .authEvents:
            guard lock(on: settings.section) == nil, let stream = settings.section.stream,
                let event = settings.feed(stream).selected
            else { return [] }
            // what is being read is pinned, so that arrivals do not move it meanwhile
            let ids = settings.feed(stream).window.ids
            let height = EventFeedView.visibleEvents(in: self)
            settings.change(stream) { $0.list.pin(in: ids, height: height) }
            dialogs.append(.event(EventDetail.State(id: event.id, event: event)))
            return countRelated()
        case .identity, .grants, .connection, .keys: return []
        }
    }

    /// What `y` puts on the clipboard; nil where there is nothing.
    var settingsCopy: String? {
        guard lock(on: settings.section) == nil else { return nil }
        switch settings.section {
        case .identity: return identity.value?.person.login
        case .grants: return Words.Settings.history(grantsPerson?.login)
        case .connection: return settings.connection.value?.url
        case .keys, .themes: return nil
        case .controlEvents, .authEvents: return settings.section.stream.flatMap { settings.feed($0).selected?.id }
        }
    }

    // MARK: Keys

    var settingsBindings: [Console.Binding] {
        var bindings: [Console.Binding] = []
        let lock = lock(on: settings.section)
        switch settings.section {
        case .themes:
            let isKept = settings.previewed == nil
            bindings.append(
                Console.Binding(
                    KeyEvent(.enter), label: Words.Settings.keep, command: .keepTheme,
                    offer: isKept ? Offer(reason: Words.Settings.inUseAlready, canBeAttempted: false) : .available,
                    isHint: !isKept))
        case .controlEvents, .authEvents:
            let offer = lock.map { Offer(reason: $0, canBeAttempted: false) } ?? .available
            bindings.append(
                Console.Binding(
                    KeyEvent(.enter), label: Words.Keys.everyField, command: .enter, offer: offer, isHint: true))
        case .identity, .grants, .connection, .keys: break
        }
        bindings += [
            Console.Binding(
                KeyEvent(.tab), KeyEvent(.right), label: Words.Settings.nextSection, command: .nextSection, isHint: true
            ),
            Console.Binding(
                KeyEvent(.backTab), KeyEvent(.left), label: Words.Settings.previousSection, command: .previousSection),
        ]
        if let label = Words.Settings.copy(settings.section), lock == nil {
            bindings.append(Console.Binding(.character("y"), label: label, command: .copyID, isHint: true))
        }
        return bindings
    }

    /// The keys of every screen, those that are the same everywhere first.
    var keyGroups: [(title: DisplayText, bindings: [Console.Binding])] {
        func bindings(of tab: Console.Tab) -> [Console.Binding] {
            var other = self
            other.tab = tab
            other.dialogs = []
            return other.bindings
        }
        let all = Console.Tab.allCases.map { ($0, bindings(of: $0)) }
        let common = all[0].1.filter { binding in
            all.allSatisfy { _, bindings in bindings.contains { $0.keys == binding.keys && $0.label == binding.label } }
        }
        let own = all.map { tab, bindings in
            (
                title: Words.tabName(tab),
                bindings: bindings.filter { binding in
                    !common.contains { $0.keys == binding.keys && $0.label == binding.label }
                }
            )
        }
        return [(title: Words.Settings.everywhere, bindings: common)] + own.filter { !$0.bindings.isEmpty }
    }
}
