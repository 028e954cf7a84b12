#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""Times the console in a pseudo-terminal of 120 by 40: first paint, first rows, keys, idleness, memory.

    console_timing.py [--starts N] [--presses N] [--idle SECONDS]

htop, tig (on a repository of its own making) and lnav (on a log of its own making) are measured beside it, start by
start in turn. The console's keys are measured a second time while two sessions search the whole trail, and Esc until
PostgreSQL has ended the query that it cancels. First paint is the first output after which the screen is not empty;
first rows, the first with data. A key is sent after the screen answered the one before it; its time is to the output
that changed a cell.
"""
import argparse
import os
import re
import statistics
import subprocess
import tempfile
import threading
import time

import figures
import psycopg
from terminal_program import Program

# The timeline names the time first, the overview the number.
EVENT_ROW = r"(^.\d\d |\d\d:\d\d:\d\d ).*\b(low|medium|high|critical)\b"


class Subject:
    def __init__(self, name, command, row, before=(), environment=None, folder=None):
        self.name, self.command, self.row, self.before = name, command, re.compile(row), before
        self.environment, self.folder = environment, folder
        self.paints, self.rows = [], []

    def open(self):
        return Program(self.command, environment=self.environment, folder=self.folder)

    def shows_rows(self, lines):
        return any(self.row.search(line) for line in lines)

    def start(self):
        program = self.open()
        try:
            paint = program.until(any, 10)
            row = program.until(self.shows_rows, 20)
            if paint is None or row is None:
                raise SystemExit(f"{self.name}: no first {'paint' if paint is None else 'row'} within the limit:\n"
                                 + "\n".join(program.lines()))
        finally:
            program.end()
        return paint, row


def repository(folder):
    """A git repository with some hundred commits, for tig."""
    lines = []
    for number in range(400):
        words = f"Change the thing number {number}\n"
        lines.append(
            f"commit refs/heads/main\ncommitter A Person <person@example.com> {1750000000 + number * 3600} +0000\n"
            f"data {len(words)}\n{words}\nM 100644 inline file\ndata {len(str(number))}\n{number}\n")
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", folder], check=True)
    subprocess.run(
        ["git", "-C", folder, "fast-import", "--quiet"], input="".join(lines).encode(), check=True)
    return folder


def log_file(folder, lines=100_000):
    """A log of a daemon, a line each second, for lnav."""
    path = os.path.join(folder, "daemon.log")
    with open(path, "w", encoding="ascii") as log:
        for number in range(lines):
            at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(1750000000 + number))
            level = ("info", "info", "info", "warning", "error")[number * 7919 % 5]
            log.write(f"{at}Z {level} request {number} for tenant {number * 31 % 97} took {number * 17 % 400} ms\n")
    return path


def escaped(subject, times=100):
    """Milliseconds from Esc to the screen without the command line that it closes."""
    program = ready(subject)
    try:
        changes = []
        for _ in range(times):
            program.key(":")
            took = program.key("Esc")
            if took is not None:
                changes.append(took[0])
        return changes
    finally:
        program.end()


def cancelled(subject, times=50):
    """Milliseconds from Esc to the end, at the server, of the page's query that it cancels.

    The query waits for a lock that stays held, so only its cancellation ends it; the server is asked anew each
    millisecond.
    """
    waiting = ("select count(*) from pg_catalog.pg_stat_activity where usename = 'operator_1' and state = 'active'"
               " and wait_event_type = 'Lock' and query like '%order by category desc%'")
    program = ready(subject)
    holder, witness = figures.connect("postgres"), figures.connect("postgres")

    def reached(count, limit=5):
        end = time.monotonic() + limit
        while witness.execute(waiting).fetchone()[0] != count:
            if time.monotonic() > end:
                raise SystemExit(f"{subject.name}: {count} queries of a page did not come about within {limit} s")
            time.sleep(0.001)
        return time.monotonic()

    try:
        holder.execute("begin")
        holder.execute("lock table countersign.event in access exclusive mode")
        taken = []
        for _ in range(times):
            program.key("/")
            # what an earlier turn left in the line goes
            os.write(program.fd, b"\x15category:rollback\r")
            reached(1)
            program.quiet(0.05)
            sent = time.monotonic()
            os.write(program.fd, b"\x1b")
            taken.append((reached(0) - sent) * 1000)
            program.quiet(0.05)
        return taken
    finally:
        holder.close()
        witness.close()
        program.end()


class HeavyQueries:
    """Sessions that read the whole trail again and again, with words that are nowhere in it."""

    QUERY = "select count(*) from countersign.event where detail ilike '%nowhere-in-the-trail-' || random() || '%'"

    def __init__(self, sessions=2):
        self.stop = threading.Event()
        self.connections = [figures.connect("postgres") for _ in range(sessions)]
        self.threads = [threading.Thread(target=self.work, args=(connection,)) for connection in self.connections]

    def work(self, connection):
        while not self.stop.is_set():
            try:
                connection.execute(self.QUERY)
            except psycopg.errors.QueryCanceled:
                return

    def __enter__(self):
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_):
        self.stop.set()
        for connection, thread in zip(self.connections, self.threads):
            connection.cancel()
            thread.join()
            connection.close()


def pressed(subject, program, keys, presses):
    """Times of each key, to the change and to the end of what it caused."""
    result = {}
    for name in keys:
        changes, ends, still, written = [], [], 0, program.written
        for _ in range(presses if name not in ("Home", "End") else max(10, presses // 10)):
            took = program.key(name)
            if took is None:
                # the end of the list, perhaps; it costs half a second each time
                still += 1
                if still == 5:
                    break
            else:
                changes.append(took[0])
                ends.append(took[1])
            if name in ("Home", "End"):
                # there and back, or the second press would have nothing to do
                program.key("PgUp" if name == "End" else "PgDn")
                program.key("Home" if name == "End" else "End")
        result[name] = {
            "changes": changes, "ends": ends, "without_change": still, "bytes": program.written - written}
    return result


def ready(subject):
    """A program that shows the rows in which keys are measured."""
    program = subject.open()
    if program.until(subject.shows_rows, 20) is None:
        program.end()
        raise SystemExit(f"{subject.name}: no rows within the limit")
    for name in subject.before:
        program.key(name)
    program.until(subject.shows_rows, 10)
    program.quiet(0.3)
    return program


def steady(subject, keys, options):
    program = ready(subject)
    try:
        measured = pressed(subject, program, keys, options.presses)
        program.quiet(0.3)
        program.idle(2)
        return measured, program.idle(options.idle), program.memory()
    finally:
        program.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=15)
    parser.add_argument("--presses", type=int, default=300)
    parser.add_argument("--idle", type=float, default=10)
    options = parser.parse_args()
    figures.end_on_signals()
    with tempfile.TemporaryDirectory() as folder:
        plain = {"HOME": folder, "XDG_CONFIG_HOME": folder}
        console = Subject("countersign", [os.environ["BENCHMARK_PROGRAM"], "--demo"], EVENT_ROW, ["2"])
        htop = Subject("htop", ["htop"], r"^ *\d+ \S+ +-?\d+", environment=plain)
        tig = Subject("tig", ["tig"], r"Change the thing", environment=plain, folder=repository(folder))
        lnav = Subject("lnav", ["lnav", log_file(folder)], r"request \d+ for tenant", environment=plain)
        subjects = [console, htop, tig, lnav]
        for turn in range(options.starts + 1):
            for subject in subjects:
                paint, row = subject.start()
                if turn > 0:
                    subject.paints.append(paint)
                    subject.rows.append(row)
        lines, details = started(subjects)
        figures.narrate("starts measured")
        for subject, keys in (
            (console, ["Down", "PgDn", "Up", "PgUp", "End", "Home"]), (htop, ["Down", "Up"]), (tig, ["Down", "PgDn"]),
            (lnav, ["Up", "PgUp", "Down", "PgDn"]),
        ):
            more, details[f"{subject.name}_steady"] = steadied(subject, keys, options)
            lines += more
            figures.narrate(f"{subject.name}: keys, idleness and memory measured")
        escapes = escaped(console)
        details["escapes_ms"] = escapes
        for words, part in (("p50", 0.5), ("p99", 0.99)):
            lines.append(figures.figure(f"countersign: Esc to changed screen: {words} of {len(escapes)}",
                                        round(figures.percentile(escapes, part), 2), "ms"))
        cancellations = cancelled(console)
        details["cancellations_ms"] = cancellations
        words = "countersign: Esc to the end of the query at the server"
        lines.append(figures.figure(
            f"{words}: p50 of {len(cancellations)}", round(figures.percentile(cancellations, 0.5), 1), "ms"))
        lines.append(figures.most(f"{words}: p99", round(figures.percentile(cancellations, 0.99), 1), "ms", 250))
        with HeavyQueries():
            program = ready(console)
            try:
                beside = pressed(console, program, ["Down", "PgDn", "Up", "PgUp"], options.presses)
            finally:
                program.end()
        times = [each for values in beside.values() for each in values["changes"]]
        details["beside_heavy_queries_ms"] = times
        words = "countersign: keys to changed screen beside two heavy queries"
        lines.append(figures.figure(f"{words}: p50 of {len(times)}", round(figures.percentile(times, 0.5), 2), "ms"))
        lines.append(figures.most(f"{words}: p99", round(figures.percentile(times, 0.99), 2), "ms", 16))
    figures.report("console", lines, **details)


def started(subjects):
    lines, details, medians = [], {}, {}
    for subject in subjects:
        paint, row = statistics.median(subject.paints), statistics.median(subject.rows)
        medians[subject.name] = paint, row
        lines.append(figures.figure(f"{subject.name}: first paint, p50 of {len(subject.paints)}", round(paint, 1), "ms"))
        lines.append(figures.figure(f"{subject.name}: first rows, p50", round(row, 1), "ms"))
        details[subject.name] = {"first_paint_ms": subject.paints, "first_rows_ms": subject.rows}
    console, htop = medians["countersign"], medians["htop"]
    lines.append(figures.most("first paint beside htop's", round(console[0] / htop[0], 2), "x", 1))
    lines.append(figures.most("first rows beside htop's", round(console[1] / htop[1], 2), "x", 1.5))
    return lines, details


def steadied(subject, keys, options):
    measured, idle, memory = steady(subject, keys, options)
    lines = []
    scrolling = [name for name in keys if name not in ("Home", "End")]
    times = [time for name in scrolling for time in measured[name]["changes"]]
    is_console = subject.name == "countersign"
    if times:
        p50, p99 = round(figures.percentile(times, 0.5), 2), round(figures.percentile(times, 0.99), 2)
        name = f"{subject.name}: {', '.join(scrolling)} to changed screen"
        lines.append(figures.figure(f"{name}: p50 of {len(times)}", p50, "ms"))
        lines.append(figures.most(f"{name}: p99", p99, "ms", 16) if is_console
                     else figures.figure(f"{name}: p99", p99, "ms"))
        total = sum(measured[name]["bytes"] for name in scrolling)
        lines.append(figures.figure(f"{subject.name}: bytes per key", round(total / len(times)), "B"))
    summary = {}
    for name, values in measured.items():
        changes, ends = values["changes"], values["ends"]
        summary[name] = {"presses": len(changes), "without_change": values["without_change"]}
        if changes:
            summary[name].update(
                change_p50_ms=round(figures.percentile(changes, 0.5), 2),
                change_p99_ms=round(figures.percentile(changes, 0.99), 2),
                end_p50_ms=round(figures.percentile(ends, 0.5), 2), end_p99_ms=round(figures.percentile(ends, 0.99), 2))
            if name in ("Home", "End"):
                lines.append(figures.figure(
                    f"{subject.name}: {name} to changed screen, p50 (all of it: {summary[name]['end_p50_ms']})",
                    summary[name]["change_p50_ms"], "ms"))
    words = f"{subject.name}: idle over {idle['seconds']:g} s"
    lines.append(figures.figure(f"{words}: bytes, in {idle['writes']} writes", idle["bytes"], "B"))
    lines.append(figures.most(f"{words}: CPU", idle["cpu_percent"], "%", 0.5) if is_console
                 else figures.figure(f"{words}: CPU", idle["cpu_percent"], "%"))
    lines.append(figures.most(f"{subject.name}: memory at most, after the keys", memory["VmHWM"], "MiB", 60)
                 if is_console else figures.figure(f"{subject.name}: memory at most", memory["VmHWM"], "MiB"))
    return lines, {"keys": summary, "idle": idle, "memory_mib": memory}


if __name__ == "__main__":
    main()
