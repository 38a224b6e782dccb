"""A list of people as it would be brought in: its rows, what comes of each, what is wrong and what is in doubt."""

import hashlib
from dataclasses import dataclass, field
from datetime import date

from django.utils.dateformat import format as format_date

from ..models import Person


@dataclass
class Doubt:
    """Something that only a data officer can tell: a question about a row, the answers, and the likeliest of them."""

    key: str
    row: int
    question: str
    choices: list
    likely: str


@dataclass(frozen=True)
class Fault:
    """What is wrong in a cell."""

    row: int
    column: str
    cell: str
    words: str


@dataclass
class Change:
    """Something that is to be put on record, changed in it, or there already."""

    outcome: str  # new, changed or unchanged
    words: str
    row: object = None
    foundations: list = field(default_factory=list)


@dataclass
class Line:
    """A row of the list: who it is, and what comes of it."""

    number: int
    name: str
    email: str
    person: Person | None = None
    changes: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    is_left_out: bool = False

    @property
    def outcome(self):
        if self.is_left_out:
            return "left out"
        outcomes = [change.outcome for change in self.changes]
        return next((outcome for outcome in ("new", "changed") if outcome in outcomes), "unchanged")


@dataclass
class Roll:
    """A list as it would be brought in."""

    lines: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    doubts: list = field(default_factory=list)
    unread: list = field(default_factory=list)

    def count(self, outcome):
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def number_changed(self):
        """How many things would be put on record or changed."""
        return sum(
            change.outcome != "unchanged" for line in self.lines for change in line.changes if not line.is_left_out
        )

    @property
    def seal(self):
        """A text that is another one as soon as anything would come out differently."""
        told = [
            (line.number, line.outcome, [(change.outcome, change.words) for change in line.changes])
            for line in self.lines
        ]
        return hashlib.sha256(repr((told, self.faults)).encode()).hexdigest()


@dataclass(frozen=True)
class Dates:
    """From when until when a row says that something is so."""

    first: date
    last: date | None
    is_given: bool = True

    @property
    def in_words(self):
        return f"from {in_full(self.first)}" + (f" until {in_full(self.last)}" if self.last else "")

    def overlap(self, fact):
        return (fact.ends_on is None or self.first <= fact.ends_on) and (
            self.last is None or fact.starts_on <= self.last
        )


def in_full(day):
    return format_date(day, "j F Y")
