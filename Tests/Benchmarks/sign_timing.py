#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""Signing and executing with many open requests, and the lists of what waits.

    sign_timing.py [--requests N] [--clients N] [--seconds N] [--pairs N]

N requests (default 100,000) are open beforehand. Throughput: the second operator signs break-glass requests,
which opens their sessions, beside plain statements that write the same rows in one transaction; pgbench runs both in turn.
Latency: single calls, one after the other, on quota exceptions of 300 packages. Lists: each is read as its persons read
it, and PostgreSQL is asked how many rows of the large tables it read sequentially meanwhile, which must be none.
"""
import argparse
import os
import statistics
import subprocess
import sys
import time

import figures
from request_rate import rate

LISTS = {
    "what waits for me": "select * from countersign.my_duty(null, 100)",
    "what waits for others": "select * from countersign.other_duty(null, 100)",
    "what expires within an hour": "select * from countersign.expiring('1 hour', 100)",
    "requests list --waiting": "select * from countersign.request_overview where id in "
    "(select d.id from countersign.my_duty(null, 100) as d) order by id desc limit 100",
    "requests list --open": "select * from countersign.request_overview where is_open order by id desc limit 100",
    "requests list": "select * from countersign.request_overview order by id desc limit 100",
    "requests list --package": "select * from countersign.request_overview where package_id = 'POD Engine Bravo' "
    "and is_open order by id desc limit 100",
}
DRAFT = (
    '{"release":"2026.01","node":"node-1","artifact":"Storefront 1","lease":"worker-alpha","api_services":"DNS",'
    '"theme":"Native"}')
SEQUENTIAL = (
    "select coalesce(sum(seq_tup_read), 0) from pg_stat_all_tables where schemaname = 'countersign' "
    "and relname in ('governance_request', 'request_signature', 'privileged_session')")


def fill(requests):
    here = os.path.dirname(os.path.abspath(__file__))
    command = figures.as_server_user(
        ["psql", "--quiet", "--no-psqlrc", "-v", f"requests={requests}", "-f", "-", figures.cluster()["postgres"]])
    with open(os.path.join(here, "open_requests.sql"), encoding="utf-8") as script:
        done = subprocess.run(command, stdin=script, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)


def governed(connection, call, *arguments):
    """Runs one governed call; returns its request id and how many milliseconds it took."""
    began = time.perf_counter()
    row = connection.execute(
        f"select outcome, code, message, request_id from countersign.{call}", arguments, prepare=True).fetchone()
    took = (time.perf_counter() - began) * 1000
    if row[0] != "succeeded":
        sys.exit(f"{call}: {row[1]}: {row[2]}")
    return row[3], took


def steps():
    """Milliseconds of every opening, signing and execution on packages of their own."""
    operator, finance = figures.connect("operator_1"), figures.connect("finance_1")
    times = {"open": [], "sign": [], "execute": []}
    for number in range(1, 301):
        name = f"Benchmark Engine {number}"
        governed(operator, "draft_package(%s, %s::jsonb, %s)", name, DRAFT, "Drafted by a benchmark.")
        request, took = governed(
            operator,
            "open_request('quota-exception-package', jsonb_build_object('package', %s::text, 'cap', 200), %s)", name,
            "Opened by a benchmark.")
        times["open"].append(took)
        times["sign"].append(governed(finance, "sign_request(%s)", request)[1])
        times["execute"].append(governed(operator, "execute_request(%s)", request)[1])
    operator.close()
    finance.close()
    return times


def lists():
    """For each list: its times, and the rows of large tables that were read sequentially."""
    superuser = figures.connect("postgres")
    found = {}
    for name, statement in LISTS.items():
        times = []
        before = superuser.execute(SEQUENTIAL).fetchone()[0]
        for role in ("operator_2", "finance_1", "auditor_1"):
            connection = figures.connect(role)
            for _ in range(40):
                began = time.perf_counter()
                connection.execute(statement).fetchall()
                times.append((time.perf_counter() - began) * 1000)
            # the statistics of a session are complete once it has ended
            connection.close()
        superuser.execute("select pg_stat_force_next_flush()")
        deadline = time.monotonic() + 2
        after = before
        while time.monotonic() < deadline and after == before:
            time.sleep(0.1)
            after = superuser.execute(SEQUENTIAL).fetchone()[0]
        found[name] = times, after - before
    superuser.close()
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=4)
    options = parser.parse_args()
    figures.end_on_signals()
    service = figures.connect("countersign_service")
    fill(options.requests)
    figures.narrate(f"{options.requests} requests are open")
    lines = []
    latency = steps()
    for name, times in latency.items():
        lines.append(figures.figure(
            f"{name}, {options.requests:,} requests open: p99 (p50 {statistics.median(times):.2f})",
            round(figures.percentile(times, 0.99), 2), "ms"))
    inboxes = lists()
    for name, (times, sequential) in inboxes.items():
        lines.append(figures.figure(
            f"{name}: p99 (p50 {statistics.median(times):.2f})", round(figures.percentile(times, 0.99), 2), "ms"))
        lines.append(figures.most(f"{name}: rows of large tables read sequentially", int(sequential), "", 0))
    names = ["request_sign", "signature_insert"]
    rates = {name: [] for name in names}
    for pair in range(options.pairs):
        for name in names if pair % 2 == 0 else reversed(names):
            figures.seal_everything(service)
            rates[name].append(rate(name, options))
        figures.narrate(", ".join(f"{name} {rates[name][-1]:.0f}/s" for name in names))
    ratio = statistics.median(a / b for a, b in zip(*(rates[name] for name in names)))
    lines += [
        figures.figure(f"sign_request, {options.clients} clients", round(statistics.median(rates[names[0]])), "/s"),
        figures.figure("plain statements, one transaction", round(statistics.median(rates[names[1]])), "/s"),
        figures.least("sign_request beside plain statements: median ratio", round(ratio, 2), "x", 0.6),
    ]
    figures.report(
        "sign", lines, rates=rates, latency_ms=latency, lists_ms={name: times for name, (times, _) in inboxes.items()})


if __name__ == "__main__":
    main()
