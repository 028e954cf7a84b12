// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

/// What the sections of the settings load, and what becomes of the answers.
extension Console.State {
    /// Asks for what the section in view shows; nothing while another screen is shown or no database answers.
    mutating func loadSettings() -> [Console.Effect] {
        guard tab == .settings else { return [] }
        if settings.section == .themes { return [.listThemes] }
        guard isLive else { return [] }
        switch settings.section {
        case .identity, .connection: return load(.connection)
        case .grants:
            guard let person = identity.value?.person else { return [] }
            return isAdmin ? load(.people) + load(.tenures(login: nil)) : load(.tenures(login: person.login))
        case .keys, .themes: return []
        case .controlEvents, .authEvents: return loadNewest()
        }
    }

    /// Once more who it is becomes known: what could not be asked for before, and what must not be shown any more.
    mutating func loadMissingSettings() -> [Console.Effect] {
        if !isAdmin {
            settings.control = EventFeed.State()
            settings.auth = EventFeed.State()
            settings.people = Loaded()
        }
        switch settings.section {
        case .grants where settings.tenures.value == nil && !settings.tenures.isLoading: return loadSettings()
        case .controlEvents, .authEvents:
            guard let stream = settings.section.stream, settings.feed(stream).loadedAt == nil else { return [] }
            return loadSettings()
        default: return []
        }
    }

    private mutating func load(_ query: Console.SettingsQuery) -> [Console.Effect] {
        let token = newToken()
        switch query {
        case .people: settings.people.token = token
        case .tenures: settings.tenures.token = token
        case .connection: settings.connection.token = token
        case .events(let stream, let page):
            settings.change(stream) { feed in
                feed.token = token
                feed.isOlder = page.cursor != nil
                feed.problem = nil
            }
        }
        return [.loadSettings(query, token: token)]
    }

    /// The newest page, unless the reader is further down: their place is not taken away from them.
    private mutating func loadNewest() -> [Console.Effect] {
        guard isAdmin, let stream = settings.section.stream else { return [] }
        let feed = settings.feed(stream)
        guard feed.token == nil, feed.loadedAt == nil || feed.problem != nil || feed.list.isAtHead else { return [] }
        return load(.events(stream, EventQuery(filter: .stream(stream), limit: EventFeed.pageLength)))
    }

    /// The next page towards older events.
    mutating func loadOlder(_ stream: EventStream) -> [Console.Effect] {
        let feed = settings.feed(stream)
        guard isAdmin, isLive, feed.token == nil, feed.window.hasOlder, let cursor = feed.window.olderCursor else {
            return []
        }
        return load(
            .events(stream, EventQuery(filter: .stream(stream), cursor: cursor, limit: EventFeed.pageLength)))
    }

    mutating func takeSettings(_ answer: Console.SettingsAnswer, token: Int) -> [Console.Effect] {
        switch answer {
        case .people(let result):
            let before = grantRows
            guard settings.people.finish(result, token: token, at: now) else { return [] }
            settings.person.rowsChanged(from: before, to: grantRows)
            noteAnswer(result)
        case .tenures(let result):
            if settings.tenures.finish(result, token: token, at: now) { noteAnswer(result) }
        case .connection(let result):
            if settings.connection.finish(result, token: token, at: now) { noteAnswer(result) }
        case .events(let stream, let result):
            take(result, of: stream, token: token)
        }
        return []
    }

    private mutating func take(_ result: Result<EventPage, GovernanceError>, of stream: EventStream, token: Int) {
        let now = now
        guard settings.feed(stream).token == token else { return }
        settings.change(stream) { feed in
            feed.token = nil
            switch result {
            case .success(let page):
                feed.isOlder ? feed.window.append(page) : feed.window.replace(with: page)
                feed.problem = nil
                feed.loadedAt = now
            case .failure(let error):
                if error.code != .cancelled { feed.problem = error }
            }
        }
        noteAnswer(result)
    }

    /// New events of the restricted streams, for a feed that was read already.
    mutating func takeSettingsArrivals(_ events: [AuditEvent]) {
        for stream in [EventStream.control, .auth] {
            let own = events.filter { $0.stream == stream }
            guard !own.isEmpty, isAdmin, settings.feed(stream).loadedAt != nil else { continue }
            settings.change(stream) { _ = $0.window.merge(own) }
        }
    }

    /// The answers that are awaited will not come.
    mutating func abandonSettings() -> [Console.Scope] {
        settings.people.token = nil
        settings.tenures.token = nil
        settings.connection.token = nil
        settings.control.token = nil
        settings.auth.token = nil
        return [.people, .tenures, .connection, .controlEvents, .authEvents]
    }
}

extension EventFilter {
    /// All events of one stream.
    static func stream(_ stream: EventStream) -> EventFilter {
        EventFilter(terms: [Term(field: .stream, values: [stream.rawValue])])
    }
}
