// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// Privileged requests: what waits for me first, then what is open by expiry, then what is over.
enum Requests {
    enum Group: Int, Sendable, Hashable, CaseIterable {
        case waiting
        case session
        /// My own requests, which others have to sign.
        case mine
        case open
        case closed
    }

    /// Which of them are shown.
    enum Filter: Int, Sendable, Hashable, CaseIterable {
        case all
        case waiting
        case open
        case ended

        func takes(_ group: Group) -> Bool {
            switch self {
            case .all: true
            case .waiting: group == .waiting
            case .open: group == .waiting || group == .mine || group == .open
            case .ended: group == .closed || group == .session
            }
        }
    }

    struct State: Sendable, Equatable {
        var loaded = Loaded<[GovernanceRequest]>()
        /// Something happened while a load was in flight: load once more.
        var isOutdated = false
        /// The requests that events spoke of and that have not been asked for since.
        var changed: Set<String> = []
        /// The load of such requests in flight.
        var changedToken: Int?
        var list = AnchoredList<String>()
        var filter = Filter.all
    }

    /// With more changed requests than these at once, all are loaded anew.
    static let mostChanged = 50

    /// A request with the group under which it is shown.
    struct Row: Sendable, Equatable, Identifiable {
        var request: GovernanceRequest
        var group: Group
        /// What waits for me; nil where nothing does.
        var duty: RequestDuty?

        var id: String { request.id }
    }

    /// In the order of the list. What is compared is small and made once: this is asked for with every frame.
    static func rows(_ requests: [GovernanceRequest], rules: SessionRules) -> [Row] {
        let duties = requests.map { duty(on: $0, rules) }
        let ranks = requests.indices.map { index in
            let group = group(of: requests[index], duty: duties[index], rules.identity?.person.login)
            return Rank(requests[index], group: group, duty: duties[index], at: index)
        }
        return ranks.sorted { left, right in
            if (left.group, left.moment) != (right.group, right.moment) {
                return (left.group, left.moment) < (right.group, right.moment)
            }
            let ids = (requests[left.index].id, requests[right.index].id)
            return left.group == Group.closed.rawValue ? ids.0 > ids.1 : ids.0 < ids.1
        }.map { rank in
            Row(
                request: requests[rank.index], group: Group(rawValue: rank.group) ?? .closed, duty: duties[rank.index])
        }
    }

    static func count(_ requests: [GovernanceRequest], in wanted: Group, rules: SessionRules) -> Int {
        requests.count { group(of: $0, duty: duty(on: $0, rules), rules.identity?.person.login) == wanted }
    }

    /// Where a request stands: by its group, in it by expiry, or the newest first where it is over.
    private struct Rank {
        var group: Int
        var moment: Int64
        var index: Int

        init(_ request: GovernanceRequest, group: Group, duty: RequestDuty?, at index: Int) {
            self.group = group.rawValue
            self.index = index
            moment =
                switch group {
                // what is to be reviewed expires no more: it comes after what does
                case .waiting where duty == .review: Int64.max / 2 + request.requestedAt.microseconds / 2
                case .waiting, .mine, .open: request.expiresAt.microseconds
                case .session: request.session?.expiresAt.microseconds ?? .max
                // ~ turns the order round, for any number
                case .closed: ~request.requestedAt.microseconds
                }
        }
    }

    /// What PostgreSQL said that waits for me, as long as the request has not lapsed since. It waits for me while the
    /// database is away, too.
    private static func duty(on request: GovernanceRequest, _ rules: SessionRules) -> RequestDuty? {
        guard let duty = request.duty, !rules.isReadOnlySession else { return nil }
        return duty == .review || (request.state.isOpen && request.expiresAt > rules.now) ? duty : nil
    }

    private static func group(of request: GovernanceRequest, duty: RequestDuty?, _ login: String?) -> Group {
        if duty != nil { return .waiting }
        if request.state.isOpen { return request.requester == login ? .mine : .open }
        return request.session?.isOpen == true ? .session : .closed
    }
}

extension Console.State {
    var requestRows: [Requests.Row] {
        allRequestRows.filter { requests.filter.takes($0.group) }
    }

    private var allRequestRows: [Requests.Row] {
        Requests.rows(requests.loaded.value ?? [], rules: rules)
    }

    mutating func showNextRequests() {
        let filters = Requests.Filter.allCases
        requests.filter = filters[(requests.filter.rawValue + 1) % filters.count]
        requests.list.goToHead()
        inform(Words.Requests.shown(requests.filter))
    }

    var waitingRows: [Requests.Row] { allRequestRows.filter { $0.group == .waiting } }
    var waitingCount: Int {
        Requests.count(requests.loaded.value ?? [], in: .waiting, rules: rules)
    }
    var sessionRows: [Requests.Row] {
        Requests.rows((requests.loaded.value ?? []).filter { $0.session?.isOpen == true }, rules: rules)
    }
}
