#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""Bulk append with duplicates checked, beside COPY of the same rows into the same tables and indexes.

    append_rate.py [--records N] [--pairs N]

import_events() takes the records in batches of 1,000, as the importer sends them, and of 4,000. COPY writes what it
wrote (event, origin_record, event_pending) under other ids, as the tables' owner, with one transaction per batch. The
order changes from pair to pair; ratios are medians over the pairs. Time at the client is not counted on either side.
"""
import argparse
import io
import json
import statistics
import time
import uuid

import figures

COLUMNS = (
    "id, format, occurred_at, recorded_at, stream, category, severity, action, title, detail, actor_username, "
    "actor_email, actor_roles, actor_auth_method, via, client_address, surface, resource_type, resource_id, tenant, "
    "environment, package_id, request_id, correlation_id, backend, result_reference, outcome, error_code, "
    "error_message, changes, coverage, origin, origin_event_id")


def record(number):
    """What the importer makes of one cloud log entry."""
    return {
        "origin_event_id": str(uuid.uuid4()), "occurred_at": f"2026-07-10T11:{number // 60 % 60:02}:{number % 60:02}Z",
        "category": "runtime", "severity": "low" if number % 9 else "medium", "action": "DESCRIBE_INSTANCES",
        "title": f"DescribeInstances on i-0{number % 5000:016x}",
        "detail": "ec2.amazonaws.com was asked in us-east-1 by Boto3/1.26.165 Python/3.11; 1 item answered.",
        "actor_username": f"arn:aws:sts::218007301253:assumed-role/deploy-{number % 40}/session",
        "actor_auth_method": "AssumedRole", "client_address": f"10.20.{number % 16}.{number % 250}",
        "resource_type": "instance", "resource_id": f"i-0{number % 5000:016x}", "environment": "us-east-1",
        "correlation_id": str(uuid.uuid4()), "outcome": "succeeded",
        "changes": {"instanceType": {"new": "m5.large"}, "count": {"new": number % 7}},
    }


def batches(options, size):
    records = [record(number) for number in range(options.records)]
    return [json.dumps(records[begin:begin + size]).encode() for begin in range(0, len(records), size)]


def imported(connection, origin, documents):
    """Seconds for all batches."""
    sql = b"select outcome, message, inserted from countersign.import_events($1, $2, '{\"surface\":\"cli\"}')"
    began = time.perf_counter()
    for document in documents:
        result = connection.pgconn.exec_params(sql, [origin.encode(), document])
        if result.status != 2 or result.get_value(0, 0) != b"succeeded":
            raise SystemExit((result.error_message or result.get_value(0, 1)).decode())
    return time.perf_counter() - began


def rows(owner, origin, other, size):
    """The rows that were imported, under new ids and another origin, as COPY wants them, in batches."""
    found = owner.execute(
        "select e.id from countersign.event_runtime as e where e.origin = %s order by e.id", [origin]).fetchall()
    parts = []
    for begin in range(0, len(found), size):
        part = {}
        first, last = found[begin][0], found[min(begin + size, len(found)) - 1][0]
        for table, columns in (
            ("event", COLUMNS.replace("id, format", "countersign.uuid_v7(clock_timestamp()) as id, format", 1).replace(
                "origin, origin_event_id", f"'{other}' as origin, origin_event_id")),
        ):
            text = io.BytesIO()
            with owner.cursor() as cursor, cursor.copy(
                f"copy (select {columns} from countersign.event_runtime where origin = '{origin}' "
                f"and id between '{first}' and '{last}' order by event_runtime.id) to stdout"
            ) as copy:
                for data in copy:
                    text.write(data)
            part[table] = text.getvalue()
        lines = part["event"].splitlines()
        part["origin_record"] = b"".join(
            b"%s\t%s\n" % tuple(line.split(b"\t")[-2:]) for line in lines)
        part["event_pending"] = b"".join(line.split(b"\t", 1)[0] + b"\truntime\tlow\n" for line in lines)
        parts.append(part)
    return parts


def copied(owner, parts):
    """Seconds for all batches."""
    columns = {"event": f"({COLUMNS})", "origin_record": "", "event_pending": "(id, stream, severity)"}
    began = time.perf_counter()
    for part in parts:
        with owner.transaction(), owner.cursor() as cursor:
            for table in ("origin_record", "event", "event_pending"):
                with cursor.copy(f"copy countersign.{table} {columns[table]} from stdin") as copy:
                    copy.write(part[table])
    return time.perf_counter() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=8000)
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    figures.end_on_signals()
    operator, owner = figures.connect("operator_1"), figures.connect("postgres")
    service = figures.connect("countersign_service")
    owner.execute("set role countersign_owner")
    seconds = {}
    # the first, which is not counted, makes the rows that COPY writes
    imported(operator, "bench:model", batches(options, 1000))
    for size in (1000, 4000):
        for pair in range(options.pairs):
            documents = batches(options, size)
            copies = rows(owner, "bench:model", f"bench:copy-{size}-{pair}", size)
            figures.seal_everything(service)
            took = {}
            for kind in ("import", "copy") if pair % 2 else ("copy", "import"):
                if kind == "import":
                    took[kind] = imported(operator, f"bench:import-{size}-{pair}", documents)
                else:
                    took[kind] = copied(owner, copies)
            seconds.setdefault(size, []).append(took)
            figures.narrate(f"batches of {size}: import {took['import']:.2f} s, COPY {took['copy']:.2f} s")
    lines = []
    for size, pairs in seconds.items():
        for kind, words in (("import", "import_events"), ("copy", "COPY")):
            rate = options.records / statistics.median(took[kind] for took in pairs)
            lines.append(figures.figure(f"{words}, batches of {size:,}", round(rate), "records/s"))
        lines.append(figures.least(
            f"import_events beside COPY, batches of {size:,}: median ratio",
            round(statistics.median(took["copy"] / took["import"] for took in pairs), 2), "x", 0.5))
    again = imported(operator, "bench:import-1000-0", batches(options, 1000)[:1])
    lines.append(figures.figure(
        "import_events, a batch of 1,000 under a known origin", round(1000 / again), "records/s"))
    figures.report("append", lines, seconds=seconds)


if __name__ == "__main__":
    main()
