# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""What every benchmark shares: percentiles, figures beside their budgets, connections, and an orderly end."""
import json
import os
import pwd
import signal
import subprocess
import sys

BUDGET_WORDS = {True: "within", False: "missed", None: ""}


def percentile(values, fraction):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * fraction))]


def figure(name, value, unit="", budget=None, within=None):
    """One line of the table; `budget` says it in words, `within` whether it is held."""
    return {"name": name, "value": value, "unit": unit, "budget": budget, "within": within}


def most(name, value, unit, limit):
    """A figure that should not be above its limit."""
    return figure(name, value, unit, f"<= {limit:g} {unit}".rstrip(), value <= limit)


def least(name, value, unit, limit):
    """A figure that should not be below its limit."""
    return figure(name, value, unit, f">= {limit:g} {unit}".rstrip(), value >= limit)


def report(suite, figures, **details):
    print(json.dumps({"suite": suite, "figures": figures, "details": details}))


def narrate(words):
    print(f"  {words}", file=sys.stderr, flush=True)


def end_on_signals():
    """Lets `finally` clauses run when the benchmark is interrupted."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))


def cluster():
    """The connection strings of the cluster under measurement, by role."""
    superuser = os.environ["BENCHMARK_SUPERUSER_URL"]
    urls = {"postgres": superuser}
    for role in ("operator_1", "operator_2", "finance_1", "auditor_1", "admin_1", "countersign_service"):
        urls[role] = superuser.replace("user=postgres", f"user={role}")
    return urls


def server_user():
    """The operating system's user whom the server takes for its superuser; None when that is who runs this."""
    name = next((p.split("=", 1)[1] for p in cluster()["postgres"].split("&") if p.startswith("requirepeer=")), None)
    entry = pwd.getpwnam(name) if name else None
    return entry if entry and entry.pw_uid != os.geteuid() else None


def connect(role):
    """A connection in autocommit mode. The superuser is whoever runs the server, so root becomes that user for it."""
    import psycopg

    user = server_user() if role == "postgres" else None
    if user:
        os.seteuid(user.pw_uid)
    try:
        return psycopg.connect(cluster()[role], autocommit=True)
    finally:
        if user:
            os.seteuid(0)


def as_server_user(command):
    """The command, run by the operating system's user who is the server's superuser."""
    user = server_user()
    return ["runuser", "-u", user.pw_name, "--", *command] if user else command


def seal_everything(service):
    while service.execute("select sealed from countersign.seal(50000)").fetchone()[0] > 0:
        pass


def countersign(*arguments, **options):
    """Runs the program under measurement on the demonstration and returns what it wrote."""
    command = [os.environ["BENCHMARK_PROGRAM"], *arguments, "--demo"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, **options).stdout
