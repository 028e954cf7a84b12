# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: The Countersign authors
"""Random keys, pastes, clicks, wheel turns and sizes at a real console, as each persona: it never ends by itself, and
nothing governed happens, since the hands at this keyboard never give a whole confirmation."""

import fcntl
import os
import pathlib
import re
import struct
import sys
import termios
import time

from soak import Broken, Sitting, Soak

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Benchmarks"))
try:
    from terminal_program import Program
except ModuleNotFoundError as missing:
    sys.exit(f"{missing}: python3 -m pip install pyte==0.8.2, in an environment of its own")

PERSONAS = ["operator_1", "operator_2", "finance_1", "auditor_1", "admin_1"]
SIZES = [(120, 40), (80, 24), (200, 60), (60, 15), (59, 14), (1, 1), (300, 10), (61, 100)]
# What is on the screen where a word is all that is missing: the label, and what was typed beside it.
CONFIRMATION = re.compile(r"Type +(\S.*?) +to confirm *(.*?)\s*$")
# A slip of the clock between the last letter and the picture of it.
SETTLED = 0.3
# Megabytes: what a console may take altogether, and gain after its first minute.
MEMORY, GROWTH = 160, 24

ESC = "\x1b"
PLAIN = list("123567jkgGfryp?/:oswxcn") + [" ", "\t", "\r", ESC, "\x7f"]
MOVES = [ESC + tail for tail in ("OA", "OB", "OC", "OD", "[5~", "[6~", "OH", "OF", "[Z", "[1;3D", "[1;3C", "OP", "OQ")]
CONTROLS = ["\x13", "\x12", "\x04", "\x15", "\x17", "\x0b", "\x01", "\x02", "\x05", "\x0c", "\x0e", "\x10"]
WORDS = [
    "sign", "reject", "withdraw", "Northwind Studio", "Harbor Goods", "timeline", "filter severity:high",
    "open break-glass-admin-session", "requests", "theme", "category:rollback", "a reason that is long enough", "北京",
]
HOSTILE = ["\x1b[31m", "\x1b]52;c;AAAA\x07", "\x00", "\x1b[999;999H", "\x1b[<0;1M", "\x1bP1;2q", "\x9b", "\xff", "\x1b[I"]

figures = {"events": 0, "sessions": 0, "reviews": 0, "held back": 0, "pastes": 0, "clicks": 0, "sizes": 0}
memory = {}


class Hands:
    """Someone at one console who presses anything, and stops short of one thing."""

    def __init__(self, soak, person):
        self.soak, self.chance, self.person = soak, soak.chance, person
        self.size = (120, 40)
        self.program = None
        self.typed_at = 0
        self.first = None
        self.started = 0
        self.sit_down()

    def sit_down(self):
        self.size = (120, 40)
        self.program = Program(
            [str(self.soak.program), "demo", "--as", self.person], *self.size, environment=self.soak.environment)
        self.started, self.first = time.monotonic(), None
        figures["sessions"] += 1
        if self.program.until(lambda lines: any("trail sealed" in line for line in lines), 60) is None:
            raise Broken(f"the console of {self.person} does not show: {self.program.lines()[:6]}")

    def send(self, text):
        """Sends and looks; sits down again where the program was left in good order."""
        figures["events"] += 1
        try:
            os.write(self.program.fd, text.encode("utf-8", "surrogateescape"))
        except OSError:
            pass
        if self.program.read(0.004) is None:
            self.leave()
            self.sit_down()

    def leave(self):
        _, status = os.waitpid(self.program.pid, 0)
        os.close(self.program.fd)
        self.program.pid = None
        if status != 0:
            raise Broken(f"the console of {self.person} ended with wait status {status}")

    def confirmation(self):
        """The word that is awaited and what stands in its field; None where no review awaits one."""
        for line in self.program.lines():
            if found := CONFIRMATION.search(line):
                return found[1].strip(), found[2].strip()
        return None

    def is_one_step_away(self):
        """Whether the next key that confirms would be a whole confirmation. Looks at the settled screen."""
        self.program.quiet(0.05, limit=2)
        while time.monotonic() - self.typed_at < SETTLED:
            self.program.read(0.05)
        awaited = self.confirmation()
        if awaited is None:
            return False
        word, typed = awaited
        return word == typed or "…" in word or "…" in typed

    def press(self):
        kind = self.chance.random()
        if kind < 0.02:
            return self.approach()
        if kind < 0.45:
            key = self.chance.choice(PLAIN)
        elif kind < 0.62:
            key = self.chance.choice(MOVES)
        elif kind < 0.75:
            key = self.chance.choice(CONTROLS)
        elif kind < 0.80:
            return self.type_word()
        elif kind < 0.84:
            return self.paste()
        elif kind < 0.95:
            return self.use_mouse()
        elif kind < 0.97:
            return self.resize()
        elif kind < 0.995:
            key = self.chance.choice(HOSTILE)
        else:
            key = self.chance.choice(["q", "\x03", "\x1a"])
            if key == "\x03" and not self.stays():
                return
        self.strike(key)

    def stays(self):
        """Whether the console is still there after a while. While it ends, or stops, its terminal is in the usual modes,
        where Ctrl-C is no key but the terminal's own signal."""
        end = time.monotonic() + 0.5
        while (left := end - time.monotonic()) > 0:
            if self.program.read(left) is None:
                self.leave()
                self.sit_down()
                return False
        return True

    def strike(self, key):
        """Presses a key, unless it is the one that would make a confirmation whole."""
        if key in ("\x13", " ") and self.is_one_step_away():
            figures["held back"] += 1
            key = "\x15"
        self.typed_at = time.monotonic()
        self.send(key)
        if key in HOSTILE:
            self.program.quiet(0.7, limit=1)

    def approach(self):
        """To where it would be dangerous: a request, and one of the keys that begin something."""
        for key in [ESC, ESC, ESC, "6"] + ["j"] * self.chance.randint(0, 2) + [self.chance.choice("sxwc")]:
            self.send(key)
            self.program.quiet(0.08, limit=1)
        if self.confirmation():
            figures["reviews"] += 1
            for _ in range(self.chance.randint(0, 2)):
                self.send("\t")
            self.type_word()
            # Everything that habit might press where it matters; only the whole confirmation is held back.
            for _ in range(self.chance.randint(1, 4)):
                self.strike(self.chance.choice(["\r", "\x13", " ", "\t", "\r", "\x7f", "x"]))

    def type_word(self):
        """Letter by letter, as somebody would who means it: the awaited word more often than not."""
        awaited = self.confirmation()
        word = awaited[0] if awaited and self.chance.random() < 0.6 else self.chance.choice(WORDS)
        for letter in word:
            # The space in a word is a space bar, which confirms where the button has the focus.
            if letter == " " and self.is_one_step_away():
                figures["held back"] += 1
                return
            self.typed_at = time.monotonic()
            self.send(letter)

    def paste(self):
        figures["pastes"] += 1
        self.typed_at = time.monotonic()
        text = self.chance.choice(WORDS) + self.chance.choice(["", "\r", "\x13", "\n" * 50])
        end = "\x1b[201~" if self.chance.random() < 0.95 else ""
        self.send("\x1b[200~" + text + end)
        if not end:
            # A paste whose end is lost takes in whatever follows at once: this is how long the console waits for it.
            self.program.quiet(3.5, limit=4)

    def use_mouse(self):
        figures["clicks"] += 1
        x, y = self.chance.randint(1, self.size[0]), self.chance.randint(1, self.size[1])
        button = self.chance.choice([0, 0, 0, 0, 1, 2, 32, 64, 65])
        self.send(f"\x1b[<{button};{x};{y}M")
        if button < 3:
            self.send(f"\x1b[<{button};{x};{y}m")

    def resize(self):
        """A storm, and then a size to go on with."""
        figures["sizes"] += 1
        for size in [self.chance.choice(SIZES) for _ in range(self.chance.randint(0, 6))] + [(120, 40)]:
            self.size = size
            # The picture first: what is written for a larger one must have room.
            self.program.screen.resize(size[1], size[0])
            fcntl.ioctl(self.program.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            self.program.read(0.002)

    def weigh(self):
        """What it takes now; flat after the first minute."""
        try:
            resident = self.program.memory()["VmRSS"]
        except (KeyError, OSError):
            return  # it ends at this moment, which the next key finds out
        if time.monotonic() - self.started > 60 and self.first is None:
            self.first = resident
        seen = memory.setdefault(self.person, {"first": resident, "last": resident, "most": resident})
        seen["last"], seen["most"] = resident, max(seen["most"], resident)
        if resident > MEMORY or (self.first and resident > self.first + GROWTH):
            raise Broken(f"the console of {self.person} takes {resident} MB, {self.first} after a minute")

    def rest(self):
        """Hands off: not one byte is written while nothing changes."""
        for _ in range(6):
            self.send(ESC)
            self.program.quiet(0.2, limit=3)
        written = []
        for _ in range(4):
            written.append(self.program.idle(4)["bytes"])
            if written[-1] == 0:
                break
        else:
            raise Broken(f"the console of {self.person} writes while nobody touches it: {written} bytes in 4 s each")


def governed(admin):
    """Every event that PostgreSQL made of somebody's attempt, and every request: what no keys here may add to."""
    events = admin.ask(
        "select count(*) from countersign.event_all where origin is null and stream in ('governance', 'control', 'admin')")
    requests = admin.ask("select state, count(*) from countersign.request_overview group by state order by state")
    signatures = admin.ask("select count(*) from countersign.request_signature_overview")
    return events + requests + signatures


def keys(soak):
    soak.keep_running()
    admin = Sitting(soak, "admin_1")
    # Something to sign, refuse and close: without it no review would ever open.
    for person, tenant in [("operator_2", "Delta Market"), ("operator_1", "Northwind Studio")]:
        status, _, said = soak.run("--as", person, "requests", "open", "break-glass-admin-session", "--tenant", tenant,
                                   "--reason", "Something for random hands to find", "--format", "json")
        if status != 0:
            raise Broken(f"nothing could be prepared: {said}")
    before = governed(admin)
    people = [soak.options.person] if soak.options.person else PERSONAS
    share = soak.options.seconds / len(people)
    for person in people:
        hands = Hands(soak, person)
        end = time.monotonic() + share
        weighed = 0
        while time.monotonic() < end:
            hands.press()
            if time.monotonic() - weighed > 1:
                weighed = time.monotonic()
                hands.weigh()
        hands.rest()
        hands.program.end()
        after = governed(admin)
        if after != before:
            raise Broken(f"the hands of {person} confirmed nothing, and yet: {before} became {after}")
        print(person, figures, memory.get(person), flush=True)
    admin.close()
    return figures | {f"MB at most as {person}": seen["most"] for person, seen in memory.items()}


def options(parser):
    parser.add_argument("--as", dest="person", choices=PERSONAS, metavar="PERSON")


soak = Soak(__doc__, more=options)
soak.finish(keys)
