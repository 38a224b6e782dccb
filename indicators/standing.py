"""How an indicator stands against its targets, worked out from its figures. What people report is never touched.

The rule, which the pages say in words (see RULE): a straight line leads from the first figure of the latest run to
the first target after it, and on from target to target. Where the latest figure lies beside that line, and whether
it came nearer, says how the indicator stands.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models

from .due import next_late_on
from .models import Aim, Measurement, Target
from .series import Change, Point, Series


class FigureStanding(models.TextChoices):
    """How the figures of an indicator stand."""

    MET = "met", "Met"
    ON_THE_WAY = "on_the_way", "On the way"
    OFF_THE_WAY = "off_the_way", "Off the way"
    MOVING_WRONG = "moving_wrong", "Moving the wrong way"
    NO_TARGET = "no_target", "No target"
    NO_RECENT_FIGURE = "no_recent_figure", "No recent figure"


RULE = (
    ("No target", "Nobody has said where the figure should be by when."),
    ("No recent figure", "There is no figure, or the one that should have followed it is late."),
    ("Met", "The latest figure is where the last target wants it."),
    (
        "On the way",
        "It is not there yet, and is at least where a straight line from the first comparable figure to the next "
        "target would be by then.",
    ),
    ("Moving the wrong way", "It is behind that line, and further from the target than the figure before."),
    ("Off the way", "It is behind that line, and not further from the target than the figure before."),
)


@dataclass(frozen=True)
class Range:
    """Where a figure should be: between two values, or on one side of a value."""

    low: Decimal | None = None
    high: Decimal | None = None

    def distance(self, value):
        """How far a value lies outside; 0 within."""
        if self.low is not None and value < self.low:
            return self.low - value
        if self.high is not None and value > self.high:
            return value - self.high
        return Decimal(0)


@dataclass(frozen=True)
class Judged:
    """How an indicator stands, and what that was worked out from."""

    standing: FigureStanding
    latest: Point | None = None
    first: Point | None = None
    target: Target | None = None  # the one that the latest figure is held against
    expected: Range | None = None  # where the line is on the day of the latest figure
    change: Change | None = None
    newest: Measurement | None = None  # the latest figure there is, which may be missing or in words

    @property
    def worked_out_from(self):
        """The figures that it follows from, each once."""
        points = [self.first, self.change and self.change.earlier, self.latest]
        return list({id(point): point for point in points if point}.values())

    @property
    def goes_wrong(self):
        """Whether the figure speaks against a report that all is well."""
        if self.standing == FigureStanding.NO_TARGET:
            return self.change is not None and self.change.is_better is False
        return self.standing in (FigureStanding.MOVING_WRONG, FigureStanding.OFF_THE_WAY)


def range_of(target):
    """Where a target wants the figure."""
    match target.aim:
        case Aim.AT_MOST:
            return Range(high=target.value)
        case Aim.BETWEEN:
            return Range(target.value, target.upper)
    return Range(low=target.value)


def judge(series: Series, targets, on: date):
    """How an indicator stands on a day, from the series of its whole and its targets."""
    latest = series.shown[-1] if series.shown else None
    change = series.change_before(latest) if latest else None
    newest = series.latest and series.latest.figure
    targets = sorted(targets, key=_due)
    if not targets:
        return Judged(FigureStanding.NO_TARGET, latest, change=change, newest=newest)
    if latest is None or _is_old(series.indicator, latest, on):
        aimed_at = _next(targets, on)
        return Judged(FigureStanding.NO_RECENT_FIGURE, latest, target=aimed_at, change=change, newest=newest)
    first = next(point for run in series.runs if latest in run for point in run if point.value is not None)
    target = _next(targets, latest.ends_on)
    expected = expected_on(latest.ends_on, first, targets)
    standing = _standing(latest, targets, target, expected, change)
    return Judged(standing, latest, first, target, expected, change, newest)


def _standing(latest, targets, target, expected, change):
    if not range_of(targets[-1]).distance(latest.value):
        return FigureStanding.MET
    if not expected.distance(latest.value):
        return FigureStanding.ON_THE_WAY
    wanted = range_of(target)
    is_further = not change.why_not and wanted.distance(latest.value) > wanted.distance(change.earlier.value)
    return FigureStanding.MOVING_WRONG if is_further else FigureStanding.OFF_THE_WAY


def expected_on(day, first, targets):
    """Where the line from the first figure through the targets is on a day; after the last target it stays there."""
    began, came_from = first.ends_on, Range(first.value, first.value)
    for target in sorted(targets, key=_due):
        if target.due_on <= first.ends_on:
            continue
        wanted = range_of(target)
        if day <= target.due_on:
            passed = Decimal((day - began).days) / (target.due_on - began).days
            return Range(
                _between(came_from.low, wanted.low, passed, min),
                _between(came_from.high, wanted.high, passed, max),
            )
        began, came_from = target.due_on, wanted
    return range_of(max(targets, key=_due))


def _between(before, wanted, passed, mildest):
    """One edge of the line; where the figures began beyond the target, they are asked for the target and no more."""
    if before is None or wanted is None:
        return wanted
    return mildest(before + (wanted - before) * passed, wanted)


def _due(target):
    return target.due_on


def _next(targets, day):
    """The first target that is not past on a day, or the last one."""
    return next((target for target in targets if target.due_on >= day), targets[-1])


def _is_old(indicator, latest, on):
    late_on = next_late_on(indicator, latest.figure)
    return late_on is not None and on >= late_on
