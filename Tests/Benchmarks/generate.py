#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""Runs generate.sql as the cluster's superuser.

    generate.py EVENTS [SEED]
"""
import os
import subprocess
import sys
import time

import figures


def main():
    figures.end_on_signals()
    events, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 42
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "generate.sql")
    command = ["psql", "--no-psqlrc", "--quiet", "--set", f"events={events}", "--set", f"seed={seed}", "--file", "-",
               figures.cluster()["postgres"]]
    began = time.monotonic()
    with open(path, encoding="utf-8") as script:
        psql = subprocess.Popen(figures.as_server_user(command), stdin=script, stdout=subprocess.DEVNULL)
        try:
            if psql.wait() != 0:
                sys.exit(psql.returncode)
        finally:
            psql.terminate()
            psql.wait()
    took = time.monotonic() - began
    with figures.connect("postgres") as superuser:
        head, size = superuser.execute(
            "select head, pg_database_size(current_database()) from countersign.seq_head").fetchone()
    figures.report("generate", [
        figures.figure("events generated", events, ""),
        figures.figure("time", round(took, 1), "s"),
        figures.figure("size of the database", round(size / 2**20), "MiB"),
    ], seed=seed, head=head)


if __name__ == "__main__":
    main()
