# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""The private cluster under SIGKILL: of what uses it, and of PostgreSQL itself, at any moment."""

import json
import os
import pty
import signal
import subprocess
import time

from soak import Broken, Soak

figures = {"rounds": 0, "programs": 0, "programs killed": 0, "servers killed": 0, "events recorded": 0}
recorded = set()


def console(soak):
    """A console in a pseudo-terminal of its own."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [soak.program, "demo"], env=soak.environment, stdin=follower, stdout=follower, stderr=follower,
        start_new_session=True)
    os.close(follower)
    os.set_blocking(leader, False)
    return process, leader


def drain(leader):
    try:
        while os.read(leader, 65536):
            pass
    except (BlockingIOError, OSError):
        pass


def round_of_chance(soak):
    """Some programs at once, some of them killed, sometimes the server too."""
    chance = soak.chance
    commands, consoles = [], []
    for number in range(chance.randint(1, 5)):
        kind = chance.choice(["list", "open", "status", "start", "stop", "console"])
        figures["programs"] += 1
        if kind == "console":
            consoles.append(console(soak))
        elif kind == "open":
            commands.append((kind, soak.start(
                "requests", "open", "break-glass-admin-session", "--tenant", f"Tenant {chance.randrange(1 << 30)}",
                "--reason", "soaking the private cluster", "--format", "json")))
        elif kind == "list":
            commands.append((kind, soak.start("events", "list", "--limit", "5", "--format", "json")))
        else:
            commands.append((kind, soak.start("cluster", kind)))
    end = time.monotonic() + chance.uniform(0, 3)
    victims = [process for _, process in commands] + [process for process, _ in consoles]
    chance.shuffle(victims)
    victims = victims[:chance.randint(0, (len(victims) + 1) // 2)]
    kill_server = chance.random() < 0.4
    while time.monotonic() < end:
        time.sleep(0.01)
        for _, leader in consoles:
            drain(leader)
    for victim in victims:
        if victim.poll() is None:
            victim.kill()
            figures["programs killed"] += 1
    if kill_server and (server := soak.postmaster()):
        try:
            os.kill(server, signal.SIGKILL)
            figures["servers killed"] += 1
        except ProcessLookupError:
            pass
    for kind, process in commands:
        try:
            data, said = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            raise Broken(f"'{kind}' (process {process.pid}) did not end") from None
        # 1: refused, e.g. `cluster stop` while others use it; 3: the server was killed under it
        if process.returncode not in (0, 1, 3, -signal.SIGKILL):
            raise Broken(f"'{kind}' ended with {process.returncode}: {said}")
        if kind == "open" and process.returncode == 0:
            recorded.add(json.loads(data)["event_id"])
            figures["events recorded"] += 1
    for process, leader in consoles:
        drain(leader)
        process.terminate()
        limit = time.monotonic() + 30
        while process.poll() is None:
            drain(leader)
            if time.monotonic() > limit:
                raise Broken(f"the console (process {process.pid}) did not end on SIGTERM")
            time.sleep(0.01)
        os.close(leader)


def check(soak):
    """It starts again, nothing that was answered as recorded is lost, and nobody stays when all are gone."""
    seen = {event["id"] for event in soak.demand(
        "events", "list", "--limit", str(len(recorded) + 50), "--filter", "action:OPEN_REQUEST")}
    if lost := recorded - seen:
        raise Broken(f"lost events: {sorted(lost)[:5]}")
    soak.run("cluster", "stop")
    soak.until("every process gone", lambda: not soak.processes())


def soak_cluster(soak):
    soak.demand("events", "list", "--limit", "1")
    while soak.goes_on:
        round_of_chance(soak)
        check(soak)
        figures["rounds"] += 1
        if figures["rounds"] % 20 == 0:
            print(figures, flush=True)
    return figures


soak = Soak(__doc__)
soak.finish(soak_cluster)
