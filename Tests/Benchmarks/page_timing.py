#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""Times pages of the timeline at the server, through the very statements that the program sends.

    page_timing.py [--presses N]

Each statement is taken out of the server's log while `countersign events list` reads one page, and then sent N times
(default 200) in the same way, unprepared with its values apart, at the first, the middle and the last page. A time is
from sending to the last row received over the socket, planning included. Filters that no index answers are read by the
program itself; what counts there is the longest single statement.
"""
import argparse
import os
import random
import re
import statistics
import time

import figures

PAGE = 200
ENTRY = re.compile(r"^\d{4}-\d\d-\d\d [0-9:.]+ \S+ \[\d+\] .*?(LOG|DETAIL):  (.*)$")
PARAMETER = re.compile(r"\$(\d+) = (?:'((?:[^']|'')*)'|NULL)")


class StatementLog:
    """What the server wrote about one role's statements while a block ran."""

    def __init__(self, superuser, role, setting):
        self.superuser, self.role, self.setting = superuser, role, setting
        self.path = os.environ["BENCHMARK_SERVER_LOG"]

    def __enter__(self):
        name, value = self.setting
        self.superuser.execute(f"alter role {self.role} set {name} = {value}")
        self.begin = os.path.getsize(self.path)
        return self

    def __exit__(self, *_):
        self.superuser.execute(f"alter role {self.role} reset all")
        with open(self.path, encoding="utf-8", errors="replace") as log:
            log.seek(self.begin)
            text = log.read()
        self.entries = []
        for line in text.splitlines():
            match = ENTRY.match(line)
            if match:
                self.entries.append([match.group(1), match.group(2)])
            elif self.entries:
                self.entries[-1][1] += "\n" + line.lstrip("\t")

    def statement(self):
        """The first statement that reads events, with its values."""
        for position, (kind, words) in enumerate(self.entries):
            if kind == "LOG" and words.startswith("execute") and "select id, format," in words:
                values = []
                if position + 1 < len(self.entries) and self.entries[position + 1][0] == "DETAIL":
                    for _, value in PARAMETER.findall(self.entries[position + 1][1]):
                        values.append(value.replace("''", "'"))
                return words.split(": ", 1)[1], values
        raise SystemExit(f"no statement of {self.role} that reads events was found in {self.path}")

    def durations(self):
        found = (re.match(r"duration: ([0-9.]+) ms  execute", words) for kind, words in self.entries if kind == "LOG")
        return [float(match.group(1)) for match in found if match]


def capture(superuser, role, filter_text, after):
    """The statement and the values of one page."""
    arguments = ["events", "list", "--as", role, "--limit", str(PAGE), "--format", "jsonl"]
    if filter_text:
        arguments += ["--filter", filter_text]
    if after:
        arguments += ["--after", f"audit_{after}"]
    with StatementLog(superuser, role, ("log_statement", "'all'")) as log:
        figures.countersign(*arguments, stderr=-3)
    return log.statement()


def send(connection, sql, values):
    """Milliseconds until the last row of an unprepared statement is here."""
    encoded = [value.encode() for value in values]
    began = time.perf_counter()
    result = connection.pgconn.exec_params(sql.encode(), encoded)
    took = (time.perf_counter() - began) * 1000
    if result.status != 2:
        raise SystemExit(result.error_message.decode())
    return took, result.ntuples


def cursors(superuser, streams, condition, chooser):
    """Places at the middle and near the end of what a filter finds."""
    where = f"stream = any(%s) and {condition}"
    count = superuser.execute(f"select count(*) from countersign.event where {where}", [streams]).fetchone()[0]
    places = {}
    for name, low, high in (("middle", 0.45, 0.55), ("last", 1 - PAGE / max(count, PAGE), 1)):
        offset = int(count * low)
        rows = superuser.execute(
            f"select id::text from countersign.event where {where} order by id desc offset {offset} "
            f"limit {min(5000, max(1, int(count * (high - low))))}", [streams]).fetchall()
        places[name] = chooser.sample([row[0] for row in rows], min(50, len(rows)))
    return count, places


def explained(connection, sql, values):
    """Planning and execution time, medians of five, as PostgreSQL states them."""
    text = "explain (analyze, timing off, summary on) " + sql
    planning, execution = [], []
    for _ in range(5):
        result = connection.pgconn.exec_params(text.encode(), [value.encode() for value in values])
        lines = [result.get_value(row, 0).decode() for row in range(result.ntuples)]
        planning.append(float(re.search(r"Planning Time: ([0-9.]+)", "\n".join(lines)).group(1)))
        execution.append(float(re.search(r"Execution Time: ([0-9.]+)", "\n".join(lines)).group(1)))
    return round(statistics.median(planning), 2), round(statistics.median(execution), 2)


def filters(superuser):
    """One term of each indexed field with a common value and with a rare one, as a filter and as a condition."""
    found = [("unfiltered", "", "true")]
    for field, column in (
        ("category", "category"), ("severity", "severity"), ("actor", "actor_username"), ("action", "action"),
        ("outcome", "outcome"), ("resource", "resource_id"), ("request", "request_id"), ("package", "package_id"),
    ):
        rows = superuser.execute(
            f"select {column}, count(*) from countersign.event where {column} is not null "
            "and stream in ('governance', 'runtime', 'system') and origin is distinct from 'demonstration' "
            f"group by 1 having count(*) > 1 order by 2 desc, 1").fetchall()
        for word, (value, _) in (("common", rows[0]), ("rare", rows[-1])):
            text = f'{field}:"/{value}"' if field == "resource" else f'{field}:"{value}"'
            found.append((f"{field}, {word}", text, f"{column} = '{value}'"))
    return found


def indexed(options, superuser, chooser):
    lines, details, worst = [], [], {}
    tiers = (
        ("operator_1", ["governance", "runtime", "system"]),
        ("admin_1", ["governance", "control", "admin", "runtime", "auth", "system"]),
    )
    for role, streams in tiers:
        connection = figures.connect(role)
        for name, text, condition in filters(superuser):
            count, places = cursors(superuser, streams, condition, chooser)
            sample = places["middle"][0]
            first, after = capture(superuser, role, text, None), capture(superuser, role, text, sample)
            for depth in ("first", "middle", "last"):
                sql, values = first if depth == "first" else after
                times = []
                for press in range(options.presses + 10):
                    bound = values
                    if depth != "first":
                        place = places[depth][press % len(places[depth])]
                        bound = [place if value == sample else value for value in values]
                    took, rows = send(connection, sql, bound)
                    if press >= 10:
                        times.append(took)
                cell = {
                    "role": role, "filter": name, "page": depth, "matches": count, "rows": rows,
                    "p50_ms": round(statistics.median(times), 2), "p99_ms": round(figures.percentile(times, 0.99), 2),
                }
                cell["planning_ms"], cell["execution_ms"] = explained(connection, sql, bound)
                details.append(cell)
                if name == "unfiltered":
                    lines.append(figures.most(
                        f"{depth} page, unfiltered, {role}: p99 (p50 {cell['p50_ms']})", cell["p99_ms"], "ms", 5))
                elif role not in worst or cell["p99_ms"] > worst[role]["p99_ms"]:
                    worst[role] = cell
        connection.close()
        cell = worst[role]
        lines.append(figures.most(
            f"slowest page with one indexed term, {role} ({cell['filter']}, {cell['page']} page): "
            f"p99 (p50 {cell['p50_ms']})", cell["p99_ms"], "ms", 5))
        medians = [cell["p50_ms"] for cell in details if cell["role"] == role]
        lines.append(figures.figure(f"all pages, {role}: median of p50", round(statistics.median(medians), 2), "ms"))
        figures.narrate(f"{role}: {len(medians)} kinds of pages measured")
    sql, values = capture(superuser, "operator_1", "", None)
    fresh = []
    for _ in range(10):
        connection = figures.connect("operator_1")
        fresh.append(send(connection, sql, values)[0])
        connection.close()
    lines.append(figures.figure(
        "first page as the first statement of a session: p50", round(statistics.median(fresh), 2), "ms"))
    return lines, details


def searched(superuser):
    """Filters that no index answers: the longest statement, and until the page is there."""
    lines, details = [], []
    for name, text in (
        ("two words that are nowhere", '"nobody wrote this"'),
        ("words that are everywhere", '"storefront release"'),
        ("a tenant", 'tenant:"Northwind Studio"'),
        ("two terms", "action:RUN_INSTANCES outcome:denied"),
    ):
        with StatementLog(superuser, "operator_1", ("log_min_duration_statement", "0")) as log:
            began = time.perf_counter()
            figures.countersign(
                "events", "list", "--as", "operator_1", "--limit", str(PAGE), "--format", "jsonl", "--filter", text,
                stderr=-3)
            total = time.perf_counter() - began
        durations = log.durations()
        details.append({
            "filter": name, "statements": len(durations), "longest_ms": max(durations), "total_s": round(total, 2)})
        lines.append(figures.most(
            f"search for {name}: longest of {len(durations)} statements (all {total:.1f} s)",
            round(max(durations), 1), "ms", 100))
    return lines, details


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presses", type=int, default=200)
    options = parser.parse_args()
    figures.end_on_signals()
    superuser = figures.connect("postgres")
    lines, pages = indexed(options, superuser, random.Random(42))
    more, searches = searched(superuser)
    figures.report("page", lines + more, pages=pages, searches=searches)


if __name__ == "__main__":
    main()
