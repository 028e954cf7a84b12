// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

internal import Governance

/// Privileged requests: what waits for me first, then what is open by expiry, then what is over.
enum Requests {
    enum Group: Int, Sendable, Hashable, CaseIterable {
        case waiting
        case session
        case open
        case closed
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
    }

    /// With more changed requests than these at once, all are loaded anew.
    static let mostChanged = 50

    /// A request with the group under which it is shown.
    struct Row: Sendable, Equatable, Identifiable {
        var request: GovernanceRequest
        var group: Group

        var id: String { request.id }
    }

    /// In the order of the list. What is compared is small and made once: this is asked for with every frame.
    static func rows(_ requests: [GovernanceRequest], rules: SessionRules) -> [Row] {
        let rules = settled(rules)
        let ranks = requests.indices.map { Rank(requests[$0], group: group(of: requests[$0], settled: rules), at: $0) }
        return ranks.sorted { left, right in
            if (left.group, left.moment) != (right.group, right.moment) {
                return (left.group, left.moment) < (right.group, right.moment)
            }
            let ids = (requests[left.index].id, requests[right.index].id)
            return left.group == Group.closed.rawValue ? ids.0 > ids.1 : ids.0 < ids.1
        }.map { Row(request: requests[$0.index], group: Group(rawValue: $0.group) ?? .closed) }
    }

    static func count(_ requests: [GovernanceRequest], in wanted: Group, rules: SessionRules) -> Int {
        let rules = settled(rules)
        return requests.count { group(of: $0, settled: rules) == wanted }
    }

    /// Where a request stands: by its group, in it by expiry, or the newest first where it is over.
    private struct Rank {
        var group: Int
        var moment: Int64
        var index: Int

        init(_ request: GovernanceRequest, group: Group, at index: Int) {
            self.group = group.rawValue
            self.index = index
            moment =
                switch group {
                case .waiting, .open: request.expiresAt.microseconds
                case .session: request.session?.expiresAt.microseconds ?? .max
                // ~ turns the order round, for any number
                case .closed: ~request.requestedAt.microseconds
                }
        }
    }

    /// What waits for me does so while the database is away, too.
    private static func settled(_ rules: SessionRules) -> SessionRules {
        var settled = rules
        settled.store = .live(StoreFacts(environment: "", serverVersion: "", isReadOnly: false, schemaVersion: 0))
        return settled
    }

    private static func group(of request: GovernanceRequest, settled rules: SessionRules) -> Group {
        if request.state.isOpen { return rules.offer(.sign(request)).isAvailable ? .waiting : .open }
        return request.session?.isOpen == true ? .session : .closed
    }
}

extension Console.State {
    var requestRows: [Requests.Row] {
        Requests.rows(requests.loaded.value ?? [], rules: rules)
    }

    var waitingRows: [Requests.Row] { requestRows.filter { $0.group == .waiting } }
    var waitingCount: Int {
        Requests.count(requests.loaded.value ?? [], in: .waiting, rules: rules)
    }
    var sessionRows: [Requests.Row] {
        Requests.rows((requests.loaded.value ?? []).filter { $0.session?.isOpen == true }, rules: rules)
    }
}
