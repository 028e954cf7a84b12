#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""Prints the figures of one run as a table and keeps them, with every single time, as JSON.

    report.py FOLDER-OF-SUITE-FILES RESULT-FILE
"""
import datetime
import json
import os
import pathlib
import platform
import sys

import figures


def main():
    folder, result = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    files = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
    suites = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    lines = [("suite", "figure", "value", "budget", "")]
    for suite in suites:
        for line in suite["figures"]:
            lines.append((
                suite["suite"], line["name"], f"{line['value']:,} {line['unit']}".strip(), line["budget"] or "",
                figures.BUDGET_WORDS[line["within"]]))
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    for line in lines:
        cells = [cell.rjust(width) if column == 2 else cell.ljust(width)
                 for column, (cell, width) in enumerate(zip(line, widths))]
        print("  ".join(cells).rstrip())
    result.parent.mkdir(parents=True, exist_ok=True)
    result.write_text(json.dumps({
        "measured_at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": {
            "system": platform.platform(), "processors": os.cpu_count(), "load_average": os.getloadavg()[0]},
        "commit": os.environ.get("BENCHMARK_COMMIT"), "suites": suites,
    }, indent=1), encoding="utf-8")
    print(f"\nEvery single time: {result}")


if __name__ == "__main__":
    main()
