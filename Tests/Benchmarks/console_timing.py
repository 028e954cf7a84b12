#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""Times a terminal program in a pseudo-terminal: first paint, first rows, key to screen, idle, memory.

    console_timing.py --name NAME --first-row REGEX [--before KEY...] [--keys KEY...] -- COMMAND [ARG...]

Keys are sent one after the other, each after the screen answered the one before it. Prints one JSON object.
Needs pyte (PyPI). Figures are only worth comparing within one run on one machine.
"""
import argparse
import fcntl
import json
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time

import pyte

NAMED = {"Down": "\x1bOB", "Up": "\x1bOA", "PgDn": "\x1b[6~", "PgUp": "\x1b[5~", "Esc": "\x1b", "Enter": "\r"}
# pyte does not know synchronised output, the kitty keyboard query, or private modes with '>': they print as text.
UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[\?2026[hl$]|\x1b\[>[0-9;]*[a-zA-Z]|\x1b\[<[0-9;]*u")


class Program:
    def __init__(self, command, columns, rows):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.written = 0
        self.started = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            for name in ("LINES", "COLUMNS"):
                os.environ.pop(name, None)
            os.execvp(command[0], command)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds):
        """Waits for output up to `seconds` and feeds it to the screen; the number of bytes, or None at the end."""
        if not select.select([self.fd], [], [], max(0, seconds))[0]:
            return 0
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return None
        self.written += len(data)
        self.stream.feed(UNKNOWN_TO_PYTE.sub(b"", data))
        return len(data) or None

    def lines(self):
        return tuple(line.rstrip() for line in self.screen.display)

    def until(self, condition, seconds):
        """Milliseconds since the start of the program until `condition(lines)` holds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition(self.lines()):
                return (time.monotonic() - self.started) * 1000
            if self.read(end - time.monotonic()) is None:
                break
        return None

    def key(self, name, seconds=2.0):
        """Milliseconds from a key to the first byte of the frame that answers it; None when nothing changes."""
        sent = time.monotonic()
        os.write(self.fd, NAMED.get(name, name).encode())
        if not self.read(seconds):
            return None
        took = (time.monotonic() - sent) * 1000
        while self.read(0.02):
            pass
        return took

    def ticks(self):
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def memory(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            values = dict(line.split(":", 1) for line in status)
        return {name: int(values[name].split()[0]) // 1024 for name in ("VmRSS", "VmHWM")}

    def idle(self, seconds):
        ticks, written, end = self.ticks(), self.written, time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(end - time.monotonic())
        cpu = (self.ticks() - ticks) / os.sysconf("SC_CLK_TCK") / seconds * 100
        return {"seconds": seconds, "bytes": self.written - written, "cpu_percent": round(cpu, 2)}

    def end(self):
        os.kill(self.pid, signal.SIGTERM)
        end = time.monotonic() + 5
        while time.monotonic() < end:
            self.read(0.05)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def percentile(values, fraction):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * fraction))]


def starts(options):
    """First paint and first rows over several starts."""
    paints, rows = [], []
    for _ in range(options.starts):
        program = Program(options.command, options.columns, options.rows)
        paint = program.until(lambda lines: any(lines), 10)
        row = program.until(lambda lines: any(re.search(options.first_row, line) for line in lines), 20)
        program.end()
        if paint is None or row is None:
            sys.exit(f"{options.name}: no first {'paint' if paint is None else 'row'} within the limit")
        paints.append(paint)
        rows.append(row)
    return {
        "first_paint_ms": round(statistics.median(paints), 1),
        "first_rows_ms": round(statistics.median(rows), 1),
    }


def steady(options):
    """Keys, memory and idleness in one long start."""
    program = Program(options.command, options.columns, options.rows)
    if program.until(lambda lines: any(re.search(options.first_row, line) for line in lines), 20) is None:
        sys.exit(f"{options.name}: no first row within the limit")
    for name in options.before:
        program.key(name)
    times, still = [], 0
    written = program.written
    for _ in range(options.presses):
        for name in options.keys:
            took = program.key(name)
            if took is None:
                still += 1
            else:
                times.append(took)
    result = {"presses": len(times), "presses_without_change": still}
    if times:
        result["key_ms"] = {"p50": round(percentile(times, 0.5), 2), "p99": round(percentile(times, 0.99), 2)}
        result["bytes_per_key"] = (program.written - written) // len(times)
    program.idle(2)
    result["idle"] = program.idle(options.idle)
    result["memory_mib"] = program.memory()
    program.end()
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", required=True)
    parser.add_argument("--first-row", required=True, help="regular expression of a line that shows data")
    parser.add_argument("--before", nargs="*", default=[], help="keys that open the list to be scrolled")
    parser.add_argument("--keys", nargs="+", default=["Down"])
    parser.add_argument("--presses", type=int, default=200)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--idle", type=float, default=10)
    parser.add_argument("--columns", type=int, default=120)
    parser.add_argument("--rows", type=int, default=40)
    if "--" not in sys.argv:
        parser.error("the command comes after --")
    cut = sys.argv.index("--")
    options = parser.parse_args(sys.argv[1:cut])
    options.command = sys.argv[cut + 1 :]
    print(json.dumps({"name": options.name, **starts(options), **steady(options)}))


if __name__ == "__main__":
    main()
