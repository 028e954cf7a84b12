// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: The Countersign authors

public import Governance
import Synchronization

extension InMemoryGovernance {
    /// The demonstration's people.
    public static let personas: [Person] = [
        Person(login: "operator_1", displayName: "Governance Operator 1", roles: [.operator]),
        Person(login: "operator_2", displayName: "Governance Operator 2", roles: [.operator]),
        Person(login: "finance_1", displayName: "Finance Reviewer 1", roles: [.finance]),
        Person(login: "auditor_1", displayName: "Support Auditor 1", roles: [.auditor]),
        Person(login: "admin_1", displayName: "Platform Admin 1", roles: [.admin]),
    ]

    /// Suspends a person, or takes that back.
    public func setSuspended(_ login: String, _ isSuspended: Bool) {
        state.withLock { state in
            for index in state.people.indices where state.people[index].login == login {
                state.people[index].isSuspended = isSuspended
            }
        }
    }

    func peopleClient(as login: String) -> PeopleClient {
        PeopleClient(
            identity: {
                try self.requireLive()
                guard let person = self.state.withLock({ $0.people.first { $0.login == login } }) else {
                    throw GovernanceError(.notRegistered, "\(login) is not registered.")
                }
                return Identity(person: person)
            },
            people: {
                try self.requireLive()
                return self.state.withLock { $0.people }
            },
            register: { newLogin, displayName, email, context in
                try self.requireLive()
                return self.change(
                    "REGISTER_PERSON", of: newLogin, by: login, context, refusedTitle: "Registration refused"
                ) { state in
                    guard !state.people.contains(where: { $0.login == newLogin }) else {
                        return .refused(.invalidInput, "login: \(newLogin) is registered already.")
                    }
                    state.people.append(Person(login: newLogin, displayName: displayName, email: email))
                    return .done("\(newLogin) registered", "\(newLogin) is registered, without any role yet.")
                }
            },
            grant: { target, role, reason, context in
                try self.requireLive()
                return self.change(
                    "GRANT_ROLE", of: target, by: login, context, refusedTitle: "Role grant refused"
                ) { state in
                    guard Self.isReason(reason) else { return .refused(.reasonRequired, Self.reasonAdvice) }
                    guard let index = state.people.firstIndex(where: { $0.login == target }) else {
                        return .refused(.notFound, "login: \(target) is not registered.")
                    }
                    guard !state.people[index].roles.contains(role) else {
                        return .refused(.invalidInput, "role: \(target) holds \(role.rawValue) already.")
                    }
                    state.people[index].roles.append(role)
                    return .done("\(role.title) granted to \(target)", "\(target) now holds \(role.title).")
                }
            })
    }

    private enum Change {
        case refused(RefusalCode, String)
        case done(_ title: String, _ message: String)
    }

    private func change(
        _ action: String, of target: String, by login: String, _ context: ActionContext, refusedTitle: String,
        _ body: @Sendable (inout State) -> Change
    ) -> ActionResult {
        state.withLock { state in
            var event = newEvent(action, "access-control", .high, by: login, context, state)
            event.resourceType = "person"
            event.resourceID = target
            let change: Change
            if let person = state.people.first(where: { $0.login == login }), person.roles.contains(.admin) {
                change =
                    person.login == target
                    ? .refused(.selfApproval, "Nobody changes their own registration or roles; ask another admin.")
                    : body(&state)
            } else {
                change = .refused(.roleRequired, "People and roles are changed by a Platform Admin.")
            }
            switch change {
            case .refused(let code, let message):
                return refuse(event, "\(refusedTitle) for \(target)", code, message, &state)
            case .done(let title, let message):
                event.stream = .auth
                return accept(event, title, message, &state)
            }
        }
    }
}
