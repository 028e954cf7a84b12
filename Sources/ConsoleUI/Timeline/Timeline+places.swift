// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import CellCanvas
internal import Governance

extension Timeline {
    /// A view of the timeline that is come back to as it was.
    struct Place: Sendable, Equatable {
        var window: EventWindow
        var reader: AnchoredList<String>
        var filterText: String
        var filter: EventFilter
        var isFollowing: Bool
    }

    /// How far before and after an event the same principal or resource still says that events belong together.
    static let relatedWindow = Duration.seconds(3_600)
}

extension Console.State {
    /// Shows all events of the same request, correlation id or package as the event in focus, or those near it that are
    /// related by principal or resource; Esc leads back.
    mutating func showRelated(_ relation: EventRelation?) -> [Console.Effect] {
        guard let event = focusedEvent else { return [] }
        let known = EventRelation.allCases.filter { $0.value(of: event) != nil }
        // what merely happened near it is shown on demand
        guard let relation = relation ?? [.request, .correlation, .package].first(where: known.contains),
            let filter = relation.filter(for: event, within: Timeline.relatedWindow)
        else {
            inform(Words.Related.unrelated(known.filter { $0 != relation }))
            return []
        }
        rememberPlace()
        let counting = stopCountingRelated()
        dialogs.removeAll { if case .event = $0 { true } else { false } }
        switchTab(to: .timeline)
        let effects = use(filter, text: filter.description)
        let others = known.filter { $0 != relation }
        if !others.isEmpty { inform(Words.Related.also(others)) }
        return counting + effects
    }

    /// Shows the event in focus among all the others, without the filter; Esc leads back.
    mutating func showInContext() -> [Console.Effect] {
        guard let event = focusedEvent else { return [] }
        guard isLive else {
            inform(Words.Notices.needsDatabase, .warning)
            return []
        }
        rememberPlace()
        let counting = stopCountingRelated()
        dialogs.removeAll { if case .event = $0 { true } else { false } }
        switchTab(to: .timeline)
        timeline.filter = EventFilter()
        timeline.filterText = ""
        timeline.termsOff = []
        return counting + land(on: event)
    }

    private mutating func rememberPlace() {
        timeline.reader.pin(in: timeline.window.ids, height: timelineHeight)
        timeline.places.append(
            Timeline.Place(
                window: timeline.window, reader: timeline.reader, filterText: timeline.filterText,
                filter: timeline.filter, isFollowing: timeline.isFollowing))
        if timeline.places.count > 10 { timeline.places.removeFirst() }
    }

    /// Back to where the reader was before, in the same view; nil where there is no such place.
    mutating func returnToPlace() -> [Console.Effect]? {
        guard let place = timeline.places.popLast() else { return nil }
        timeline.window = place.window
        timeline.reader = place.reader
        timeline.filterText = place.filterText
        timeline.filter = place.filter
        timeline.isFollowing = place.isFollowing
        timeline.problem = nil
        timeline.isLanding = false
        // what arrived meanwhile is taken in, and counted, as after a lost connection
        return loadTimeline(.arrivals)
    }

    /// Moves the event that lies open to the one before or after it, and the reader with it.
    mutating func turnEvent(by delta: Int) -> [Console.Effect] {
        guard case .event(let detail)? = dialogs.last else { return [] }
        let ids = timeline.window.ids
        guard tab == .timeline, let index = ids.firstIndex(of: detail.id) else {
            inform(Words.Jump.noNeighbours)
            return []
        }
        guard ids.indices.contains(index + delta) else {
            inform(delta > 0 ? Words.Jump.noOlder : Words.Jump.noNewer)
            return []
        }
        timeline.reader.select(index: index + delta, in: ids, height: timelineHeight)
        let event = timeline.window.events[index + delta]
        dialogs[dialogs.count - 1] = .event(EventDetail.State(id: event.id, event: event))
        return continueReading(delta > 0 ? .down : .up) + countRelated()
    }

    /// Keys of the open event beside those that scroll it.
    mutating func handleEventDetailKey(_ event: KeyEvent, _ detail: EventDetail.State) -> [Console.Effect] {
        switch event {
        case .character("n"), KeyEvent(.right): return turnEvent(by: 1)
        case .character("p"), KeyEvent(.left): return turnEvent(by: -1)
        case .character("Y"): return copyField("json")
        case .character("R"): return showRelated(nil)
        case .character("c"): return showInContext()
        case .character("t"): return toggleZone()
        case .character(":"): return run(.commandLine)
        default:
            let relations = detail.relations
            guard let number = event.typed?.wholeNumberValue, relations.indices.contains(number - 1) else { return [] }
            return showRelated(relations[number - 1])
        }
    }
}
