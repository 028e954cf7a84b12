# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""Two people act on one request at the same moment, again and again: one wins, and the trail has it once."""

import json

from soak import Broken, Sitting, Soak, call

REASON = "racing for the last word"
figures = {"races": 0, "refusals": 0}
winners = {}


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
    request = opened(people["operator_1"], "quota-exception-package", {"package": "POD Engine Bravo", "cap": 4000})
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
    # the quota is raised only: another cap than the last one is asked for each time
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


def races(soak):
    soak.keep_running()
    people = {name: Sitting(soak, name.split()[0]) for name in (
        "operator_1", "operator_2", "operator_2 again", "finance_1", "admin_1")}
    kinds = [sign_twice, sign_or_reject, execute_twice, execute_or_withdraw, revoke_or_sign]
    try:
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
