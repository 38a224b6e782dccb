"""What looks odd about a new figure. It is asked about once, and never refused."""

from django.utils.dateformat import format as format_date

from .models import Frequency, IndicatorKind
from .series import series_of
from .templatetags.figures import number_text, point_text
from .when import QUARTER, YEAR, length_of

# With fewer figures on the record nearly every new one lies outside their range.
FEWEST_FOR_A_RANGE = 3
HALF = 50
# How long the period of a figure is, in days, where figures are of periods. A school year may end with the lessons.
USUAL = {
    Frequency.SIX_WEEKLY: ("every six weeks", range(35, 50)),
    Frequency.MONTHLY: ("every month", range(28, 32)),
    Frequency.QUARTERLY: ("every quarter", QUARTER),
    Frequency.SCHOOL_YEAR: ("every school year", range(300, YEAR.stop)),
    Frequency.YEARLY: ("every year", YEAR),
}


def doubts_about(figure, known, on):
    """What looks odd about a figure that is not on the record yet: a list of sentences.

    `known` are the figures of its indicator that are in force, without the one that it replaces.
    """
    series = series_of(figure.indicator, [*known, figure], figure.part)
    return next(doubts for new, doubts in doubts_in(series, on) if new is figure)


def doubts_in(series, on):
    """Each figure of a series that is not on the record yet, with what looks odd about it."""
    periods = [point.figure for point in series.points if point.starts_on]
    for run in series.runs:
        recorded = [point.value for point in run if point.figure.pk and point.value is not None]
        before = None
        for point in run:
            if point.figure.pk is None:
                doubts = [*_by_itself(point.figure, on), *_of_its_period(point.figure, periods)]
                yield point.figure, [*doubts, *_beside(point, before, recorded, series.indicator)]
            before = before if point.value is None else point


def _by_itself(figure, on):
    if figure.ends_on > on:
        yield f"{format_date(figure.ends_on, 'j F Y')} is still to come."
    if figure.denominator is not None and figure.numerator > figure.denominator:
        yield "That is more than it is out of."


def _of_its_period(figure, periods):
    """Whether its period is as long as others are, and apart from them. What it replaces was of the same."""
    if figure.starts_on is None or figure.supersedes is not None:
        return
    every, days = USUAL.get(figure.indicator.frequency, ("", ()))
    if every and (figure.ends_on - figure.starts_on).days + 1 not in days:
        yield f"This indicator has a figure {every}; this is of {length_of(figure.starts_on, figure.ends_on)}."
    overlapped = [
        other
        for other in periods
        if other is not figure and other.starts_on <= figure.ends_on and figure.starts_on <= other.ends_on
    ]
    if overlapped:
        first = overlapped[0]
        days = f"{format_date(first.starts_on, 'j F Y')} to {format_date(first.ends_on, 'j F Y')}"
        more = len(overlapped) - 1
        others = f" and {more} other{'' if more == 1 else 's'}" if more else ""
        yield f"This period overlaps {days}{others}."


def _beside(point, before, recorded, indicator):
    """Against the figure before it, and against all that there have been. Never across a break."""
    if point.value is None or indicator.is_yes_or_no:
        return
    if before is not None and before.value:
        by = point.value - before.value
        if 100 * abs(by) / abs(before.value) > HALF:
            was, way = point_text(before.value, indicator), "more" if by > 0 else "less"
            # A percentage is worked out, so whoever typed has not seen it.
            now = f"makes {point_text(point.value, indicator)}," if indicator.has_base else "is"
            yield f"That {now} {way} by over half: the figure before was {was}."
    if len(recorded) >= FEWEST_FOR_A_RANGE and not min(recorded) <= point.value <= max(recorded):
        low, high = point_text(min(recorded), indicator), point_text(max(recorded), indicator)
        extreme = "high" if point.value > max(recorded) else "low"
        yield f"No figure so far was that {extreme}: they lie between {low} and {high}."


def doubts_about_sums(indicator, new, known):
    """Each new figure with which the parts of a breakdown do not come to their whole, and what looks odd: in pairs.

    `known` are the figures of the indicator that are in force, without those that are replaced; it carries its parts.
    """
    there = {figure.covers: figure for figure in (*known, *new)}
    for period in dict.fromkeys(figure.covers[:2] for figure in new):
        whole = there.get((*period, None))
        if whole is None:
            continue
        for breakdown in indicator.breakdowns.all():
            keys = [(*period, part.pk) for part in breakdown.parts.all()]
            parts = [there[key] for key in keys if key in there]
            asked = next((figure for figure in (whole, *parts) if figure.pk is None), None)
            if asked is not None:
                for doubt in doubts_about_parts(whole, parts, breakdown, are_all=len(parts) == len(keys)):
                    yield asked, doubt


def doubts_about_parts(whole, parts, breakdown, *, are_all=True):
    """What looks odd about parts of a breakdown beside the whole: all together are it, and some are no more."""
    indicator = whole.indicator
    is_share = indicator.kind == IndicatorKind.PERCENTAGE and any(
        figure.numerator is not None and figure.denominator is None for figure in (whole, *parts)
    )
    numbers = [figure.numerator for figure in parts if figure.numerator is not None]
    if indicator.is_yes_or_no or is_share or whole.numerator is None or not numbers:
        return []
    together, is_complete = sum(numbers), are_all and len(numbers) == len(parts)
    if together == whole.numerator or (together < whole.numerator and not is_complete):
        return []
    by = f"By {breakdown.name.lower()} it comes to {number_text(together)}"
    return [f"{by}, and the whole is {number_text(whole.numerator)}."]
