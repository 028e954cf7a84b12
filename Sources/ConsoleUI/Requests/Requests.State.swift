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
        var list = AnchoredList<String>()
    }

    /// A request with the group under which it is shown.
    struct Row: Sendable, Equatable, Identifiable {
        var request: GovernanceRequest
        var group: Group

        var id: String { request.id }
    }

    static func rows(_ requests: [GovernanceRequest], rules: SessionRules) -> [Row] {
        requests.map { Row(request: $0, group: group(of: $0, rules: rules)) }.sorted(by: comesBefore)
    }

    private static func group(of request: GovernanceRequest, rules: SessionRules) -> Group {
        if request.state.isOpen {
            // What waits for me does so while the database is away, too.
            var settled = rules
            settled.store = .live(StoreFacts(environment: "", serverVersion: "", isReadOnly: false, schemaVersion: 0))
            return settled.offer(.sign(request)).isAvailable ? .waiting : .open
        }
        return request.session?.isOpen == true ? .session : .closed
    }

    private static func comesBefore(_ left: Row, _ right: Row) -> Bool {
        if left.group != right.group { return left.group.rawValue < right.group.rawValue }
        switch left.group {
        case .waiting, .open:
            return (left.request.expiresAt, left.id) < (right.request.expiresAt, right.id)
        case .session:
            let ends = (left.request.session?.expiresAt, right.request.session?.expiresAt)
            if let first = ends.0, let second = ends.1, first != second { return first < second }
            return left.id < right.id
        case .closed:
            return (left.request.requestedAt, left.id) > (right.request.requestedAt, right.id)
        }
    }
}

extension Console.State {
    var requestRows: [Requests.Row] {
        Requests.rows(requests.loaded.value ?? [], rules: rules)
    }

    var waitingRows: [Requests.Row] { requestRows.filter { $0.group == .waiting } }
    var sessionRows: [Requests.Row] {
        requestRows.filter { $0.request.session?.isOpen == true }
    }
}
