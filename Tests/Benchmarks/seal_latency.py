#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""How long from the commit of an event until it is sealed, and until somebody else sees it.

    seal_latency.py [--events N] [--console]

Break-glass requests are opened over a connection of their own, at random moments; a commit is when PostgreSQL answers.
Sealed is when the sealer's notification for its number arrives; visible is when `countersign events tail` writes the
line, or with --console when the Timeline of a console in a pseudo-terminal shows it. That program is also the sealer.
"""
import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time

import figures
from console_timing import EVENT_ROW
from terminal_program import Program


class Tail(threading.Thread):
    """Follows `countersign events tail`: when which event was written."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen = {}
        self.program = subprocess.Popen(
            [os.environ["BENCHMARK_PROGRAM"], "events", "tail", "--demo", "--as", "operator_2", "--format", "jsonl"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def run(self):
        for line in self.program.stdout:
            moment = time.monotonic()
            self.seen[json.loads(line)["tenant"]] = moment

    def end(self):
        self.program.terminate()
        self.program.wait(10)


class Console(threading.Thread):
    """Watches the Timeline of a console: when which event was on the screen."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen = {}
        self.is_ended = False
        self.program = Program(
            [os.environ["BENCHMARK_PROGRAM"], "demo", "--as", "operator_2"], 160, 45)
        shows = lambda lines: any(re.search(EVENT_ROW, line) for line in lines)
        if self.program.until(shows, 20) is None:
            self.program.end()
            sys.exit("the console showed no rows")
        self.program.key("2")
        self.program.until(shows, 5)

    def run(self):
        while not self.is_ended:
            if not self.program.read(0.05):
                continue
            moment = self.program.last_output
            for tenant in re.findall(r"Latency \d+ \w+", "\n".join(self.program.lines())):
                self.seen.setdefault(tenant, moment)

    def end(self):
        self.is_ended = True
        self.join()
        self.program.end()


class Seals(threading.Thread):
    """Hears the sealer: when which head was announced."""

    def __init__(self):
        super().__init__(daemon=True)
        self.connection = figures.connect("operator_1")
        self.connection.execute("listen countersign_sealed")
        self.heads = []
        self.is_ended = False

    def run(self):
        while not self.is_ended:
            for notification in self.connection.notifies(timeout=0.2, stop_after=1):
                self.heads.append((time.monotonic(), int(notification.payload)))

    def end(self):
        self.is_ended = True
        self.join()
        self.connection.close()


def measured(name, watcher, options, chooser, word):
    """Milliseconds from commit to sealed and to visible, for the events of one run."""
    writer, seals = figures.connect("operator_1"), Seals()
    commits, ids = {}, {}
    try:
        seals.start()
        watcher.start()
        # the tail begins at the present head: an event that is seen says that it follows
        end = time.monotonic() + 30
        number = 0
        while not watcher.seen and time.monotonic() < end:
            number += 1
            request(writer, f"Latency {number} before{word}")
            time.sleep(0.5)
        if not watcher.seen:
            sys.exit(f"{name}: no event became visible within 30 s")
        for number in range(options.events):
            tenant = f"Latency {number} {word}"
            ids[tenant] = request(writer, tenant)
            commits[tenant] = time.monotonic()
            time.sleep(chooser.uniform(0.02, 0.28))
        end = time.monotonic() + 10
        while len(commits.keys() & watcher.seen.keys()) < len(commits) and time.monotonic() < end:
            time.sleep(0.05)
    finally:
        watcher.end()
        seals.end()
    sequence = dict(writer.execute(
        "select id::text, seq from countersign.event_tail_open where seq > "
        "(select head - %s from countersign.trail_head)", [options.events + 200]).fetchall())
    writer.close()
    sealed, visible = [], []
    for tenant, commit in commits.items():
        number = sequence.get(ids[tenant])
        moment = next((moment for moment, head in seals.heads if number and head >= number), None)
        if moment:
            sealed.append((moment - commit) * 1000)
        if tenant in watcher.seen:
            visible.append((watcher.seen[tenant] - commit) * 1000)
    return sealed, visible


def request(writer, tenant):
    row = writer.execute(
        "select outcome, message, event_id from countersign.open_request('break-glass-admin-session', "
        "jsonb_build_object('tenant', %s::text), 'Measuring how long until others see it.')", [tenant]).fetchone()
    if row[0] != "succeeded":
        sys.exit(row[1])
    return row[2].removeprefix("audit_")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--console", action="store_true", help="watch a console instead of the tail")
    options = parser.parse_args()
    figures.end_on_signals()
    service = figures.connect("countersign_service")
    figures.seal_everything(service)
    service.close()
    place = "another console" if options.console else "countersign events tail"
    sealed, visible = measured(
        place, Console() if options.console else Tail(), options, random.Random(42), f"{os.getpid():x}")
    lines = []
    for words, times in (("sealed", sealed), (f"visible in {place}", visible)):
        if not times:
            sys.exit(f"commit to {words}: nothing was measured")
        p50, p95 = round(statistics.median(times), 1), round(figures.percentile(times, 0.95), 1)
        lines.append(figures.figure(f"commit to {words}: p50 of {len(times)}", p50, "ms"))
        lines.append(figures.most(f"commit to {words}: p95 of {len(times)}", p95, "ms", 500))
    missing = options.events - len(visible)
    lines.append(figures.figure(f"events that never became visible in {place}", missing, ""))
    figures.report("seal", lines, sealed_ms=sealed, visible_ms=visible)


if __name__ == "__main__":
    main()
