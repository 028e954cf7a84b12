# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""What every soak has: options, a home of its own, programs that are run and ended by their process id, and a verdict."""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Broken(Exception):
    """Something that must hold did not."""


def duration(text):
    match = re.fullmatch(r"(\d+)(s|m|h)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"'{text}' is no duration such as 90s, 10m or 1h")
    return int(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]]


class Soak:
    """One run: its options, its chance, its home and the programs in it."""

    def __init__(self, description, minutes=5, at_least=0, more=None):
        parser = argparse.ArgumentParser(description=description)
        parser.add_argument("--for", dest="seconds", type=duration, default=minutes * 60, metavar="DURATION")
        parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
        parser.add_argument("--program", type=pathlib.Path, default=ROOT / ".build/debug/countersign")
        parser.add_argument("--at-least", type=int, default=at_least, metavar="N")
        parser.add_argument("--keep", action="store_true")
        if more:
            more(parser)
        self.options = parser.parse_args()
        self.program = self.options.program.resolve()
        if not os.access(self.program, os.X_OK):
            sys.exit(f"There is no program {self.program}: swift build --product countersign")
        self.chance = random.Random(self.options.seed)
        self.home = tempfile.mkdtemp(prefix="countersign-soak-")
        os.chmod(self.home, 0o755)  # PostgreSQL's user passes through
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("COUNTERSIGN_", "PG"))
        } | {"COUNTERSIGN_HOME": self.home, "TERM": "xterm-256color"}
        self.deadline = time.monotonic() + self.options.seconds
        print(f"seed {self.options.seed}, {self.options.seconds} s, {self.program}", flush=True)

    @property
    def goes_on(self):
        return time.monotonic() < self.deadline

    def start(self, *words, **options):
        """Starts countersign on the demonstration."""
        return subprocess.Popen(
            [self.program, "--demo", *words], env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)

    def run(self, *words, limit=120):
        """Runs countersign on the demonstration; returns its status, its data (parsed JSON or None) and its words."""
        process = self.start(*words)
        try:
            data, said = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Broken(f"countersign {' '.join(words)} did not end within {limit} s") from None
        try:
            return process.returncode, json.loads(data) if "json" in words and data.strip() else data, said
        except json.JSONDecodeError:
            raise Broken(f"countersign {' '.join(words)} wrote no JSON: {data[:200]!r}") from None

    def demand(self, *words, limit=120):
        """As `run`, of what must succeed; returns the data."""
        status, data, said = self.run(*words, "--format", "json", limit=limit)
        if status != 0:
            raise Broken(f"countersign {' '.join(words)} ended with {status}: {said.strip()}")
        return data

    def keep_running(self):
        """Makes the cluster stay while no program uses it; `url` is how operator_1 reaches it."""
        self.demand("events", "list", "--limit", "1")
        status, _, said = self.run("cluster", "start")
        if status != 0:
            raise Broken(f"the cluster does not start: {said}")
        self.url = self.demand("info")["database"]["url"]

    def processes(self):
        """The processes that belong to this run: those whose command line names its home, and their children."""
        own = {}
        parents = {}
        for entry in os.listdir("/proc"):
            if not entry.isdigit() or int(entry) == os.getpid():
                continue
            try:
                line = pathlib.Path(f"/proc/{entry}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                status = pathlib.Path(f"/proc/{entry}/stat").read_text()
            except OSError:
                continue
            fields = status[status.rindex(")") + 2:].split()
            if fields[0] == "Z":
                continue
            parents[int(entry)] = int(fields[1])
            if self.home in line:
                own[int(entry)] = line.strip()
        for process, parent in parents.items():
            if parent in own and process not in own:
                own[process] = f"child of {parent}"
        return own

    def postmaster(self):
        """The process id of the server, if it runs."""
        for process, line in self.processes().items():
            if "postgres -D" in line or "postgres\x00-D" in line:
                return process
        return None

    def until(self, wanted, condition, limit=60):
        """Waits for a condition; what it waits for is named if it never comes."""
        end = time.monotonic() + limit
        while not (value := condition()):
            if time.monotonic() > end:
                raise Broken(f"{wanted}: not within {limit} s; processes: {self.processes()}")
            time.sleep(0.02)
        return value

    def finish(self, body):
        """Runs the soak and ends the program with its verdict; nothing of it stays behind, except where it did not hold
        or did not come to its end: the home is the evidence then."""
        status = 1
        try:
            figures = body(self)
            print("held: " + ", ".join(f"{value} {name}" for name, value in figures.items()), flush=True)
            status = 0
        except Broken as broken:
            print(f"BROKEN (seed {self.options.seed}): {broken}", file=sys.stderr)
        finally:
            for process in self.processes():
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            if self.options.keep or status:
                print(f"left in place: {self.home}", file=sys.stderr)
            else:
                shutil.rmtree(self.home, ignore_errors=True)
        sys.exit(status)


class Sitting:
    """A psql that stays open as one persona, so that two of them can be let loose at the same moment."""

    def __init__(self, soak, persona):
        url = soak.url.replace("user=operator_1", f"user={persona}")
        self.persona = persona
        self.process = subprocess.Popen(
            ["psql", "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=0", "-d", url], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1)

    def send(self, statement):
        """Sends a statement and does not wait."""
        self.process.stdin.write(statement + ";\n\\echo END\n")
        self.process.stdin.flush()

    def answer(self):
        """What the last statement printed; raises `ConnectionError` where the server is gone."""
        lines = []
        while (line := self.process.stdout.readline()) != "END\n":
            if not line:
                raise ConnectionError("\n".join(lines))
            lines.append(line.rstrip("\n"))
        return lines

    def ask(self, statement):
        """Sends a statement; returns its lines, each a list of columns."""
        self.send(statement)
        return [line.split("\t") for line in self.answer()]

    def close(self):
        try:
            self.process.stdin.close()
        except OSError:
            pass
        self.process.kill()
        self.process.wait()


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def call(function, *arguments):
    """The statement that makes a governed call and prints its answer in one line."""
    words = ", ".join("null" if a is None else a if a.startswith(("'", "array[", "jsonb")) else quoted(a) for a in arguments)
    return f"select outcome, code, request_id, event_id, message from countersign.{function}({words})"
