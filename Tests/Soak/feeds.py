# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""Feeds under every fault of their sources, with SIGKILL of the daemon and of PostgreSQL: each record once, in order."""

import datetime
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from soak import Broken, Sitting, Soak

NAMES = ["Platform Services", "Node Runtime", "Engine Runtime", "Integration Control"]
FAULTS = ["down", "status", "redirect", "page", "garbage", "hang", "reset", "flood", "half", "drip", "repeat"]
TYPES = ["tool_execution", "execution_error", "authz_denial", "catalog_filtered", "authenticated_connect"]
RATE = 60  # lines a second and source
figures = {"records": 0, "lines set aside": 0, "faults": 0, "daemons killed": 0, "servers killed": 0}


class Source:
    """A service on loopback whose feed grows all the time, and which goes wrong as it is told."""

    def __init__(self, name, seed):
        self.name = name
        self.chance = random.Random(seed)
        self.fault = None
        self.lines = []
        self.ids = []
        self.poison = 0
        # Lines that block the feed, by what they are, and how often they came to do so.
        self.blocking = set()
        self.blockings = 0
        self.grows = True
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        for work in (self.grow, self.accept):
            threading.Thread(target=work, daemon=True).start()

    def grow(self):
        while True:
            for _ in range(self.chance.randint(0, 2 * RATE // 10)):
                if self.grows:
                    self.add()
            time.sleep(0.1)

    def add(self):
        number = len(self.lines) + 1
        cursor = f"c{number}"
        if self.chance.random() < 0.005:
            # Known by its cursor alone.
            self.poison += 1
            line = {"cursor": cursor, "eventType": number}
        else:
            self.ids.append(f"e-{number}")
            line = {
                "id": f"e-{number}", "cursor": cursor, "eventType": self.chance.choice(TYPES),
                "timestamp": datetime.datetime.now(datetime.timezone.utc).isoformat().replace("+00:00", "Z"),
                "principal": f"agent-{number % 9}", "toolId": f"tool-{number % 5}", "decision": "allowed",
                "statusCode": 200, "latencyMs": number % 700, "path": "/" + "p" * self.chance.randint(0, 300),
            }
        self.lines.append(json.dumps(line))

    def accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        try:
            with connection:
                connection.settimeout(60)
                self.answer(connection)
        except OSError:
            pass  # the daemon left, which is its right

    def answer(self, connection):
        request = b""
        while b"\r\n\r\n" not in request:
            if not (block := connection.recv(65536)):
                return
            request += block
        target = urllib.parse.urlsplit(request.split(b" ")[1].decode())
        fault = self.fault
        if fault == "reset" or fault == "down":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            return
        if fault == "hang":
            connection.recv(1)
            return
        if fault == "status":
            connection.sendall(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")
            return
        if target.path == "/healthz":
            connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"status":"ok"}')
            return
        query = urllib.parse.parse_qs(target.query)
        start = int(query["after"][0][1:]) if "after" in query else 0
        if fault == "repeat":
            start = max(0, start - self.chance.randint(1, 50))
        lines = self.lines[start:start + int(query["limit"][0])]
        body = "".join(line + "\n" for line in lines).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nContent-Length: %d\r\n\r\n"
        if fault == "redirect":
            connection.sendall(b"HTTP/1.1 302 Away\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        elif fault == "page":
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>\n<p>\n")
        elif fault == "garbage":
            self.blocking.add(fault)
            connection.sendall(head % 8 + b"garbage\n")
        elif fault == "flood":
            self.blocking.add(fault)
            connection.sendall(head % (1 << 30))
            block = b"x" * (1 << 20)
            for _ in range(1 << 10):
                connection.sendall(block)
        elif fault == "half":
            connection.sendall(head % len(body) + body[:len(body) // 2])
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1)
        elif fault == "drip":
            connection.sendall(head % (1 << 30) + body[:300])
            while True:
                connection.sendall(body[300:301] or b" ")
                time.sleep(1)
        else:
            connection.sendall(head % len(body) + body)


class Daemon:
    """countersignd, started again whenever it was killed."""

    def __init__(self, soak, sources):
        self.soak = soak
        self.program = soak.program.with_name("countersignd")
        if not os.access(self.program, os.X_OK):
            raise SystemExit(f"There is no program {self.program}: swift build --product countersignd")
        keys = [source.name.lower().replace(" ", "-") for source in sources]
        self.environment = soak.environment | {"COUNTERSIGN_SOURCES_NAMES": ",".join(keys)} | {
            f"COUNTERSIGN_SOURCES_{key.upper().replace('-', '_')}_URL": f"http://127.0.0.1:{source.port}"
            for key, source in zip(keys, sources)}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = open(pathlib.Path(soak.home) / "daemon.log", "ab")
        self.memory = []
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [self.program, "--demo", "serve", "--port", str(self.port)], env=self.environment,
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)

    def is_well(self):
        if self.process.poll() is not None:
            # A server that is being killed at that moment may well be the end of a start.
            self.start()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def sample(self):
        try:
            text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
            self.memory.append(int(text.split("VmRSS:")[1].split()[0]) // 1024)
        except (OSError, IndexError):
            pass

    def kill(self):
        self.process.kill()
        self.process.wait()


def disturb(soak, sources, daemon):
    """Faults and kills, for as long as the soak goes on."""
    next_kill = time.monotonic() + 5
    while soak.goes_on:
        source = soak.chance.choice(sources)
        source.fault = soak.chance.choice(FAULTS + [None] * 5)
        figures["faults"] += source.fault is not None
        source.blockings += source.fault in ("garbage", "flood")
        daemon.sample()
        time.sleep(soak.chance.uniform(0.1, 1.5))
        if daemon.process.poll() is not None:
            daemon.start()
        if time.monotonic() < next_kill:
            continue
        next_kill = time.monotonic() + soak.chance.uniform(2, 20)
        if soak.chance.random() < 0.6:
            daemon.kill()
            figures["daemons killed"] += 1
            daemon.start()
        elif server := soak.postmaster():
            try:
                os.kill(server, signal.SIGKILL)
                figures["servers killed"] += 1
            except ProcessLookupError:
                pass


def check(soak, sources):
    """Every record once and in the order of its source; every bad line set aside once, a line that blocks counted each
    time that it does."""
    sitting = Sitting(soak, "operator_1")
    admin = Sitting(soak, "admin_1")
    for source in sources:
        name = source.name.replace("'", "''")

        def cursor():
            rows = sitting.ask(f"select taken, poison, origin from countersign.feed_status where origin = '{name}'")
            return rows and int(rows[0][0]) >= len(source.ids) and rows[0]
        counts = soak.until(f"all of {source.name}", cursor, limit=300)
        found = [row[0] for row in sitting.ask(
            f"select origin_event_id from countersign.event_open where origin = '{name}' order by id")]
        if found != source.ids:
            wrong = next((n for n, pair in enumerate(zip(found, source.ids)) if pair[0] != pair[1]), "the end")
            raise Broken(f"{source.name}: {len(found)} events for {len(source.ids)} records, first apart at {wrong}")
        if not source.poison <= int(counts[1]) <= source.poison + source.blockings:
            raise Broken(f"{source.name}: {counts[1]} lines set aside, {source.poison} were bad")
        kept = int(admin.ask(f"select count(*) from countersign.feed_poison_overview where origin = '{name}'")[0][0])
        if not min(source.poison, 1000) <= kept <= source.poison + len(source.blocking):
            raise Broken(f"{source.name}: {kept} lines kept, {source.poison} were bad, {len(source.blocking)} blocked")
        figures["records"] += len(found)
        figures["lines set aside"] += int(counts[1])
    sitting.close()
    admin.close()


def soak_feeds(soak):
    soak.keep_running()
    sources = [Source(name, soak.chance.randrange(1 << 32)) for name in NAMES]
    daemon = Daemon(soak, sources)
    daemon.start()
    try:
        soak.until("a daemon that is well", daemon.is_well, limit=120)
        disturb(soak, sources, daemon)
        for source in sources:
            source.fault = None
            source.grows = False
        soak.until("a daemon that is well", daemon.is_well, limit=120)
        check(soak, sources)
        daemon.sample()
        daemon.process.terminate()
        start = time.monotonic()
        if daemon.process.wait(timeout=60) != 0:
            raise Broken(f"the daemon ended with {daemon.process.returncode} on SIGTERM")
        figures["ms to end on SIGTERM"] = int((time.monotonic() - start) * 1000)
        figures["MiB of memory at most"] = max(daemon.memory)
        figures["MiB of memory at the end"] = daemon.memory[-1]
    finally:
        if daemon.process.poll() is None:
            daemon.kill()
    return figures


soak = Soak(__doc__, minutes=30)
soak.finish(soak_feeds)
