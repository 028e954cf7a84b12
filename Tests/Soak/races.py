# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""Two people act on one request at the same moment, again and again: one wins, and the trail has it once."""

import json

from soak import Broken, Sitting, Soak, call

REASON = "racing for the last word"
figures = {"races": 0, "refusals": 0}
winners = {}


def done(sitting, function, *arguments):
    """A governed call that must succeed; returns the request's id, if it is about one."""
    outcome, code, request, _, message = sitting.ask(call(function, *arguments))[0]
    if outcome != "succeeded":
        raise Broken(f"{function} {arguments} was refused: {code} {message}")
    return request


def opened(sitting, workflow, arguments):
    outcome, code, request, _, message = sitting.ask(
        call("open_request", workflow, f"'{json.dumps(arguments)}'", REASON))[0]
    if outcome != "succeeded":
        raise Broken(f"{workflow} could not be opened: {code} {message}")
    return request


def race(soak, first, second):
    """Lets two sittings loose; returns both answers."""
    pair = [first, second]
    soak.chance.shuffle(pair)
    for sitting, statement in pair:
        sitting.send(statement)
    answers = []
    for sitting, _ in pair:
        lines = sitting.answer()
        if len(lines) != 1 or lines[0].count("\t") < 4:
            raise Broken(f"{sitting.persona} got no answer but {lines}")
        answers.append(lines[0].split("\t"))
    return answers


def one_winner(kind, request, answers, allowed=("already-signed", "request-closed")):
    won = [answer for answer in answers if answer[0] == "succeeded"]
    lost = [answer for answer in answers if answer[0] != "succeeded"]
    if len(won) != 1 or lost[0][1] not in allowed:
        raise Broken(f"{kind} on {request}: {answers}")
    if not lost[0][3].startswith("audit_"):
        raise Broken(f"{kind} on {request}: the refusal left no event")
    figures["refusals"] += 1
    winners[kind] = winners.get(kind, 0) + 1


def check(admin, request, action, state):
    counted = admin.ask(
        "select count(*) filter (where outcome = 'succeeded'), count(*) filter (where outcome = 'denied') "
        f"from countersign.event_all where request_id = '{request}' and action = '{action}'")[0]
    found = admin.ask(f"select state from countersign.request_overview where request_id = '{request}'")[0][0]
    if found != state:
        raise Broken(f"{request} is {found}, not {state}")
    if counted[0] != "1":
        raise Broken(f"{request} has {counted[0]} events {action}")


def sign_twice(soak, people):
    request = opened(people["operator_1"], "break-glass-admin-session", {"tenant": "Northwind Studio"})
    statement = call("sign_request", request, None)
    one_winner("sign twice", request, race(
        soak, (people["operator_2"], statement), (people["operator_2 again"], statement)))
    check(people["admin_1"], request, "OPEN_SESSION", "executed")


def sign_or_reject(soak, people):
    request = opened(people["operator_1"], "quota-exception-package",
                     {"package": "POD Engine Bravo", "cap": 4000 + figures["races"]})
    answers = race(
        soak, (people["finance_1"], call("sign_request", request, None)),
        (people["operator_2"], call("reject_request", request, REASON)))
    one_winner("sign or reject", request, answers)
    signed = people["admin_1"].ask(
        f"select state from countersign.request_overview where request_id = '{request}'")[0][0] == "authorized"
    check(people["admin_1"], request, "SIGN_REQUEST" if signed else "REJECT_REQUEST",
          "authorized" if signed else "rejected")
    if signed:
        people["operator_1"].ask(call("withdraw_request", request, REASON))


def execute_twice(soak, people):
    # the quota is raised only: a higher cap is asked for each time
    request = opened(people["operator_1"], "quota-exception-package",
                     {"package": "POD Engine Bravo", "cap": 4000 + figures["races"]})
    signed = people["finance_1"].ask(call("sign_request", request, None))[0]
    if signed[0] != "succeeded":
        raise Broken(f"{request}: {signed}")
    statement = call("execute_request", request, None)
    one_winner("execute twice", request, race(
        soak, (people["operator_1"], statement), (people["operator_2"], statement)))
    check(people["admin_1"], request, "EXECUTE_REQUEST", "executed")
    raised = people["admin_1"].ask(
        "select count(*) from countersign.event_all "
        f"where request_id = '{request}' and action = 'RAISE_QUOTA'")[0][0]
    if raised != "1":
        raise Broken(f"{request} took effect {raised} times")


def execute_or_withdraw(soak, people):
    request = opened(people["operator_1"], "quota-exception-package",
                     {"package": "POD Engine Bravo", "cap": 4000 + figures["races"]})
    people["finance_1"].ask(call("sign_request", request, None))
    answers = race(
        soak, (people["operator_2"], call("execute_request", request, None)),
        (people["operator_1"], call("withdraw_request", request, REASON)))
    one_winner("execute or withdraw", request, answers)


def revoke_or_sign(soak, people):
    """Either the signature came before the revocation, or it is refused; never both the role gone and signed after."""
    request = opened(people["operator_1"], "break-glass-admin-session", {"tenant": "Harbor Goods"})
    answers = race(
        soak, (people["operator_2"], call("sign_request", request, None)),
        (people["admin_1"], call("revoke_role", "operator_2", "operator", REASON)))
    if not any(answer[0] == "succeeded" for answer in answers):
        raise Broken(f"revoke or sign on {request}: {answers}")
    order = people["admin_1"].ask(
        "select (select min(recorded_at) from countersign.event_all where outcome = 'succeeded' "
        f"and action = 'SIGN_REQUEST' and request_id = '{request}') > (select max(g.revoked_at) "
        "from countersign.person_role as g where g.login = 'operator_2' and g.role = 'operator')")[0][0]
    if order == "t":
        raise Broken(f"{request} was signed after the role was revoked")
    granted = people["admin_1"].ask(call("grant_role", "operator_2", "operator", REASON))[0]
    if granted[0] != "succeeded":
        raise Broken(f"the role did not come back: {granted}")
    winners["revoke or sign"] = winners.get("revoke or sign", 0) + 1


CHECKLIST = ["audit-history", "billing-closeout", "client-export", "revoke-ai-leases", "revoke-api-services",
             "revoke-client-access", "release-placement"]


def package(people, name, lease):
    """A package of its own, in its first release, holding a lease."""
    details = {"release": "1", "artifact": "Core 1", "lease": lease, "api_services": "Ledger", "theme": "Plain",
               "node": "soak-1"}
    done(people["operator_1"], "register_engine", name)
    done(people["operator_1"], "draft_package", name, f"'{json.dumps(details)}'", REASON)
    return name


def lease(people):
    name = f"soak-{figures['races']}"
    done(people["operator_1"], "register_lease", name, "Worker", None, "'100'")
    return name


def approved(people, workflow, name):
    arguments = {"package": name}
    if workflow == "engine-retirement-package":
        arguments["checklist"] = CHECKLIST
    request = opened(people["operator_1"], workflow, arguments)
    done(people["finance_1"], "sign_request", request, None)
    return request


def fact(people, query):
    return people["admin_1"].ask(query)[0][0]


def is_revoked(people, name):
    return fact(people, f"select state = 'revoked' from countersign.lease_overview where name = '{name}'") == "t"


def counted(kind):
    winners[kind] = winners.get(kind, 0) + 1


def edit_or_execute(soak, people):
    """Either the execution came first, or the edit took its signatures away."""
    request = opened(people["operator_1"], "quota-exception-package",
                     {"package": "POD Engine Bravo", "cap": 4000 + figures["races"]})
    done(people["finance_1"], "sign_request", request, None)
    node = json.dumps({"node": f"soak-{figures['races']}"})
    race(soak, (people["operator_2"], call("execute_request", request, None)),
         (people["operator_1"], call("draft_package", "POD Engine Bravo", f"'{node}'", REASON)))
    state = fact(people, f"select state from countersign.request_overview where request_id = '{request}'")
    raised = fact(people, "select count(*) from countersign.event_all "
                  f"where request_id = '{request}' and action = 'RAISE_QUOTA'")
    if (state, raised) not in (("executed", "1"), ("requested", "0")):
        raise Broken(f"edit or execute on {request}: {state}, raised {raised} times")
    if state == "requested":
        done(people["operator_1"], "withdraw_request", request, REASON)
    counted("edit or execute")


def retire_both(soak, people):
    """Two packages that hold one lease are retired at once: it is revoked, by whichever came last."""
    shared = lease(people)
    requests = [approved(people, "engine-retirement-package", package(people, f"{shared} {half}", shared))
                for half in "ab"]
    answers = race(soak, (people["operator_1"], call("execute_request", requests[0], None)),
                   (people["operator_2"], call("execute_request", requests[1], None)))
    if any(answer[0] != "succeeded" for answer in answers) or not is_revoked(people, shared):
        raise Broken(f"retire both on {shared}: {answers}, revoked: {is_revoked(people, shared)}")
    counted("retire both")


def retire_or_draft(soak, people):
    """A lease is revoked with its package, or another package holds it by then; never both."""
    shared = lease(people)
    other = package(people, f"{shared} other", "worker-bravo")
    request = approved(people, "engine-retirement-package", package(people, f"{shared} first", shared))
    details = json.dumps({"release": "2", "lease": shared})
    race(soak, (people["operator_1"], call("execute_request", request, None)),
         (people["operator_2"], call("draft_package", other, f"'{details}'", REASON)))
    holds = fact(people, "select count(*) from countersign.package_attachment "
                 f"where package = '{other}' and name = '{shared}' and revoked_at is null") == "1"
    if holds == is_revoked(people, shared):
        raise Broken(f"retire or draft on {shared}: revoked {not holds}, held {holds}")
    counted("retire or draft")


def block_or_deploy(soak, people):
    name = package(people, f"Soak {figures['races']}", "worker-bravo")
    request = approved(people, "deployment-package", name)
    one_winner("block or deploy", request, race(
        soak, (people["operator_2"], call("execute_request", request, None)),
        (people["operator_1"], call("block_package", name, REASON))), ("request-closed", "invalid-input"))
    states = people["admin_1"].ask(
        "select r.state, p.state from countersign.request_overview as r inner join countersign.package_overview as p "
        f"on r.package_id = p.name where r.request_id = '{request}'")[0]
    if states not in (["executed", "deployed"], ["failed", "blocked"]):
        raise Broken(f"block or deploy on {request}: {states}")


def suspend_or_approve(soak, people):
    """Whichever comes first, whoever is suspended holds no open session afterwards."""
    request = opened(people["operator_2"], "break-glass-admin-session", {"tenant": "Delta Market"})
    race(soak, (people["operator_1"], call("sign_request", request, None)),
         (people["admin_1"], call("suspend_person", "operator_2", REASON)))
    held = fact(people, "select count(*) from countersign.session_overview where holder = 'operator_2' and is_open")
    if held != "0":
        raise Broken(f"suspend or approve on {request}: {held} sessions are open")
    done(people["admin_1"], "reinstate_person", "operator_2", REASON)
    counted("suspend or approve")


def races(soak):
    soak.keep_running()
    people = {name: Sitting(soak, name.split()[0]) for name in (
        "operator_1", "operator_2", "operator_2 again", "finance_1", "admin_1")}
    kinds = [sign_twice, sign_or_reject, execute_twice, execute_or_withdraw, revoke_or_sign, edit_or_execute,
             retire_both, retire_or_draft, block_or_deploy, suspend_or_approve]
    try:
        done(people["operator_1"], "unblock_package", "POD Engine Bravo", REASON)
        while soak.goes_on or figures["races"] < soak.options.at_least:
            soak.chance.choice(kinds)(soak, people)
            figures["races"] += 1
            if figures["races"] % 100 == 0:
                print(figures, winners, flush=True)
        deadlocks = people["admin_1"].ask(
            "select deadlocks from pg_stat_database where datname = current_database()")[0][0]
        if deadlocks != "0":
            raise Broken(f"{deadlocks} deadlocks")
    finally:
        for sitting in people.values():
            sitting.close()
    return figures | winners | {"deadlocks": deadlocks}


soak = Soak(__doc__, at_least=1000)
soak.finish(races)
