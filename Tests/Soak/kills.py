# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""A client or PostgreSQL is killed in the middle of a governed step: the change is there with its event, or neither."""

import json
import os
import signal
import time

from soak import Broken, Sitting, Soak, call

REASON = "killed in the middle of it"
figures = {"kills": 0, "of clients": 0, "of PostgreSQL": 0, "took effect": 0, "left nothing": 0}

# Every request beside the successes that the trail has of it. `kept` is what may not be: a state without its event, or
# an event without its state.
INVARIANTS = {
    "a request without its opening, or twice": """
        select r.request_id from countersign.request_overview as r
        left join countersign.event_all as e
            on e.request_id = r.request_id and e.action = 'OPEN_REQUEST' and e.outcome = 'succeeded'
        group by r.request_id having count(e.id) <> 1""",
    "an opening without its request": """
        select e.request_id from countersign.event_all as e
        where e.action = 'OPEN_REQUEST' and e.outcome = 'succeeded' and e.origin is null
            and not exists (select from countersign.request_overview as r where r.request_id = e.request_id)""",
    "an end without its event, or an event without the end": """
        select r.request_id, r.state, array_agg(e.action) from countersign.request_overview as r
        left join countersign.event_all as e on e.request_id = r.request_id and e.outcome = 'succeeded'
            and e.action in ('EXECUTE_REQUEST', 'OPEN_SESSION', 'REJECT_REQUEST', 'WITHDRAW_REQUEST')
        group by r.request_id, r.state
        having coalesce(array_agg(e.action order by e.action) filter (where e.id is not null), '{}') <> case r.state
            when 'executed' then case when bool_or(r.session_opened_at is not null)
                then array['OPEN_SESSION'] else array['EXECUTE_REQUEST'] end
            when 'rejected' then array['REJECT_REQUEST'] when 'withdrawn' then array['WITHDRAW_REQUEST']
            else '{}' end""",
    "a closed session without its event": """
        select s.request_id from countersign.session_overview as s
        left join countersign.event_all as e
            on e.request_id = s.request_id and e.action = 'CLOSE_SESSION' and e.outcome = 'succeeded'
        group by s.request_id, s.state having count(e.id) <> (s.state = 'closed')::int""",
    "a raised quota without its event": """
        select p.name from countersign.package_overview as p
        where p.burst_capacity is distinct from (
            select (e.changes -> 'burst_capacity' ->> 'new')::int from countersign.event_all as e
            where e.action = 'RAISE_QUOTA' and e.outcome = 'succeeded' and e.package_id = p.name
            order by e.id desc limit 1)""",
    "an execution without its effect": """
        select r.request_id from countersign.request_overview as r
        left join countersign.event_all as e on e.request_id = r.request_id and e.action = 'RAISE_QUOTA'
        where r.workflow = 'quota-exception-package'
        group by r.request_id, r.state having count(e.id) <> (r.state = 'executed')::int""",
    "a deployment, rollback or retirement without its effect": """
        select r.request_id, r.state from countersign.request_overview as r
        left join countersign.event_all as e on e.request_id = r.request_id
            and e.action in ('DEPLOY_PACKAGE', 'ROLL_BACK_PACKAGE', 'RETIRE_PACKAGE')
        where r.workflow in ('deployment-package', 'rollback-package-approval', 'engine-retirement-package')
        group by r.request_id, r.state having count(e.id) <> (r.state = 'executed')::int""",
    "a package's state without its event": """
        select p.name, p.state from countersign.package_overview as p
        where p.name like 'Soak %' and p.state <> 'retiring' and p.state <> coalesce((
            select e.changes -> 'package_state' ->> 'new' from countersign.event_all as e
            where e.package_id = p.name and e.outcome = 'succeeded' and e.changes ? 'package_state'
            order by e.id desc limit 1), 'draft')""",
    "a revocation without its event, or half a retirement": """
        select p.name, p.state from countersign.package_overview as p
        cross join lateral (
            select count(*) as held, count(t.revoked_at) as revoked from countersign.package_attachment as t
            where t.package = p.name and t.kind in ('ai-lease', 'api-service', 'client-access', 'placement')) as a
        where a.revoked <> case when p.state = 'retired' then a.held else 0 end
            or a.revoked <> (
                select count(*) from countersign.event_all as e where e.package_id = p.name
                    and e.action in ('REVOKE_LEASE', 'REVOKE_API_SERVICE', 'REVOKE_CLIENT_ACCESS', 'RELEASE_PLACEMENT'))
        """,
    "a suspended person with an open session": """
        select s.request_id from countersign.session_overview as s
        inner join countersign.person_overview as p on s.holder = p.login
        where s.is_open and p.is_suspended""",
    "a package that holds another lease than its bundle": """
        select p.name from countersign.package_overview as p
        inner join countersign.package_attachment as t on p.name = t.package and t.kind = 'ai-lease'
        where p.name like 'Soak %' and t.revoked_at is null and t.name <> p.manifest::jsonb #>> '{bundle,ai-lease}'""",
}
CHECKLIST = ["audit-history", "billing-closeout", "client-export", "revoke-ai-leases", "revoke-api-services",
             "revoke-client-access", "release-placement"]


class People:
    def __init__(self, soak):
        self.soak = soak
        self.sittings = {}

    def __getitem__(self, name):
        if name not in self.sittings:
            self.sittings[name] = Sitting(self.soak, name)
        return self.sittings[name]

    def gone(self):
        for sitting in self.sittings.values():
            sitting.close()
        self.sittings = {}


def succeeded(lines):
    outcome, code, request, _, message = lines[0]
    if outcome != "succeeded":
        raise Broken(f"could not be prepared: {code} {message}")
    return request


def approved(people, workflow, name, second, **arguments):
    """A request on a package with all its signatures."""
    given = json.dumps({"package": name} | arguments)
    request = succeeded(people["operator_1"].ask(call("open_request", workflow, f"'{given}'", REASON)))
    succeeded(people[second].ask(call("sign_request", request, None)))
    return request


def on_package(step, number, people):
    """The execution of a deployment, a rollback or a retirement of a package of its own."""
    name = f"Soak {number}"
    operator = people["operator_1"]

    def drafted(release, lease):
        succeeded(operator.ask(call("register_lease", lease, "Worker", None, "'100'")))
        details = json.dumps({"release": release, "artifact": f"Core {release}", "lease": lease,
                              "api_services": "Ledger", "theme": "Plain", "node": "soak-1"})
        succeeded(operator.ask(call("draft_package", name, f"'{details}'", REASON)))
        return approved(people, "deployment-package", name, "finance_1")

    succeeded(operator.ask(call("register_engine", name)))
    request = drafted("1", f"soak-{number}-1")
    if step == "retire":
        request = approved(people, "engine-retirement-package", name, "finance_1", checklist=CHECKLIST)
    elif step == "roll back":
        succeeded(operator.ask(call("execute_request", request, None)))
        succeeded(operator.ask(call("execute_request", drafted("2", f"soak-{number}-2"), None)))
        request = approved(people, "rollback-package-approval", name, "auditor_1", confirm=name)
    return "operator_2", call("execute_request", request, None)


def prepared(soak, people):
    """A step that may be taken now: who takes it, and its statement."""
    step = soak.chance.choice(["open", "sign", "session", "reject", "withdraw", "execute", "close", "escalate",
                               "deploy", "roll back", "retire", "suspend"])
    number = figures["kills"]
    quota = json.dumps({"package": "POD Engine Bravo", "cap": 4000 + number})
    tenant = json.dumps({"tenant": f"Tenant {number}"})
    if step == "open":
        return "operator_1", call("open_request", "quota-exception-package", f"'{quota}'", REASON)
    if step == "escalate":
        return "operator_1", call("escalate_lease", "worker-bravo", REASON)
    if step in ("deploy", "roll back", "retire"):
        return on_package(step, number, people)
    if step == "suspend":
        request = succeeded(people["operator_2"].ask(
            call("open_request", "break-glass-admin-session", f"'{tenant}'", REASON)))
        succeeded(people["operator_1"].ask(call("sign_request", request, None)))
        return "admin_1", call("suspend_person", "operator_2", REASON)
    if step in ("session", "close"):
        request = succeeded(people["operator_1"].ask(
            call("open_request", "break-glass-admin-session", f"'{tenant}'", REASON)))
        if step == "session":
            return "operator_2", call("sign_request", request, None)
        succeeded(people["operator_2"].ask(call("sign_request", request, None)))
        return "operator_1", call("close_session", request, REASON)
    request = succeeded(people["operator_1"].ask(
        call("open_request", "quota-exception-package", f"'{quota}'", REASON)))
    if step == "sign":
        return "finance_1", call("sign_request", request, None)
    if step == "reject":
        return "finance_1", call("reject_request", request, REASON)
    if step == "withdraw":
        return "operator_1", call("withdraw_request", request, REASON)
    succeeded(people["finance_1"].ask(call("sign_request", request, None)))
    return "operator_2", call("execute_request", request, None)


def attempts(people):
    return int(people["admin_1"].ask("select count(*) from countersign.event_all")[0][0])


def kill_once(soak, people):
    # refused unless the last step suspended them
    people["admin_1"].ask(call("reinstate_person", "operator_2", REASON))
    who, statement = prepared(soak, people)
    before = attempts(people)
    victim = Sitting(soak, who)
    victim.ask("select 1")
    kills_server = soak.chance.random() < 0.3
    server = soak.postmaster() if kills_server else None
    backend = int(victim.ask("select pg_backend_pid()")[0][0]) if kills_server else None
    victim.send(statement)
    time.sleep(soak.chance.uniform(0, 0.012))
    if kills_server:
        # the backend too: it would else finish its statement before it notices
        for process in (backend, server):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        figures["of PostgreSQL"] += 1
    else:
        victim.process.kill()
        figures["of clients"] += 1
    victim.close()
    figures["kills"] += 1
    if kills_server:
        people.gone()
        status, _, said = soak.run("cluster", "start")
        if status != 0:
            raise Broken(f"the cluster does not start again: {said}")
    else:
        soak.until("the victim's backend gone", lambda: people["admin_1"].ask(
            "select count(*) from pg_stat_activity where usename = "
            f"'{who}' and pid <> all (array[{pids(people)}])")[0][0] == "0")
    figures["took effect" if attempts(people) > before else "left nothing"] += 1
    for name, query in INVARIANTS.items():
        if rows := people["admin_1"].ask(" ".join(query.split())):
            raise Broken(f"{name}: {rows[:3]} after {who}: {statement}")


def pids(people):
    """The backends of the sittings that go on."""
    found = [sitting.ask("select pg_backend_pid()")[0][0] for sitting in people.sittings.values()]
    return ", ".join(found)


def kills(soak):
    soak.keep_running()
    people = People(soak)
    try:
        while soak.goes_on or figures["kills"] < soak.options.at_least:
            kill_once(soak, people)
            if figures["kills"] % 50 == 0:
                print(figures, flush=True)
    finally:
        people.gone()
    return figures


soak = Soak(__doc__, at_least=200)
soak.finish(kills)
