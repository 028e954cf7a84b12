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
        /// A request that was just opened, and gets the focus when it is there; unless the person moves meanwhile.
        var wanted: String?
        var filter = Filter.all
    }

    /// With more changed requests than these at once, all are loaded anew.
    static let mostChanged = 50

    /// What a row is about.
    enum Subject: Sendable, Equatable {
        case request(GovernanceRequest)
        /// An escalation that nobody has reviewed.
        case escalation(EscalationDuty)
    }

    /// A request or an escalation with the group under which it is shown.
    struct Row: Sendable, Equatable, Identifiable {
        var subject: Subject
        var group: Group
        /// What waits for me; nil where nothing does.
        var duty: RequestDuty?

        var id: String {
            switch subject {
            case .request(let request): request.id
            case .escalation(let escalation): escalation.id
            }
        }

        var request: GovernanceRequest? { if case .request(let request) = subject { request } else { nil } }
        var escalation: EscalationDuty? { if case .escalation(let duty) = subject { duty } else { nil } }
    }

    /// In the order of the list. What is compared is small and made once: this is asked for with every frame.
    static func rows(
        _ requests: [GovernanceRequest], escalations: [EscalationDuty] = [], rules: SessionRules
    ) -> [Row] {
        let login = rules.identity?.person.login
        let duties = requests.map { duty(on: $0, rules) } + escalations.map { duty(on: $0, rules) }
        let ids = requests.map(\.id) + escalations.map(\.id)
        let ranks =
            requests.enumerated().map { index, request in
                Rank(
                    request, group: group(of: request, duty: duties[index], login), duty: duties[index], at: index)
            }
            + escalations.enumerated().map { offset, escalation in
                let index = requests.count + offset
                return Rank(escalation, group: group(of: escalation, duty: duties[index], login), at: index)
            }
        return ranks.sorted { left, right in
            if (left.group, left.moment) != (right.group, right.moment) {
                return (left.group, left.moment) < (right.group, right.moment)
            }
            let pair = (ids[left.index], ids[right.index])
            return left.group == Group.closed.rawValue ? pair.0 > pair.1 : pair.0 < pair.1
        }.map { rank in
            let subject =
                rank.index < requests.count
                ? Subject.request(requests[rank.index]) : .escalation(escalations[rank.index - requests.count])
            return Row(subject: subject, group: Group(rawValue: rank.group) ?? .closed, duty: duties[rank.index])
        }
    }

    /// How many wait for me.
    static func waitingCount(
        _ requests: [GovernanceRequest], escalations: [EscalationDuty], rules: SessionRules
    ) -> Int {
        requests.count { duty(on: $0, rules) != nil } + escalations.count { duty(on: $0, rules) != nil }
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
                case .waiting where duty == .review: Self.moment(ofReview: request.requestedAt)
                case .waiting, .mine, .open: request.expiresAt.microseconds
                case .session: request.session?.expiresAt.microseconds ?? .max
                // ~ turns the order round, for any number
                case .closed: ~request.requestedAt.microseconds
                }
        }

        init(_ escalation: EscalationDuty, group: Group, at index: Int) {
            self.group = group.rawValue
            self.index = index
            moment = Self.moment(ofReview: escalation.at)
        }

        /// After every expiry.
        private static func moment(ofReview time: Timestamp) -> Int64 { Int64.max / 2 + time.microseconds / 2 }
    }

    /// What PostgreSQL said that waits for me, as long as the request has not lapsed since. It waits for me while the
    /// database is away, too.
    private static func duty(on request: GovernanceRequest, _ rules: SessionRules) -> RequestDuty? {
        guard let duty = request.duty, !rules.isReadOnlySession else { return nil }
        return duty == .review || (request.state.isOpen && request.expiresAt > rules.now) ? duty : nil
    }

    /// An escalation waits for whoever holds a role and did not escalate themselves, while the database is away, too.
    private static func duty(on escalation: EscalationDuty, _ rules: SessionRules) -> RequestDuty? {
        guard !rules.isReadOnlySession, let person = rules.identity?.person, !person.isSuspended else { return nil }
        return person.roles.isEmpty || escalation.by == person.login ? nil : .review
    }

    private static func group(of escalation: EscalationDuty, duty: RequestDuty?, _ login: String?) -> Group {
        duty != nil ? .waiting : escalation.by == login ? .mine : .open
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
        Requests.rows(requests.loaded.value ?? [], escalations: openEscalations, rules: rules)
    }

    /// Escalations of leases that nobody has reviewed.
    private var openEscalations: [EscalationDuty] { workflows.register.value?.escalations ?? [] }

    mutating func showNextRequests() {
        let filters = Requests.Filter.allCases
        requests.filter = filters[(requests.filter.rawValue + 1) % filters.count]
        requests.list.goToHead()
        inform(Words.Requests.shown(requests.filter))
    }

    var waitingRows: [Requests.Row] { allRequestRows.filter { $0.group == .waiting } }
    var waitingCount: Int {
        Requests.waitingCount(requests.loaded.value ?? [], escalations: openEscalations, rules: rules)
    }
    var sessionRows: [Requests.Row] {
        Requests.rows((requests.loaded.value ?? []).filter { $0.session?.isOpen == true }, rules: rules)
    }
}
