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
                    state.tenures.insert(
                        RoleTenure(
                            login: target, role: role.rawValue, grantedAt: self.now(), grantedBy: login,
                            grantReason: reason), at: 0)
                    return .done("\(role.title) granted to \(target)", "\(target) now holds \(role.title).")
                }
            },
            revoke: { target, role, reason, context in
                try self.requireLive()
                return self.change(
                    "REVOKE_ROLE", of: target, by: login, context, refusedTitle: "Role revocation refused"
                ) { state in
                    guard Self.isReason(reason) else { return .refused(.reasonRequired, Self.reasonAdvice) }
                    guard let index = state.people.firstIndex(where: { $0.login == target }),
                        state.people[index].roles.contains(role)
                    else { return .refused(.notFound, "role: \(target) does not hold \(role.rawValue).") }
                    state.people[index].roles.removeAll { $0 == role }
                    let tenure = state.tenures.firstIndex {
                        $0.login == target && $0.role == role.rawValue && $0.revokedAt == nil
                    }
                    if let tenure {
                        state.tenures[tenure].revokedAt = self.now()
                        state.tenures[tenure].revokedBy = login
                        state.tenures[tenure].revokeReason = reason
                    }
                    return .done("\(role.title) revoked from \(target)", "\(target) no longer holds \(role.title).")
                }
            },
            suspend: { target, reason, context in
                try self.requireLive()
                return self.setSuspended(target, true, reason, login, context)
            },
            reinstate: { target, reason, context in
                try self.requireLive()
                return self.setSuspended(target, false, reason, login, context)
            },
            tenures: { target in
                try self.requireLive()
                return self.state.withLock { $0.tenures.filter { target == nil || $0.login == target } }
            })
    }

    private func setSuspended(
        _ target: String, _ isSuspended: Bool, _ reason: String, _ login: String, _ context: ActionContext
    ) -> ActionResult {
        let verb = isSuspended ? "suspended" : "reinstated"
        return change(
            isSuspended ? "SUSPEND_PERSON" : "REINSTATE_PERSON", of: target, by: login, context,
            refusedTitle: isSuspended ? "Suspension refused" : "Reinstatement refused"
        ) { state in
            guard Self.isReason(reason) else { return .refused(.reasonRequired, Self.reasonAdvice) }
            guard let index = state.people.firstIndex(where: { $0.login == target }) else {
                return .refused(.notFound, "login: \(target) is not registered.")
            }
            guard state.people[index].isSuspended != isSuspended else {
                return .refused(.invalidInput, "login: \(target) is \(verb) already.")
            }
            state.people[index].isSuspended = isSuspended
            return .done("\(target) \(verb)", "\(target) is \(verb).")
        }
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
