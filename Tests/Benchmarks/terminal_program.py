# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""A program in a pseudo-terminal, with a terminal's screen behind it and a clock on its output."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time

import pyte

NAMED = {
    "Down": "\x1bOB", "Up": "\x1bOA", "PgDn": "\x1b[6~", "PgUp": "\x1b[5~", "Home": "\x1bOH", "End": "\x1bOF",
    "Esc": "\x1b", "Enter": "\r",
}
# pyte does not know synchronised output, the kitty keyboard query, or private modes with '>': they print as text.
UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[\?2026[hl$]|\x1b\[[>=][0-9;]*[a-zA-Z]|\x1b\[[<?][0-9;]*u")
# Nor does it know REP, which repeats the character before it.
REPEATED = re.compile(rb"([\x20-\x7e]|[\xc0-\xf7][\x80-\xbf]+)\x1b\[(\d+)b")
# A frame is over when nothing more came for so long.
QUIET = 0.025


class Program:
    def __init__(self, command, columns=120, rows=40, environment=None, folder=None):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.written = 0
        self.last_output = None
        master, slave = pty.openpty()
        # before the program starts, or it may see another size first
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        variables = {**os.environ, "TERM": "xterm-256color", **(environment or {})}
        for name in ("LINES", "COLUMNS", "COLORTERM"):
            variables.pop(name, None)
        self.started = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.setsid()
                fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
                for number in (0, 1, 2):
                    os.dup2(slave, number)
                os.closerange(3, 256)
                if folder:
                    os.chdir(folder)
                for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                    signal.signal(number, signal.SIG_DFL)
                os.execvpe(command[0], command, variables)
            finally:
                os._exit(127)
        os.close(slave)
        self.fd = master
        # a terminal answers what it is asked
        self.screen.write_process_input = lambda words: os.write(self.fd, words.encode())

    def read(self, seconds):
        """Waits for output up to `seconds` and feeds it to the screen; the number of bytes, or None at the end."""
        if not select.select([self.fd], [], [], max(0, seconds))[0]:
            return 0
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return None
        self.last_output = time.monotonic()
        self.written += len(data)
        known = UNKNOWN_TO_PYTE.sub(b"", data)
        self.stream.feed(REPEATED.sub(lambda match: match.group(1) * (int(match.group(2)) + 1), known))
        return len(data) or None

    def lines(self):
        return tuple(line.rstrip() for line in self.screen.display)

    def until(self, condition, seconds):
        """Milliseconds from the start of the program to the output with which `condition(lines)` came to hold."""
        end = time.monotonic() + seconds
        while True:
            if condition(self.lines()):
                return ((self.last_output or time.monotonic()) - self.started) * 1000
            left = end - time.monotonic()
            if left <= 0 or self.read(left) is None:
                return None

    def cells(self):
        """Everything that a person can see: characters, colours and attributes."""
        buffer, columns = self.screen.buffer, range(self.screen.columns)
        return [[buffer[row][column] for column in columns] for row in range(self.screen.lines)]

    def key(self, name, seconds=0.5):
        """Milliseconds from a key to the output that changed the screen and to the last one of the frames it caused.

        None when nothing changed within `seconds`.
        """
        before = self.cells()
        sent = time.monotonic()
        os.write(self.fd, NAMED.get(name, name).encode())
        end = sent + seconds
        changed = None
        while changed is None:
            count = self.read(end - time.monotonic())
            if not count:
                return None
            if self.screen.dirty:
                self.screen.dirty.clear()
                if self.cells() != before:
                    changed = self.last_output
        while self.read(QUIET):
            pass
        return (changed - sent) * 1000, (self.last_output - sent) * 1000

    def quiet(self, seconds, limit=10):
        """Reads until nothing came for so long."""
        end = time.monotonic() + limit
        while time.monotonic() < end and self.read(seconds):
            pass

    def processor_seconds(self):
        """What the process has used, threads that ended included; PostgreSQL's processes are not in it."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            values = dict(line.split(":", 1) for line in status)
        return {name: round(int(values[name].split()[0]) / 1024, 1) for name in ("VmRSS", "VmHWM")}

    def idle(self, seconds):
        """What it writes and uses while nobody touches it."""
        used, written, end = self.processor_seconds(), self.written, time.monotonic() + seconds
        frames = 0
        while time.monotonic() < end:
            if self.read(end - time.monotonic()):
                frames += 1
        return {
            "seconds": seconds, "bytes": self.written - written, "writes": frames,
            "cpu_percent": round((self.processor_seconds() - used) / seconds * 100, 3),
        }

    def end(self):
        """Ends it as closing the terminal's window politely would; waits until it is gone."""
        if self.pid is None:
            return
        os.kill(self.pid, signal.SIGTERM)
        end = time.monotonic() + 10
        gone = 0
        while not gone and time.monotonic() < end:
            if self.read(0.05) is None:
                time.sleep(0.01)
            gone = os.waitpid(self.pid, os.WNOHANG)[0]
        if not gone:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.pid = None
        os.close(self.fd)
