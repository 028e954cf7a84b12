#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""Break-glass requests per second beside plain INSERTs of the same rows into the same tables in one transaction.

    request_rate.py [--clients N] [--seconds N] [--pairs N]

pgbench with prepared statements runs both in turn, the order changing from pair to pair; the ratio is the median over
the pairs. The INSERTs run as the tables' owner, since nobody else may; everything is sealed before each run.
"""
import argparse
import os
import re
import statistics
import subprocess
import sys

import figures


MANIFEST = (
    '{"arguments":{"minutes":60,"tenant":"Tenant 2342"},"expires_at":"2026-11-22T21:43:22.123456Z","format":1,'
    '"opened_at":"2026-11-22T17:43:22.123456Z","reason":"Launch-blocking DNS drift after the storefront release.",'
    '"request":"req_01a20455-2b8f-7306-b3c2-8530ddf61559","requester":"operator_1","requester_signs":false,'
    '"signatures":[{"role":"operator","slot":"approver"}],"title":"Break-glass admin session",'
    '"workflow":"break-glass-admin-session"}')


def rate(name, options):
    """Transactions per second of a script."""
    user = {"request_open": "operator_1", "request_sign": "operator_2"}.get(name)
    command = [
        "pgbench", "--no-vacuum", "--protocol=prepared", f"--client={options.clients}", "--jobs=2",
        f"--time={options.seconds}", "--file=-", f"--define=manifest={MANIFEST}",
        figures.cluster()[user or "postgres"],
    ]
    environment = dict(os.environ)
    if user is None:
        command = figures.as_server_user(command)
        environment["PGOPTIONS"] = "-c role=countersign_owner"
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".pgbench")
    with open(path, encoding="utf-8") as script:
        done = subprocess.run(command, input=script.read(), capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        sys.exit(f"{name}: {done.stderr}")
    return float(re.search(r"tps = ([0-9.]+)", done.stdout).group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    figures.end_on_signals()
    service = figures.connect("countersign_service")
    names = ["request_open", "request_insert", "request_insert_once"]
    rates = {name: [] for name in names}
    for pair in range(options.pairs):
        for name in names[pair % 3:] + names[:pair % 3]:
            figures.seal_everything(service)
            rates[name].append(rate(name, options))
        figures.narrate(", ".join(f"{name} {rates[name][-1]:.0f}/s" for name in names))
    ratios = {
        name: [opened / plain for opened, plain in zip(rates["request_open"], rates[name])] for name in names[1:]}
    middle = {name: round(statistics.median(values)) for name, values in rates.items()}
    figures.report("request", [
        figures.figure(f"open_request, {options.clients} clients", middle["request_open"], "/s"),
        figures.figure("plain INSERTs, one transaction of three statements", middle["request_insert"], "/s"),
        figures.figure("plain INSERTs, one statement", middle["request_insert_once"], "/s"),
        figures.least(
            "open_request beside INSERTs in one transaction: median ratio",
            round(statistics.median(ratios["request_insert"]), 2), "x", 0.6),
        figures.figure(
            "open_request beside INSERTs in one statement: median ratio",
            round(statistics.median(ratios["request_insert_once"]), 2), "x"),
    ], rates=rates)


if __name__ == "__main__":
    main()
