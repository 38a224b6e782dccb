"""Reads the files, and knows the line on which everything in them stands."""

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

HEADER = re.compile(r"^\s*\[\[?\s*([\w-]+)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r"^\s*([\w-]+)\s*=\s*(.*)$")
FENCES = ("'''", '"""')


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong in a file, with its place."""

    file: str
    line: int
    where: str
    says: str

    def __str__(self):
        parts = [self.file, f"line {self.line}" if self.line else "", self.where]
        place = ", ".join(part for part in parts if part)
        return f"{place}: {self.says}" if place else self.says


class Faulty(Exception):
    """The files cannot be loaded. Nothing was changed."""

    def __init__(self, faults):
        self.faults = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, eq=False)
class Source:
    """One file: its name, its text and what it says."""

    name: str
    text: str
    data: dict

    @cached_property
    def lines(self):
        return find_lines(self.text)


@dataclass(frozen=True, eq=False)
class Entry:
    """One table of a file: the plan, or one of its actions, posts, figures. `bad` keys are not among its values."""

    source: Source
    table: str
    place: int
    values: dict
    bad: frozenset = frozenset()

    def get(self, key, default=""):
        return self.values.get(key, default)

    def fault(self, says, key=""):
        lines = self.source.lines
        line = lines.get((self.table, self.place, key)) or lines.get((self.table, self.place, ""), 0)
        return Fault(self.source.name, line, ", ".join(part for part in (self.name, key) if part), says)

    @property
    def name(self):
        return self.table if self.table == "plan" else f"{self.table} {self.handle or self.place}"

    @property
    def handle(self):
        """What others call it by: its reference, slug or letter, if it has one."""
        named = next((self.values[key] for key in ("reference", "slug", "letter") if key in self.values), "")
        return named if isinstance(named, str) else ""


def read(path):
    """The file as a Source. Raises Faulty if it cannot be read or is not TOML."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise Faulty([Fault(path.name, 0, "", "This is not a text file in UTF-8.")]) from fault
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or "the name is not one of a file"
        raise Faulty([Fault(path.name, 0, "", f"The file cannot be read: {reason}.")]) from fault
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        found = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", str(fault), re.DOTALL)
        says, line = found.groups() if found else (str(fault), None)
        line = int(line) if line else (text.count("\n") + 1 if found else 0)
        raise Faulty([Fault(path.name, line, "", f"This is not valid TOML: {says}.")]) from fault
    except (ArithmeticError, RecursionError, ValueError) as fault:
        raise Faulty([Fault(path.name, 0, "", "This is not valid TOML: a value in it makes no sense.")]) from fault
    return Source(path.name, text, data)


def find_lines(text):
    """Where tables and keys stand: {(table, place, key): line}, with an empty key for the table's own line.

    Reads line by line, over what stands between fences; good enough for files that people keep in order, and a key it
    misses is told by the line of its table.
    """
    lines, counts, table, fence = {}, {}, "", None
    for number, line in enumerate(text.split("\n"), 1):
        if fence:
            fence = None if fence in line else fence
        elif header := HEADER.match(line):
            table = header[1]
            counts[table] = counts.get(table, 0) + 1
            lines[table, counts[table], ""] = number
        elif key := KEY.match(line):
            lines[table, counts.get(table, 0), key[1]] = number
            fence = next((mark for mark in FENCES if key[2].startswith(mark) and mark not in key[2][3:]), None)
    return lines
