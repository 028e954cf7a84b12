#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""What hyperfine measured of the build, as figures.

    build_figures.py HYPERFINE-JSON
"""
import json
import sys

import figures


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        result = json.load(file)["results"][0]
    minutes = round(result["mean"] / 60, 2)
    figures.report("build", [
        figures.most("swift build -c release --product countersign from nothing", minutes, "min", 4),
        figures.figure("processor time of it", round((result["user"] + result["system"]) / 60, 2), "min"),
    ], hyperfine=result)


if __name__ == "__main__":
    main()
