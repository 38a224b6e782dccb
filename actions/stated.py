"""Figures picked out of words: 24 %, £3.3M, 1,381, doubled, a third; how each is rounded, and which way it goes.

What only looks like a figure is left alone: years, days, times, references, telephone numbers, ages.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal

from .models import Unit, Way

NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
SCALES = {"k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
MONTHS = f"{MONTHS}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
# A word that says how much, in per cent or times; and what it is rounded to, for nobody means it to a hair.
IN_WORDS = [
    (r"doubl(?:ed|ing)", Unit.PERCENT, 100, 10, Way.UP),
    (r"(?:trebl|tripl)(?:ed|ing)", Unit.PERCENT, 200, 10, Way.UP),
    (r"halv(?:ed|ing)|(?:by|in) half", Unit.PERCENT, 50, 5, Way.DOWN),
    (r"half of", Unit.PERCENT, 50, 5, ""),
    (r"two[- ]thirds", Unit.PERCENT, "66.67", 5, ""),
    (
        r"(?:a|one)[- ]third(?= (?:of|fewer|less|more|higher|lower|down|up)\b)|by (?:a|one) third",
        Unit.PERCENT,
        "33.33",
        5,
        "",
    ),
    (r"three[- ]quarters", Unit.PERCENT, 75, 5, ""),
    (
        r"(?:a|one)[- ]quarter(?= (?:of|fewer|less|more|higher|lower|down|up)\b)(?! of the year)|by (?:a|one) quarter",
        Unit.PERCENT,
        25,
        5,
        "",
    ),
    (r"twice(?! (?:a|an|per|each|every|in) )", Unit.TIMES, 2, "0.2", ""),
    (r"three times(?! (?:a|an|per|each|every|in) )", Unit.TIMES, 3, "0.2", ""),
]
PERCENT = re.compile(rf"(?P<number>{NUMBER})\s?(?P<points>percentage points?|%|per\s?cent\b)", re.IGNORECASE)
POUNDS = re.compile(rf"£\s?(?P<number>{NUMBER})(?:\s?(?P<scale>{'|'.join(SCALES)})\b)?", re.IGNORECASE)
COUNT = re.compile(
    rf"(?<![\w.,/:£#+’'-])(?<!\d\()(?:{NUMBER})(?![\w%:/]|[.,]\d|-\w|\s?(?:per\s?cent|%|percentage))", re.IGNORECASE
)
# What is no count, by what stands before it and after it.
BEFORE = re.compile(
    rf"(?:\b(?:{MONTHS})\.?|\b(?:aged?|ages|section|sections|article|chapter|page|pages|phase|stage|step|level|version|"
    r"number|no\.|ward|room|flat|point|item|part|schedule|between the ages of)|\bs\.|\d\s?(?:-|–|to)|\+\d+)\s*$",
    re.IGNORECASE,
)
AFTER = re.compile(
    rf"^(?:\s?(?:st|nd|rd|th|am|pm)\b|\s?(?:{MONTHS})\b|[\s-]years?[\s-]olds?|\s?(?:o’clock|o'clock)|\s?(?:-|–)\s?\d)",
    re.IGNORECASE,
)
# 8 to 12 is a range; from 988 in 2020 to 751 in 2022 is not.
FROM = re.compile(r"\bfrom\b[^.;\n]*\bto\s+$", re.IGNORECASE)
YEARS = range(1900, 2100)
PHONE = re.compile(r"\+?\d[\d ()-]{8,}\d")
GOES = re.compile(
    r"\b(?:(?P<down>few(?:er)?|less|lower|fell|fall(?:en|s|ing)?|drop(?:ped|s)?|down|reduc\w+|decreas\w+|declin\w+|cut|"
    r"smaller)|(?P<up>more|higher|rose|risen|ris(?:e|es|ing)|grew|grow(?:n|s|th)?|up|increas\w+|addition\w*|extra|larger|"
    r"gained))\b",
    re.IGNORECASE,
)
# A word right behind a figure says its way before any other: 46% reduction.
RIGHT_BEHIND, BEHIND = 16, 40
ROUGHLY = re.compile(
    r"\b(?:about|around|approximately|nearly|almost|over|more than|under|some|roughly)\s+$", re.IGNORECASE
)
SENTENCE = re.compile(r"[^.!?\n]*(?:\.(?=\d)[^.!?\n]*)*[.!?]?")
LONGEST_PRINTED, LONGEST_SAYS = 60, 300
# How far from a number the words stand that say what it is.
NEAR = 40


@dataclass(frozen=True)
class Stated:
    """A figure as somebody wrote it."""

    printed: str
    value: Decimal
    precision: Decimal
    unit: str
    way: str
    says: str  # the sentence that it stands in
    start: int
    is_points: bool = False  # percentage points: the difference of two shares


def figures_in(text):
    """Every figure in a text, in its order."""
    return Reading(text).figures()


class Reading:
    """A text that is read for its figures."""

    def __init__(self, text):
        self.text = text
        self.ends = [part.end() for part in SENTENCE.finditer(text)]
        self.phones = [phone.span() for phone in PHONE.finditer(text)]

    def figures(self):
        found = [*self.percentages(), *self.money(), *self.words()]
        taken = sorted(found, key=lambda figure: figure.start)
        found += [figure for figure in self.counts() if not _overlaps(figure, taken)]
        return sorted(found, key=lambda figure: figure.start)

    def percentages(self):
        for match in PERCENT.finditer(self.text):
            number = match["number"]
            is_points = match["points"].lower().startswith("percentage")
            yield self.stated(match, _value(number), _step(number), Unit.PERCENT, is_points=is_points)

    def money(self):
        for match in POUNDS.finditer(self.text):
            number, scale = match["number"], SCALES[match["scale"].lower()] if match["scale"] else 1
            yield self.stated(match, _value(number) * scale, _step(number) * scale, Unit.POUNDS)

    def words(self):
        for pattern, unit, value, precision, way in IN_WORDS:
            for match in re.finditer(rf"\b(?:{pattern})", self.text, re.IGNORECASE):
                yield self.stated(match, Decimal(value), Decimal(precision), unit, way=way)

    def counts(self):
        for match in COUNT.finditer(self.text):
            before, after = self.text[: match.start()][-NEAR:], self.text[match.end() :][:NEAR]
            if self.is_count(match, before, after):
                yield self.stated(match, _value(match[0]), _step_of_count(match[0], before), Unit.COUNT)

    def is_count(self, match, before, after):
        number = match[0]
        is_bullet = not before.rpartition("\n")[2].strip() and re.match(r"[.)]\s", after)
        is_year = number.isdecimal() and len(number) == 4 and int(number) in YEARS
        in_phone = any(start <= match.start() < end for start, end in self.phones)
        is_no_count = BEFORE.search(before) and not FROM.search(before)
        return not (is_year or in_phone or is_bullet or is_no_count or AFTER.match(after))

    def stated(self, match, value, precision, unit, *, way="", is_points=False):
        end_of = bisect_left(self.ends, match.end())
        start, end = (self.ends[end_of - 1] if end_of else 0), self.ends[min(end_of, len(self.ends) - 1)]
        return Stated(
            printed=" ".join(match[0].split())[:LONGEST_PRINTED],
            value=value,
            precision=precision,
            unit=unit,
            way=way or _way(self.text[start : match.start()], self.text[match.end() : end]),
            says=_cut(" ".join(self.text[start:end].split())),
            start=match.start(),
            is_points=is_points,
        )


def _overlaps(figure, taken):
    """Whether a number stands within a figure that was found before it."""
    place = bisect_left(taken, figure.start, key=lambda other: other.start)
    near = taken[max(0, place - 1) : place + 1]
    return any(
        other.start <= figure.start < other.start + len(other.printed) + 1
        or figure.start <= other.start < figure.start + len(figure.printed)
        for other in near
    )


def _way(before, after):
    """Which way a figure goes, by the words of its sentence that are nearest to it."""
    right_behind, behind = GOES.search(after[:RIGHT_BEHIND]), GOES.search(after[:BEHIND])
    ahead = [*GOES.finditer(before)][-1:]
    found = next((match for match in (right_behind, *ahead, behind) if match), None)
    return "" if found is None else Way.DOWN if found["down"] else Way.UP


def _value(number):
    return Decimal(number.replace(",", ""))


def _step(number):
    """What a number is rounded to, by its digits: 0.1 for 62.5."""
    return Decimal(1).scaleb(-len(number.partition(".")[2]))


def _step_of_count(number, before):
    """A round number after a word like about is rounded to its last digit that is no nought."""
    digits = number.replace(",", "")
    is_rough = digits.isdecimal() and ROUGHLY.search(before)
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0"))) if is_rough else _step(number)


def _cut(words):
    return words if len(words) <= LONGEST_SAYS else f"{words[: LONGEST_SAYS - 2].rstrip()} …"
