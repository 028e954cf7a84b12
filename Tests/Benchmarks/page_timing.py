#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""Times pages of the timeline at the server, through the very statements that the program sends.

    page_timing.py [--reads N] [--only REGEX]

The one or two statements of a page are taken out of the server's log while `countersign events list` reads it, and then
sent N times (default 60) in the same way: the first unprepared with its values apart, the second prepared and planned
once, with the settings that the program puts. A time is from sending to the last row received over the socket, planning
and changes of settings included; beside it stands the processor time of the
server's process, which other programs on the machine cannot stretch. Filters that no index answers are read by the
program itself; what counts there is the longest single statement.
"""
import argparse
import os
import re
import statistics
import subprocess
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

    def statements(self):
        """The statements that read events, each with its values."""
        found = []
        for position, (kind, words) in enumerate(self.entries):
            if kind == "LOG" and words.startswith("execute") and "select id, format," in words:
                values = []
                if position + 1 < len(self.entries) and self.entries[position + 1][0] == "DETAIL":
                    for _, value in PARAMETER.findall(self.entries[position + 1][1]):
                        values.append(value.replace("''", "'").encode())
                found.append((words.split(": ", 1)[1].encode(), values))
        if not found:
            raise SystemExit(f"no statement of {self.role} that reads events was found in {self.path}")
        return found

    def durations(self):
        found = (re.match(r"duration: ([0-9.]+) ms  execute", words) for kind, words in self.entries if kind == "LOG")
        return [float(match.group(1)) for match in found if match]


def capture(superuser, role, filter_text, after):
    """The statements of one page."""
    arguments = ["events", "list", "--as", role, "--limit", str(PAGE), "--format", "jsonl"]
    if filter_text:
        arguments += ["--filter", filter_text]
    if after:
        arguments += ["--after", f"audit_{after}"]
    with StatementLog(superuser, role, ("log_statement", "'all'")) as log:
        figures.countersign(*arguments, stderr=subprocess.DEVNULL)
    return log.statements()


class Page:
    """The statements of a page on a connection, sent as the program sends them."""

    def __init__(self, connection, statements):
        self.server, self.statements = connection.pgconn, statements
        # as Database.swift has it
        self.answer(self.server.exec_(b"set constraint_exclusion = off"))
        self.used = f"/proc/{self.server.backend_pid}/schedstat"
        for number, (sql, _) in enumerate(statements[1:]):
            self.server.exec_(b"deallocate all")
            self.answer(self.server.prepare(b"page%d" % number, sql))

    @staticmethod
    def answer(result):
        if result.status not in (1, 2):
            raise SystemExit(result.error_message.decode())
        return result.ntuples

    def processor_milliseconds(self):
        with open(self.used, encoding="ascii") as file:
            return int(file.read().split()[0]) / 1e6

    def read(self):
        """Rows, milliseconds until the last of them is here, milliseconds of the server's processor."""
        used, began = self.processor_milliseconds(), time.perf_counter()
        (sql, values), rows = self.statements[0], 0
        rows += self.answer(self.server.exec_params(sql, values))
        for number, (_, values) in enumerate(self.statements[1:]):
            self.answer(self.server.exec_(b"set plan_cache_mode = force_generic_plan"))
            rows += self.answer(self.server.exec_prepared(b"page%d" % number, values))
            self.answer(self.server.exec_(b"set plan_cache_mode = auto"))
        took = (time.perf_counter() - began) * 1000
        # the process is charged when it goes to sleep again, just after its answer
        time.sleep(0.0005)
        return rows, took, self.processor_milliseconds() - used

    def explained(self):
        """Planning and execution time of the first statement, medians of five, as PostgreSQL states them."""
        sql, values = self.statements[0]
        planning, execution = [], []
        for _ in range(5):
            result = self.server.exec_params(b"explain (analyze, timing off, summary on) " + sql, values)
            words = "\n".join(result.get_value(row, 0).decode() for row in range(result.ntuples))
            planning.append(float(re.search(r"Planning Time: ([0-9.]+)", words).group(1)))
            execution.append(float(re.search(r"Execution Time: ([0-9.]+)", words).group(1)))
        return round(statistics.median(planning), 2), round(statistics.median(execution), 2)


def places(superuser, streams, condition):
    """Where pages of a filter begin: at the newest event, in the middle of the trail's time, a page before its end."""
    begin, end = (
        int(superuser.execute(
            f"select id::text from countersign.event where stream = any(%s) order by id {direction} limit 1", [streams]
        ).fetchone()[0].replace("-", "")[:12], 16) for direction in ("", "desc"))
    middle = f"{(begin + end) // 2:012x}"
    found = superuser.execute(
        f"select id::text from countersign.event where stream = any(%s) and {condition} order by id limit {PAGE + 1}",
        [streams]).fetchall()
    return {
        "first": None, "middle": f"{middle[:8]}-{middle[8:]}-7000-8000-000000000000", "last": found[-1][0]}


def filters(superuser):
    """One term of each indexed field with a common value and with a rare one, as a filter and as a condition."""
    found = [("unfiltered", "", "true", None)]
    for field, column in (
        ("category", "category"), ("severity", "severity"), ("actor", "actor_username"), ("action", "action"),
        ("outcome", "outcome"), ("resource", "resource_id"), ("request", "request_id"), ("package", "package_id"),
    ):
        rows = superuser.execute(
            f"select {column}, count(*) from countersign.event where {column} is not null "
            "and stream in ('governance', 'runtime', 'system') and origin is distinct from 'demonstration' "
            f"group by 1 having count(*) > 1 order by 2 desc, 1").fetchall()
        for word, (value, count) in (("common", rows[0]), ("rare", rows[-1])):
            text = f'{field}:"/{value}"' if field == "resource" else f'{field}:"{value}"'
            found.append((f"{field}, {word}", text, f"{column} = '{value}'", count))
    return found


def indexed(options, superuser):
    lines, details, worst = [], [], {}
    tiers = (
        ("operator_1", ["governance", "runtime", "system"]),
        ("admin_1", ["governance", "control", "admin", "runtime", "auth", "system"]),
    )
    chosen = filters(superuser)
    for role, streams in tiers:
        connection = figures.connect(role)
        for name, text, condition, count in chosen:
            # the second tier differs by its view alone: a few filters show by how much
            if role != tiers[0][0] and not name.startswith(("unfiltered", "category")):
                continue
            if not re.search(options.only, name):
                continue
            for depth, cursor in places(superuser, streams, condition).items():
                page = Page(connection, capture(superuser, role, text, cursor))
                # six uses settle whether a prepared statement keeps one plan
                for _ in range(6):
                    page.read()
                reads = [page.read() for _ in range(options.reads)]
                times, used = [read[1] for read in reads], [read[2] for read in reads]
                planning, execution = page.explained()
                cell = {
                    "role": role, "filter": name, "page": depth, "matches": count, "rows": reads[0][0],
                    "statements": len(page.statements), "p50_ms": round(statistics.median(times), 2),
                    "p99_ms": round(figures.percentile(times, 0.99), 2),
                    "processor_p50_ms": round(statistics.median(used), 2),
                    "processor_p99_ms": round(figures.percentile(used, 0.99), 2),
                    "planning_ms": planning, "execution_ms": execution,
                }
                details.append(cell)
                if name == "unfiltered":
                    lines += cell_lines(f"{depth} page, unfiltered, {role}", cell)
                elif role not in worst or cell["processor_p50_ms"] > worst[role]["processor_p50_ms"]:
                    worst[role] = cell
        connection.close()
        if role not in worst:
            continue
        cell = worst[role]
        lines += cell_lines(f"costliest page with one term, {role} ({cell['filter']}, {cell['page']})", cell)
        mine = [cell for cell in details if cell["role"] == role]
        for words, key in (("time", "p50_ms"), ("processor time", "processor_p50_ms")):
            lines.append(figures.figure(
                f"{len(mine)} kinds of pages, {role}: median of p50, {words}",
                round(statistics.median(cell[key] for cell in mine), 2), "ms"))
        figures.narrate(f"{role}: {len(mine)} kinds of pages measured")
    statements = capture(superuser, "operator_1", "", None)
    fresh = []
    for _ in range(10):
        connection = figures.connect("operator_1")
        fresh.append(Page(connection, statements).read())
        connection.close()
    lines.append(figures.figure(
        "first page as the first statement of a session: p50", round(statistics.median(t for _, t, _ in fresh), 2),
        "ms"))
    lines.append(figures.figure(
        "the same, processor time", round(statistics.median(used for _, _, used in fresh), 2), "ms"))
    return lines, details


def cell_lines(words, cell):
    return [
        figures.most(f"{words}: p99 (p50 {cell['p50_ms']})", cell["p99_ms"], "ms", 5),
        figures.figure(
            f"  its processor time: p50 (planning {cell['planning_ms']}, execution {cell['execution_ms']} ms)",
            cell["processor_p50_ms"], "ms"),
    ]


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
                stderr=subprocess.DEVNULL)
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
    parser.add_argument("--reads", type=int, default=60)
    parser.add_argument("--only", default="", help="a regular expression: filters whose name it finds, no searches")
    options = parser.parse_args()
    figures.end_on_signals()
    superuser = figures.connect("postgres")
    lines, pages = indexed(options, superuser)
    more, searches = ([], []) if options.only else searched(superuser)
    figures.report("page", lines + more, pages=pages, searches=searches)


if __name__ == "__main__":
    main()
