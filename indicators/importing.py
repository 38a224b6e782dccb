"""Figures that come in as a table: read row by row, with every fault told by its cell, and nothing written here.

The table has a row of headings, in any order: those of the table of all figures (exporting.py), or some of them. Each
row below is one figure. A row that says what is on the record already changes nothing. One that says something else
replaces what is there, and says why in its note.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError

from promise_tracker.forms import FIRST_DAY, LAST_DAY, NO_SUCH_DAY
from promise_tracker.uploads import cell_name

from .amounts import read_amount, reader_of, shortened
from .entering import parts_of
from .exporting import HEADINGS, WORKED_OUT
from .models import Certainty, Measurement, WhyMissing
from .sanity import doubts_about_sums, doubts_in
from .series import series_of
from .services import IT_CAME_IN
from .templatetags.figures import figure_text

# What people call the columns besides.
ALSO_CALLED = {
    "reference": "indicator",
    "as at": "ends_on",
    "period ends": "ends_on",
    "period starts": "starts_on",
    "numerator": "numerator",
    "value": "numerator",
    "denominator": "denominator",
    "base": "denominator",
    "words": "words",
    "reason": "note",
}
NEEDED = ["indicator", "ends_on"]
DATES = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]
CERTAINTIES = {label.lower(): value for value, label in Certainty.choices}
REASONS = {label.lower(): value for value, label in WhyMissing.choices}
LONGEST = {"break_reason": 300, "source": 300, "words": 20_000, "note": 20_000}


@dataclass(frozen=True)
class Told:
    """Something about one cell of the table: a fault, or what looks odd."""

    row: int
    column: int
    heading: str
    content: str
    sentence: str
    figure: Measurement | None = None  # the figure that looks odd

    @property
    def cell(self):
        return cell_name(self.row, self.column)

    @property
    def number(self):
        """The row as a spreadsheet counts it."""
        return self.row + 1


@dataclass
class Reading:
    """What a table comes to: the figures to put on the record, and what is wrong or odd about its rows."""

    new: list = field(default_factory=list)
    same: int = 0
    faults: list = field(default_factory=list)
    doubts: list = field(default_factory=list)

    @property
    def replacing(self):
        return sum(figure.supersedes is not None for figure in self.new)


def read_figures(rows, *, indicators, may_enter, on):
    """Read a table. `indicators` come from entering.for_entry, and `may_enter` says of each whether it is theirs."""
    return _Reader(rows, indicators, may_enter, on).read()


class _Reader:
    def __init__(self, rows, indicators, may_enter, on):
        self.rows, self.may_enter, self.on = rows, may_enter, on
        self.indicators = {indicator.reference.lower(): indicator for indicator in indicators}
        self.parts = {
            (indicator.pk, part.breakdown.name.lower(), part.name.lower()): part
            for indicator in indicators
            for part in parts_of(indicator)
        }
        self.there = {
            (indicator.pk, figure.covers): figure for indicator in indicators for figure in indicator.figures
        }
        self.reading = Reading()
        self.place = {}
        self.row_of = {}

    def read(self):
        self._read_headings()
        if not self.reading.faults:
            for number, cells in enumerate(self.rows[1:], start=1):
                if any(cells):
                    self._read_row(number, cells)
        if not self.reading.faults:
            self._find_doubts()
        return self.reading

    # Headings

    def _read_headings(self):
        called = {heading.lower(): name for name, heading in HEADINGS.items()} | ALSO_CALLED
        for place, heading in enumerate(self.rows[0]):
            name = called.get(" ".join(heading.lower().split()))
            if name is None and (heading or any(row[place] for row in self.rows[1:])):
                self._fault(
                    0, place, f"There is no column “{shortened(heading)}” here. Take it out, or call it otherwise."
                )
            elif name in self.place:
                self._fault(0, place, "This column is there twice.")
            elif name is not None:
                self.place[name] = place
        for name in NEEDED:
            if name not in self.place:
                self._fault(0, 0, f"The column “{HEADINGS[name]}” is missing.")
        if not self.place.keys() & {"numerator", "words", "why_missing"}:
            self._fault(0, 0, "There is no column “Figure”.")

    # Rows

    def _read_row(self, number, cells):
        faults = len(self.reading.faults)
        said = {name: cells[place] for name, place in self.place.items() if name not in WORKED_OUT}
        indicator = self._indicator(number, said["indicator"])
        if indicator is None:
            return
        figure = Measurement(
            indicator=indicator,
            part=self._part(number, indicator, said),
            starts_on=self._day(number, "starts_on", said),
            ends_on=self._day(number, "ends_on", said),
            numerator=self._amount(number, "numerator", said, indicator),
            denominator=self._amount(number, "denominator", said, indicator),
            why_missing=self._choice(number, "why_missing", said, REASONS),
            certainty=self._choice(number, "certainty", said, CERTAINTIES),
            **{name: self._words(number, name, said) for name in LONGEST},
        )
        if len(self.reading.faults) == faults and figure.starts_on and figure.starts_on > figure.ends_on:
            self._told(number, "starts_on", "The period ends before it starts.")
        if len(self.reading.faults) == faults:
            self._settle(number, figure)

    def _settle(self, number, figure):
        """Hold a row that can be read against the kind of its indicator, the record and the rows before it."""
        says_how_certain = bool(figure.certainty)
        if figure.why_missing or figure.certainty == Certainty.MISSING:
            if not figure.why_missing:
                return self._told(number, "why_missing", "Say why the figure is missing.")
            if figure.numerator is not None or figure.denominator is not None or figure.words:
                return self._told(number, "why_missing", "Give the figure, or say why it is missing: not both.")
            figure.certainty = Certainty.MISSING
        elif not says_how_certain:
            figure.certainty = Certainty.FINAL
        if faults := figure.faults():
            for name, sentence in faults.items():
                self._told(number, name, sentence)
            return None
        key = figure.indicator_id, figure.covers
        if key in self.row_of:
            return self._told(number, "ends_on", f"Row {self.row_of[key] + 1} has a figure for this period already.")
        self.row_of[key] = number
        held = self.there.get(key)
        if held is None:
            if figure.certainty == Certainty.REVISED:
                return self._told(
                    number, "certainty", "There is no figure for that period that this one could revise."
                )
        elif _says_the_same(figure, held, says_how_certain):
            self.reading.same += 1
            return None
        elif not self._replace(number, figure, held, says_how_certain):
            return None
        self.reading.new.append(figure)
        return None

    def _replace(self, number, figure, held, says_how_certain):
        if held.why_missing == WhyMissing.NOT_YET_DUE and not figure.note:
            figure.note = IT_CAME_IN
        elif not figure.note:
            text = figure_text(held, held.indicator)
            self._told(
                number,
                "note",
                f"The record has another figure for that period: {shortened(text)}. Say why it is replaced.",
            )
            return False
        elif not says_how_certain and figure.certainty == Certainty.FINAL:
            figure.certainty = Certainty.REVISED
        figure.supersedes = held
        return True

    # Cells

    def _indicator(self, number, reference):
        indicator = self.indicators.get(reference.lower())
        if indicator is None:
            words = f"There is no indicator “{shortened(reference)}”." if reference else "Say of which indicator."
            self._told(number, "indicator", words)
            return None
        if not self.may_enter(indicator):
            owner = f"{indicator.owner} answers for it" if indicator.owner else "no post of yours answers for it"
            self._told(number, "indicator", f"{indicator.reference} is not yours to enter: {owner}.")
            return None
        return indicator

    def _part(self, number, indicator, said):
        breakdown, name = said.get("breakdown", ""), said.get("part", "")
        if not name:
            if breakdown:
                self._told(number, "part", f"Say which part of “{shortened(breakdown)}” it is.")
            return None
        found = [
            part
            for (key, by, called), part in self.parts.items()
            if key == indicator.pk and called == name.lower() and breakdown.lower() in ("", by)
        ]
        if len(found) == 1:
            return found[0]
        words = "is part of several breakdowns: say which" if found else f"is no part that {indicator.reference} has"
        self._told(number, "part", f"“{shortened(name)}” {words}.")
        return None

    def _day(self, number, name, said):
        text = said.get(name, "")
        for pattern in DATES:
            try:
                day = datetime.strptime(text, pattern).date()  # noqa: DTZ007 a day has no time zone
            except ValueError:
                continue
            if FIRST_DAY <= day <= LAST_DAY:
                return day
            self._told(number, name, NO_SUCH_DAY)
            return None
        if text:
            self._told(number, name, f"“{shortened(text)}” is not a date. Write it as 2026-09-30 or 30/09/2026.")
        elif name == "ends_on":
            self._told(number, name, "Say of which period, or as at which day.")
        return None

    def _amount(self, number, name, said, indicator):
        read = reader_of(indicator) if name == "numerator" else read_amount
        try:
            return read(said.get(name, ""))
        except ValidationError as fault:
            self._told(number, name, fault.messages[0])
            return None

    def _choice(self, number, name, said, known):
        text = said.get(name, "").lower()
        if text and text not in known:
            choices = ", ".join(known)
            self._told(number, name, f"“{shortened(said[name])}” is none of: {choices}.")
        return known.get(text, "")

    def _words(self, number, name, said):
        text = said.get(name, "")
        if len(text) > LONGEST[name]:
            self._told(number, name, f"Keep this under {LONGEST[name]} characters: it has {len(text)}.")
        return text

    def _told(self, number, name, sentence):
        """A fault in a column by its name; where the table has no such column, it is told at the indicator."""
        self._fault(number, self.place.get(name, self.place.get("indicator", 0)), sentence)

    def _fault(self, number, place, sentence):
        row = self.rows[number]
        content = shortened(row[place]) if place < len(row) else ""
        self.reading.faults.append(Told(number, place, self.rows[0][place], content, sentence))

    # What looks odd

    def _find_doubts(self):
        new = defaultdict(list)
        for figure in self.reading.new:
            new[figure.indicator].append(figure)
        for indicator, figures in new.items():
            replaced = {id(figure.supersedes) for figure in figures}
            known = [figure for figure in indicator.figures if id(figure) not in replaced]
            for part in dict.fromkeys(figure.part for figure in figures):
                own = [figure for figure in figures if figure.part == part]
                for figure, doubts in doubts_in(series_of(indicator, [*known, *own], part), self.on):
                    self._doubt(figure, doubts)
            for figure, doubt in doubts_about_sums(indicator, figures, known):
                self._doubt(figure, [doubt])
        self.reading.doubts.sort(key=lambda told: told.row)

    def _doubt(self, figure, doubts):
        number, place = self.row_of[figure.indicator_id, figure.covers], self.place.get("numerator", 0)
        content = shortened(self.rows[number][place])
        self.reading.doubts += [
            Told(number, place, self.rows[0][place], content, sentence, figure) for sentence in doubts
        ]


def _says_the_same(figure, held, says_how_certain):
    names = ["numerator", "denominator", "words", "why_missing", "break_reason"]
    if says_how_certain:
        names.append("certainty")
    return all(getattr(figure, name) == getattr(held, name) for name in names)
