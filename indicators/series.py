"""The figures of an indicator in the order of time, in runs that can be compared.

Whatever joins two figures by a line, subtracts one from the other or says which way a figure went asks here, so that
nothing is ever compared across a break.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from .models import Better, Certainty, IndicatorKind, Measurement

# Months have 28 to 31 days, quarters 90 to 92: periods that differ by more are of another kind.
SAME_LENGTH = 5

OTHER_LENGTH = "The two are of periods of different lengths."
OTHER_BASE = "One of the two is out of something, the other is not."


class Way(StrEnum):
    """Which way a figure went."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclass(frozen=True)
class Point:
    """A figure in its place: its number, if it has one, and why it cannot be compared with those before it."""

    figure: Measurement
    breaks: str = ""

    @property
    def starts_on(self):
        return self.figure.starts_on

    @property
    def ends_on(self):
        return self.figure.ends_on

    @property
    def certainty(self):
        return self.figure.certainty

    @property
    def is_missing(self):
        return self.figure.certainty == Certainty.MISSING

    @property
    def is_provisional(self):
        return self.figure.certainty == Certainty.PROVISIONAL

    @property
    def value(self):
        """The percentage where there is a base, else the number; None if it is missing or in words."""
        figure = self.figure
        return figure.numerator if figure.percentage is None else figure.percentage


@dataclass(frozen=True)
class Change:
    """What came between two figures, or why nobody can say."""

    earlier: Point | None = None
    later: Point | None = None
    why_not: str = ""
    better: str = Better.NEITHER

    @property
    def by(self):
        """How much it is more or less: percentage points where the two are percentages."""
        return None if self.why_not else self.later.value - self.earlier.value

    @property
    def share(self):
        """The same in per cent of the earlier figure; None where that was nothing, or a percentage itself."""
        if self.why_not or not self.earlier.value or self.is_of_shares:
            return None
        return Decimal(100) * self.by / abs(self.earlier.value)

    @property
    def is_of_shares(self):
        return self.later is not None and self.later.figure.denominator is not None

    @property
    def way(self):
        """Up, down or the same; None where the two cannot be compared."""
        if self.why_not:
            return None
        return Way.SAME if not self.by else Way.UP if self.by > 0 else Way.DOWN

    @property
    def is_better(self):
        """Whether it went the right way; None where it did not move or neither way is better."""
        wanted = {Better.HIGHER: Way.UP, Better.LOWER: Way.DOWN}.get(self.better)
        if wanted is None or self.way not in (Way.UP, Way.DOWN):
            return None
        return self.way == wanted


class Series:
    """The figures of the whole, or of one part, that are in force: the oldest first."""

    def __init__(self, indicator, points):
        self.indicator = indicator
        self.points = points

    @cached_property
    def runs(self):
        """The points between two breaks, each run a list."""
        runs = []
        for point in self.points:
            if point.breaks or not runs:
                runs.append([])
            runs[-1].append(point)
        return runs

    @cached_property
    def shown(self):
        """The points that have a number."""
        return [point for point in self.points if point.value is not None]

    @property
    def latest(self):
        """The latest point, which may be missing; None in an empty series."""
        return self.points[-1] if self.points else None

    def change(self, earlier, later):
        """What came between two points of this series, or why nobody can say."""
        return Change(earlier, later, self._why_not(earlier, later), self.indicator.better)

    @property
    def latest_change(self):
        """What came between the latest figure and the last before it that there is."""
        return self.change_before(self.latest)

    def change_before(self, point):
        """What came between a point and the last figure before it that there is."""
        before = [one for one in self.points[: self.points.index(point)] if not one.is_missing] if point else []
        return self.change(before[-1] if before else None, point)

    def _why_not(self, earlier, later):
        if later is None:
            return "There is no figure yet."
        if earlier is None:
            return "There is no figure before it."
        if self.indicator.kind == IndicatorKind.NARRATIVE:
            return "What is told in words is not subtracted."
        if earlier.value is None or later.value is None:
            return "One of the two is missing."
        first, last = sorted(self.points.index(point) for point in (earlier, later))
        between = self.points[first + 1 : last + 1]
        return next((point.breaks for point in reversed(between) if point.breaks), "")


def series_of(indicator, figures, part=None):
    """The series of an indicator, or of one part of a breakdown, out of all its figures that are in force.

    A break in the figures of the whole is one in those of each part: the same thing is counted otherwise from then on.
    """
    figures = sorted(figures, key=lambda figure: (figure.ends_on, figure.starts_on or figure.ends_on, figure.pk or 0))
    own = part.pk if part else None
    breaks = [figure for figure in figures if figure.break_reason and figure.part_id in (None, own)]
    points, before, reached = [], None, None
    for figure in figures:
        if figure.part_id != own:
            continue
        said = [
            row.break_reason
            for row in breaks
            if row.ends_on <= figure.ends_on and (reached is None or row.ends_on > reached or row is figure)
        ]
        point = Point(figure, _sentence(said[-1]) if said and points else "")
        if not point.breaks and before is not None and point.value is not None:
            point = Point(figure, _unlike(before.figure, figure))
        points.append(point)
        before = point if point.value is not None else before
        reached = figure.ends_on
    return Series(indicator, points)


def series_by_part(indicator, figures):
    """The series of each part that has a figure, by part; `figures` carry their parts."""
    in_parts = sorted((figure for figure in figures if figure.part_id), key=_place_of_part)
    return {part: series_of(indicator, figures, part) for part, _ in groupby(in_parts, lambda row: row.part)}


def _place_of_part(figure):
    part = figure.part
    return part.breakdown_id, part.position, part.name, part.pk


def _unlike(earlier, later):
    """Why two neighbours cannot be compared although nobody said so; empty if they can."""
    if (earlier.denominator is None) != (later.denominator is None):
        return OTHER_BASE
    return OTHER_LENGTH if abs(_days(earlier) - _days(later)) > SAME_LENGTH else ""


def _days(figure):
    return 0 if figure.starts_on is None else (figure.ends_on - figure.starts_on).days + 1


def _sentence(words):
    words = words.strip()
    return words if words.endswith((".", "?", "”")) else f"{words}."
