#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""How fast the daemon collects feeds, beside COPY of the same rows, and how long until an event of a source is visible.

    feed_rate.py [--records N] [--events N] [--idle SECONDS]

Sources are servers on loopback in this process. The rate is from the daemon's first question to the commit of the last
record, of one feed and of four at once; COPY writes what was collected (event, origin_record, event_pending) under
other ids, in batches of the feed's size. Visible is when `countersign events tail` writes the line of an event that a
source has just got; the moment at which the source has it is the beginning. The daemon is also the sealer.
"""
import argparse
import datetime
import json
import os
import pathlib
import random
import socket
import socketserver
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

import append_rate
import figures

NAMES = ["Platform Services", "Node Runtime", "Engine Runtime", "Integration Control"]
BATCH = 1000


def line(number):
    return json.dumps({
        "id": f"e-{number}", "cursor": f"c{number}", "eventType": "tool_execution",
        "timestamp": datetime.datetime.now(datetime.timezone.utc).isoformat().replace("+00:00", "Z"),
        "principal": f"agent-{number % 40}@example.com", "sessionId": f"session-{number % 200}",
        "lineage": {"delegatedBy": "jane@example.com", "delegationId": f"d-{number % 300}"},
        "agentProfile": "analyst", "toolId": f"catalog.search-{number % 30}", "serviceId": "catalog",
        "targetBaseUrl": "https://catalog.example.com", "decision": "allowed", "reasonCode": "policy-match",
        "method": "GET", "path": f"/v2/items/{number}", "statusCode": 200, "latencyMs": number % 700, "retryCount": 0,
    }) + "\n"


class Source(socketserver.ThreadingTCPServer):
    """A source: its feed is a list of lines."""
    daemon_threads = True

    def __init__(self):
        self.lines = []
        self.first_question = None
        super().__init__(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(socketserver.StreamRequestHandler):
    def handle(self):
        words = self.rfile.readline().split()
        while self.rfile.readline().strip():
            pass
        target = urllib.parse.urlsplit(words[1].decode())
        if target.path == "/healthz":
            body = b'{"status":"ok"}'
        else:
            query = urllib.parse.parse_qs(target.query)
            start = int(query["after"][0][1:]) if "after" in query else 0
            lines = self.server.lines[start:start + int(query["limit"][0])]
            if lines and self.server.first_question is None:
                self.server.first_question = time.perf_counter()
            body = "".join(lines).encode()
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


class Daemon:
    def __init__(self, sources):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        keys = [name.lower().replace(" ", "-") for name in sources]
        environment = os.environ | {"COUNTERSIGN_SOURCES_NAMES": ",".join(keys)}
        for key, (name, source) in zip(keys, sources.items()):
            prefix = f"COUNTERSIGN_SOURCES_{key.upper().replace('-', '_')}_"
            environment |= {
                f"{prefix}NAME": name, f"{prefix}URL": source.url, f"{prefix}FEED_PATH": "/v1/audit/events"}
        program = pathlib.Path(os.environ["BENCHMARK_PROGRAM"]).with_name("countersignd")
        self.health = f"http://127.0.0.1:{port}/healthz"
        self.process = subprocess.Popen(
            [program, "--demo", "serve", "--port", str(port)], env=environment, stderr=subprocess.DEVNULL)

    def until_well(self):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(self.health, timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        sys.exit("the daemon is not well within 60 s")

    def memory(self):
        """MiB."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(text.split("VmRSS:")[1].split()[0]) // 1024

    def processor_time(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self):
        self.process.terminate()
        self.process.wait(30)


def collected(operator, sources, records):
    """Records a second of all these sources together, and the daemon's memory after that."""
    for source in sources.values():
        source.lines = [line(number) for number in range(1, records + 1)]
    daemon = Daemon(sources)
    names = list(sources)
    try:
        while True:
            taken = operator.execute(
                "select coalesce(sum(taken), 0) from countersign.feed_status where origin = any(%s)", [names]
            ).fetchone()[0]
            moment = time.perf_counter()
            if taken >= records * len(sources):
                break
            if daemon.process.poll() is not None:
                sys.exit("the daemon ended")
            time.sleep(0.01)
        began = min(source.first_question for source in sources.values())
        return records * len(sources) / (moment - began), daemon.memory()
    finally:
        daemon.end()


def visible(options):
    """Milliseconds from the source to the line of a tail, and the share of a core that an idle daemon takes."""
    source, chooser = Source(), random.Random(7)
    daemon = Daemon({"Latency Source": source})
    tail = subprocess.Popen(
        [os.environ["BENCHMARK_PROGRAM"], "events", "tail", "--demo", "--as", "operator_2", "--format", "jsonl"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    seen = {}

    def follow():
        for text in tail.stdout:
            moment = time.monotonic()
            event = json.loads(text)
            if event.get("origin") == "Latency Source":
                seen[event["origin_event_id"]] = moment
    threading.Thread(target=follow, daemon=True).start()
    try:
        daemon.until_well()
        born, end = {}, time.monotonic() + 30
        # the tail begins at the present head: an event that is seen says that it follows
        while not seen and time.monotonic() < end:
            source.lines.append(line(len(source.lines) + 1))
            time.sleep(0.5)
        for _ in range(options.events):
            number = len(source.lines) + 1
            text = line(number)
            born[f"e-{number}"] = time.monotonic()
            source.lines.append(text)
            time.sleep(chooser.uniform(0.02, 0.28))
        end = time.monotonic() + 20
        while born.keys() - seen.keys() and time.monotonic() < end:
            time.sleep(0.05)
        before, moment = daemon.processor_time(), time.monotonic()
        time.sleep(options.idle)
        idle = (daemon.processor_time() - before) / (time.monotonic() - moment)
        return [(seen[name] - born[name]) * 1000 for name in born if name in seen], len(born), idle
    finally:
        tail.terminate()
        daemon.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=20000)
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--idle", type=int, default=20)
    options = parser.parse_args()
    figures.end_on_signals()
    operator, owner = figures.connect("operator_1"), figures.connect("postgres")
    service = figures.connect("countersign_service")
    owner.execute("set role countersign_owner")
    one, memory = collected(operator, {"Single Source": Source()}, options.records)
    four, memory_of_four = collected(operator, {name: Source() for name in NAMES}, options.records)
    figures.narrate(f"one feed {one:.0f} records/s, four {four:.0f} records/s")
    figures.seal_everything(service)
    copies = append_rate.rows(owner, "Single Source", "bench:copy-feed", BATCH)
    copy = options.records / append_rate.copied(owner, copies)
    figures.narrate(f"COPY {copy:.0f} records/s")
    times, events, idle = visible(options)
    lines = [
        figures.figure("one feed, from question to commit", round(one), "records/s"),
        figures.figure("four feeds at once", round(four), "records/s"),
        figures.figure(f"COPY of the same rows, batches of {BATCH:,}", round(copy), "records/s"),
        figures.figure("one feed beside COPY", round(one / copy, 2), "x"),
        figures.figure("memory of the daemon after one feed", memory, "MiB"),
        figures.figure("memory of the daemon after four feeds", memory_of_four, "MiB"),
        figures.figure("events at a source that became visible", len(times), f"of {events}"),
        figures.figure("event at a source to visible in a tail, p50", round(figures.percentile(times, 0.5)), "ms"),
        figures.figure("event at a source to visible in a tail, p95", round(figures.percentile(times, 0.95)), "ms"),
        figures.figure("idle daemon with one source", round(idle * 100, 2), "% of a core"),
    ]
    figures.report("feed", lines, visible=times)


if __name__ == "__main__":
    main()
